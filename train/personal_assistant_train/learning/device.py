"""Where PyTorch works, and with which numbers."""

from __future__ import annotations

import torch


def place_of_work() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def multiplies_bfloat16(device: torch.device) -> bool:
    """Where the processor cannot, PyTorch would imitate it, slower than float32."""
    return device.type == "cuda" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
