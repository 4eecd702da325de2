"""Facts as groups teach them: what something costs, who is asked, when it opens, what is forbidden where.

The data set has long texts and questions that its annotators made while they read them. People teach one sentence and
ask for something that it does not say, about the very thing that it speaks of: «The sauna is free for members. How hot
is the sauna?» Each fact made here gives questions that it answers and questions that look as if it did.

`made_facts.json` has the templates: `{x}` is the thing (`{X}` begins a sentence), `{a}` what is said of it, `{c}` the
case that is asked for, `{list}` what is said of all cases, `{d}` a deed, `{p}` a place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from base.fact_values import VALUES, WORDS, WRITTEN

ATTRIBUTES: dict[str, Any] = WRITTEN["attributes"]
WITH_CASES = [attribute for attribute in ATTRIBUTES.values() if "cases" in attribute]
PERMISSION: dict[str, list[str]] = WRITTEN["permission"]
# Shares of the facts; the rest are plain ones.
BY_CASE = 0.3
BY_PERMISSION = 0.1


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about a thing, and questions with their answers; `None`: the statement does not say it."""

    statement: str
    asked: list[tuple[str, str | None]]


def made_fact(thing: str, passage: str, chance: random.Random) -> Fact:
    """A statement about the thing, with questions that it answers and some that neither it nor the passage does."""
    form = chance.random()
    if form < BY_CASE:
        return _by_case(thing, chance)
    if form < BY_CASE + BY_PERMISSION:
        return _by_permission(chance)
    attribute = chance.choice(list(ATTRIBUTES.values()))
    answer = VALUES[attribute["value"]](chance)
    statement = _filled(chance.choice(attribute["statements"]), thing, a=answer)
    asked: list[tuple[str, str | None]] = [(_filled(chance.choice(attribute["questions"]), thing), answer)]
    if missing := unsaid(thing, f"{passage} {statement}", chance):
        asked.append((missing, None))
    return Fact(statement, asked)


def unsaid(thing: str, passage: str, chance: random.Random) -> str | None:
    """A question about a thing of the passage, for what the passage cannot say: no cue of it is there."""
    attributes = list(ATTRIBUTES.values())
    for attribute in chance.sample(attributes, len(attributes)):
        if not re.search(attribute["cue"], passage, re.IGNORECASE):
            return _filled(chance.choice(attribute["questions"]), thing)
    return None


def _by_case(thing: str, chance: random.Random) -> Fact:
    """The same attribute once for each of several cases; asked for one of them, and for one that is not among them."""
    attribute = chance.choice(WITH_CASES)
    cases = list(WRITTEN["cases"][chance.choice(attribute["cases"])])
    chance.shuffle(cases)
    values = _different(VALUES[attribute["value"]], len(cases), chance)
    case_first = chance.random() < 0.4
    said = [
        f"{case['said']} {value}" if case_first else f"{value} {case['said']}"
        for value, case in zip(values, cases, strict=True)
    ]
    joined = ", ".join(said[:-1]) + chance.choice([" and ", ", "]) + said[-1]
    at = chance.randrange(len(cases))
    question = chance.choice(attribute["caseQuestions"])
    return Fact(
        _filled(chance.choice(attribute["caseStatements"]), thing, list=joined),
        [
            (_filled(question, thing, c=chance.choice(cases[at]["asked"])), values[at]),
            (_filled(question, thing, c=chance.choice(WRITTEN["otherCases"])), None),
        ],
    )


def _by_permission(chance: random.Random) -> Fact:
    """What is forbidden somewhere is no answer to where it may be done."""
    asked = chance.choice(PERMISSION["deeds"])
    deed = asked.replace(" my ", " your ")
    here, there = chance.sample(WORDS["places"], 2)
    forbidden = chance.choice(PERMISSION["forbidden"]).format(d=deed, p=there)
    where = chance.choice(PERMISSION["where"]).format(d=asked)
    where_not = chance.choice(PERMISSION["whereNot"]).format(d=asked)
    if chance.random() < 0.4:
        return Fact(forbidden, [(where, None), (where_not, there)])
    said = [chance.choice(PERMISSION["allowed"]).format(d=deed, p=here), forbidden]
    chance.shuffle(said)
    return Fact(" ".join(said), [(where, here), (where_not, there)])


def _filled(template: str, thing: str, **others: str) -> str:
    return template.format(x=thing, X=thing[:1].upper() + thing[1:], **others)


def _different(value: Callable[[random.Random], str], count: int, chance: random.Random) -> list[str]:
    """So many values of which none is part of another, so that each stands in a statement once."""
    values: list[str] = []
    while len(values) < count:
        new = value(chance)
        if not any(new in other or other in new for other in values):
            values.append(new)
    return values


# ---- what a passage speaks of ---------------------------------------------------------------------------------------

THING = re.compile(
    r"\b(?:(?:[Tt]he|[Oo]ur|[Mm]y|[Tt]his) (?:[a-z]{3,} )?[a-z]{3,}|(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})\b"
)
# Its last word is no preposition or verb, as far as its letters tell.
NO_NOUN = re.compile(
    r"(?:ed|ly|ing)$|\b(?:between|with|from|into|that|which|who|and|for|was|were|are|has|had|will|can|most|first|same|other"
    r"|more)$"
)


def thing_in(passage: str, chance: random.Random) -> str | None:
    """Something that the passage speaks of: a noun with its article, by its looks, or a name."""
    found = [thing for thing in THING.findall(passage) if not NO_NOUN.search(thing)]
    return _lower_article(chance.choice(found)) if found else None


def _lower_article(thing: str) -> str:
    first, _, rest = thing.partition(" ")
    return f"{first.lower()} {rest}" if first in ("The", "Our", "My", "This") else thing
