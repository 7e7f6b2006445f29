"""Questions for yes or no, made of others: "When did Kim resign?" asks too whether Kim resigned.

What answers the one tells the other, so a reader learns of them where to look when it is asked "Did Kim resign?".
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_bot.reader.examples import Example
from qa_bot.terms import AUXILIARY

_PARTICIPLE = r"\w+(?:ed|en|ing)\b"
#: By what is asked for, what stands behind it and asks whether.
_MADE = (
    (
        re.compile(
            r"^(?:when|where|why|how|(?:in|on|at|by|from|to|for|during) (?:what|which) (?:\w+ )?\w+)\s+"
            rf"(?P<verb>{AUXILIARY})\s+(?P<rest>.+)$",
            re.I,
        ),
        "{verb} {rest}",
    ),
    (
        re.compile(rf"^who\s+(?P<verb>is|are|was|were|has|had)\s+(?P<rest>{_PARTICIPLE}.*)$", re.I),
        "{verb} anybody {rest}",
    ),
    (
        re.compile(rf"^how many\s+(?P<what>[^?]+?)\s+(?P<verb>are|were)\s+(?P<rest>{_PARTICIPLE}.*)$", re.I),
        "{verb} any {what} {rest}",
    ),
)


def as_whether(question: str) -> str | None:
    """The question whether it is so, of one that asks when, where, why, how, how many or who; otherwise None."""
    for pattern, form in _MADE:
        if found := pattern.match(question.strip()):
            made = form.format(**found.groupdict())
            return made[0].upper() + made[1:]
    return None


def asked_whether(examples: Sequence[Example], share: float, rng: random.Random) -> Iterator[Example]:
    """A random ``share`` of the questions that can be asked so, as questions whether; their answers are the same."""
    made = [(example, question) for example in examples if (question := as_whether(example.question))]
    for example, question in rng.sample(made, int(share * len(made))):
        yield replace(example, id=f"{example.id}-whether", question=question)
