"""Fine-tuning the reader: a process of its own, whose Python has PyTorch. The rest of the service does without."""
