"""Writes fixtures/embedding-parity.json: what the train service's embedder makes of texts of many kinds.

    PYTHONPATH=train train/.venv/bin/python apps/prediction/scripts/make_embedding_parity.py
"""

import json
from pathlib import Path

from personal_assistant_train.embedder import Embedder

ROOT = Path(__file__).resolve().parents[3]
TEXTS = [
    "The guest Wi-Fi password is sunflower-42.",
    "what is the wifi password?",
    "Crème brûlée, naïve façade, Ångström, straße, İstanbul",
    "Party tonight 🎉🥳 at 8! Bring 🍕 — and 👩‍👩‍👧‍👦 too 👍🏽",
    "会议室的密码是一二三四。请不要告诉别人。",
    "كلمة مرور الشبكة هي عباد الشمس، ولا تعطها لأحد.",
    "गेस्ट वाई-फ़ाई का पासवर्ड सूरजमुखी है।",
    "Пароль от гостевого Wi-Fi — подсолнух-42.",
    "오피스는 아침 8시 30분에 엽니다",
    "x = {'a': [1, 2.50, -3e4]}  # <tag attr=\"v\">&amp;</tag>\t\\n",
    "  \n\t spaces   \u00a0 around\u200b and\u00adsoft \r\n lines  ",
    "Supercalifragilisticexpialidocious" * 4,
    "[CLS] and [SEP] and [MASK] written by a person",
    "e\u0301 decomposed, \ufb01 ligature, ｆｕｌｌ　ｗｉｄｔｈ, ① ½ ™",
    "ok",
    "The office is open. " * 200,
    "密" * 600,
]


def main() -> None:
    embedder = Embedder(ROOT / "models/base/embedder", threads=1)
    vectors = embedder.embed(TEXTS)
    rows = [
        {
            "text": text,
            "ids": embedder._truncating.encode(text).ids,
            "vector": [round(float(value), 6) for value in vector],
        }
        for text, vector in zip(TEXTS, vectors, strict=True)
    ]
    out = ROOT / "apps/prediction/fixtures/embedding-parity.json"
    out.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
