"""Train service: checks what is taught and builds model versions."""

__version__ = "0.1.0"
