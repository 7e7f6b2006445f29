"""Leading: of positions that are equally good, the one that the answer begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from qa_bot.answer import corrects
from qa_bot.reader.candidates import Candidate
from qa_bot.wanted import wanted

#: A position is as good as the best one when the reader's margin is at least this share of it.
_AS_GOOD = 0.85
#: So is one that competes with it by less than this: so near, which comes first is chance.
_AS_NEAR = 0.25
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|up[- ]to[- ]date|now|nowadays|currently|so far|by now|as yet|today)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:(is|are|am|has|have|do|does|will|can|must|should)|was|were|did|had|would|could)\b", re.IGNORECASE
)


def leading(
    question: str, held: Sequence[Sequence[Candidate]], retrieval: float = 0.0, wording: float = 0.0
) -> Sequence[Candidate]:
    """The position to begin with, of ``held``, whose first is the reader's own choice by these weights.

    A state is told by the latest report, one that corrects another before all; an event by the report nearest to it,
    the earliest. "The latest" is asked for in so many words: then positions that the reader finds weaker count too.
    """
    best = held[0][0]
    nearly = best.rank(retrieval, wording) - _AS_NEAR

    def as_good(other: Candidate) -> bool:
        return other.margin >= _AS_GOOD * best.margin or other.rank(retrieval, wording) >= nearly

    latest = bool(_LATEST.search(question))
    dated = [(day, each) for each in held if (latest or as_good(each[0])) and (day := _day(each[0]))]
    if _day(held[0][0]) is None or len(dated) < 2:
        return held[0]
    if not (latest or asks_state(question)):
        return min(dated, key=lambda pair: pair[0])[1]
    return max(dated, key=lambda pair: (corrects(pair[1][0].hit.passage.article), pair[0]))[1]


def asks_state(question: str) -> bool:
    """Whether the question asks how things stand ("how many have died?"), and not for what happened once.

    The first auxiliary verb tells; a number asked for without one is a count, and counts are brought up to date.
    """
    auxiliary = _AUXILIARY.search(question)
    return bool(auxiliary[1]) if auxiliary else wanted(question).kind == "number"


def _day(candidate: Candidate) -> date | None:
    return candidate.hit.passage.article.day
