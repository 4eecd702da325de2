"""What is said of things in made facts: prices, times, names, drawn by chance."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

# Templates and words of made facts.
WRITTEN = json.loads((Path(__file__).parent / "made_facts.json").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = WRITTEN["words"]


def price(chance: random.Random) -> str:
    amount = chance.choice([chance.randint(1, 20), chance.randint(2, 60) * 5, 9.5, 3.2])
    return chance.choice(WORDS["currencies"]).format(amount)


def person(chance: random.Random) -> str:
    name = chance.choice(WORDS["names"])
    return f"{name} {chance.choice(WORDS['surnames'])}" if chance.random() < 0.6 else name


def clock(chance: random.Random) -> str:
    hour = chance.randint(1, 12)
    return chance.choice([f"{hour} {chance.choice(['am', 'pm'])}", f"{hour + 6}:{chance.choice(['00', '15', '30'])}"])


def date(chance: random.Random) -> str:
    day, month = chance.randint(1, 28), chance.choice(WORDS["months"])
    return chance.choice([f"{day} {month}", f"{month} {day}", f"{day} {month} {chance.randint(2019, 2030)}"])


def date_or_day(chance: random.Random) -> str:
    return date(chance) if chance.random() < 0.5 else chance.choice(WORDS["days"])


def measure(counts: list[str], units: list[str]) -> Callable[[random.Random], str]:
    return lambda chance: f"{chance.choice(counts)} {chance.choice(units)}"


def phone(chance: random.Random) -> str:
    return chance.choice(["+49 30 {}", "0{}", "555-{}", "extension {}"]).format(chance.randint(1000, 99999))


def mail(chance: random.Random) -> str:
    who = chance.choice(["info", "office", "help", "team", chance.choice(WORDS["names"]).lower()])
    return f"{who}@{chance.choice(['club', 'hub', 'north', 'lab'])}.example"


def code(chance: random.Random) -> str:
    colours = chance.choice(WORDS["colours"]), chance.choice(WORDS["colours"])
    words = f"{colours[0]}-{colours[1]}-{chance.randint(1, 99)}"
    return chance.choice([f"{chance.randint(1000, 9999)}", words, f"#{chance.randint(10, 99)}B"])


def one_of(words: str) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(WORDS[words])


TO_NINETY = [str(count) for count in range(2, 96)]
# By the name that `made_facts.json` gives them.
VALUES: dict[str, Callable[[random.Random], str]] = {
    "price": price,
    "person": person,
    "place": one_of("places"),
    "clock": clock,
    "date_or_day": date_or_day,
    "duration": measure(
        ["two", "three", "four", "6", "10", "45", "90"], ["hours", "days", "weeks", "minutes", "months"]
    ),
    "phone": phone,
    "mail": mail,
    "code": code,
    "colour": one_of("colours"),
    "capacity": lambda chance: chance.choice(["4", "6", "8", "12", "15", "20", "30", "50", "120"]),
    "size": measure(TO_NINETY, ["metres", "feet", "square metres", "cm", "inches"]),
    "weight": measure(TO_NINETY, ["kg", "kilos", "grams", "pounds"]),
    "heat": measure(TO_NINETY, ["degrees", "°C", "degrees Celsius"]),
    "age": lambda chance: chance.choice(TO_NINETY),
    "town": one_of("towns"),
}
