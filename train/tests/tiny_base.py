"""A base model for tests: a Llama of 0.3 M parameters that nobody trained, with a tokenizer of its own.

    PYTHONPATH=. .venv-learning/bin/python -m tests.tiny_base <folder> <text file>

Then, since starting PyTorch is what takes time, it also checks in the same process that a training which was
interrupted ends with the very weights of one that was not. Prints `{"same": …, "resumedFrom": …}`.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from personal_assistant_train.learning.adapter.base import load_tokenizer
from personal_assistant_train.learning.adapter.tokens import as_examples
from personal_assistant_train.learning.adapter.train import (
    AdapterMaterial,
    AdapterResult,
    Config,
    StepPoint,
    train_adapter,
)

TEMPLATE = (
    "{% for message in messages %}<s>{{ message.role }}\n{{ message.content }}</s>\n{% endfor %}"
    "{% if add_generation_prompt %}<s>assistant\n{% endif %}"
)
STEPS, INTERRUPTED = 6, 4


def make(folder: Path, text: str) -> None:
    """Byte-level BPE of the text; the network is left as it begins, but for the scale of its output."""
    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = ["<pad>", "<s>", "</s>"]
    plain.train_from_iterator(
        [text],
        trainers.BpeTrainer(vocab_size=800, special_tokens=special, initial_alphabet=alphabet, show_progress=False),
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, bos_token="<s>", eos_token="</s>", pad_token="<pad>", chat_template=TEMPLATE
    )
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=96,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    model = LlamaForCausalLM(config)
    if sum(parameter.numel() for parameter in model.parameters()) >= 1_000_000:
        raise ValueError("too large for a test")
    # Nobody trains it: as it begins, it could not be sure of any word.
    torch.nn.init.normal_(model.lm_head.weight, std=0.3)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


class InterruptedTrainingError(Exception):
    pass


def interrupted_and_not(base: Path, work: Path) -> dict[str, object]:
    lessons = [
        {
            "question": f"Code {i}?",
            "passages": [f"Code {i} is {i * 7}.", "Ask Ann."],
            "right": 0,
            "answer": [f"{i * 7}."],
        }
        for i in range(5)
    ]
    material = AdapterMaterial(as_examples(load_tokenizer(base), lessons, 1536), [])
    config = Config(epochs=STEPS, seconds=0, batch=5, rate=1e-2, evaluations=2, checkpoint_steps=INTERRUPTED)

    def run(name: str, interrupt: bool = False) -> AdapterResult:
        def told(_share: float, point: StepPoint) -> None:
            if interrupt and point.step == INTERRUPTED + 1:
                raise InterruptedTrainingError

        return train_adapter(base, material, config, work / name, work / f"{name}.checkpoints", "key", told)

    run("whole")
    try:
        run("resumed", interrupt=True)
    except InterruptedTrainingError:
        resumed = run("resumed")
    other = train_adapter(base, material, config, work / "other", work / "resumed.checkpoints", "other key")
    weights = [load_file(work / name / "adapter_model.safetensors") for name in ("whole", "resumed")]
    same = all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0] | weights[1])
    return {"same": same, "resumedFrom": resumed.resumed_from, "otherResumedFrom": other.resumed_from}


if __name__ == "__main__":
    torch.set_num_threads(1)
    target = Path(sys.argv[1])
    make(target, Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps(interrupted_and_not(target, target.parent)))
