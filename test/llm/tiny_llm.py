"""A real OpenAI-compatible server (llama.cpp's) on a language model that is made here, in a moment and offline.

The model is a Llama of one layer whose attention and feed-forward weights are zero: what is left is a table of which token
follows which. After a line break comes the first word of the sentence, after each word the next one, after the last one
the end. So it recites one sentence to whatever it is asked, token by token, through all of the real machinery.

    python tiny_llm.py --sentence "The code is 7 [1]." --api-key sk-test --folder /tmp/x

prints the address once it serves, and ends when its standard input is closed.
"""

import argparse
import sys
from pathlib import Path

import gguf
import numpy as np
import xllamacpp

UNKNOWN, BEGIN, END = 0, 1, 2
SPECIAL = ["<unk>", "<s>", "</s>"]
# What is no word of the sentence is read byte by byte.
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
LINE_BREAK = len(SPECIAL) + ord("\n")
CONTEXT = 16_384
# Each message on lines of its own: the prompt ends with a line break, whatever was asked.
TEMPLATE = "{% for message in messages %}{{ message.content }}\n{% endfor %}"


def followers(words: int) -> dict[int, int]:
    """For each token of the recital the next one."""
    first = len(SPECIAL) + len(BYTES)
    recital = [LINE_BREAK, *range(first, first + words), END]
    return dict(zip(recital, recital[1:], strict=False))


def write_model(path: Path, sentence: str) -> None:
    """Writes a GGUF file. Every word of the sentence must be a different one: a token has one follower."""
    words = [f"\u2581{word}" for word in sentence.split(" ")]
    if len(set(words)) < len(words):
        raise ValueError("a word of the sentence stands there twice")
    tokens = [*SPECIAL, *BYTES, *words]
    size = -(-len(tokens) // 64) * 64  # (V) tokens, each with a dimension of its own: D >= V
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [gguf.TokenType.BYTE] * len(BYTES) + [gguf.TokenType.NORMAL] * len(words)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(size)
    writer.add_block_count(1)
    writer.add_feed_forward_length(64)
    writer.add_head_count(1)
    writer.add_head_count_kv(1)
    writer.add_rope_dimension_count(size)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(END)
    writer.add_unk_token_id(UNKNOWN)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)

    embedding = np.eye(len(tokens), size, dtype=np.float32)  # (V, D)
    output = np.zeros((len(tokens), size), dtype=np.float32)  # (V, D): row of the follower, column of the token
    for token, follower in followers(len(words)).items():
        output[follower, token] = 1
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output.weight", output)
    writer.add_tensor("output_norm.weight", np.ones(size, dtype=np.float32))
    for norm in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{norm}.weight", np.ones(size, dtype=np.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros((size, size), dtype=np.float32))
    for name, shape in (("ffn_gate", (64, size)), ("ffn_up", (64, size)), ("ffn_down", (size, 64))):
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros(shape, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(model: Path, api_key: str) -> "xllamacpp.Server":
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = ["tiny"]
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = 1
    params.warmup = False
    params.offline = True
    params.api_keys = [api_key]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    return xllamacpp.Server(params)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sentence", required=True)
    parser.add_argument("--api-key", required=True)
    parser.add_argument("--folder", required=True, type=Path)
    arguments = parser.parse_args()
    model = arguments.folder / "tiny.gguf"
    write_model(model, arguments.sentence)
    server = serve(model, arguments.api_key)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
