"""Teaching a language model a LoRA adapter: a process of its own, whose Python has PyTorch, transformers and PEFT."""
