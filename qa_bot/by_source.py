"""Parts of a question that are each about one source: "Does the Courier say ..., while the Gazette says ...?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa_bot.terms import terms
from qa_bot.understood import Constraint

#: Where a part may end: at a mark, or before a word that joins two clauses.
_JOINT = re.compile(r"[,;:.?!]\s+|\s+(?:while|whereas|compared\s+to|and)\s+", re.IGNORECASE)
#: With this behind it, a source stands at the end of its part ("... as reported by the Courier, and ...").
_LAST = re.compile(r"[\"'”’]?(?:\s*[,;:.?!]|\s+(?:and|while|whereas)\b)", re.IGNORECASE)
#: A part with fewer words of its own ("in the Courier and") has the sense of the whole question.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a question with what it says of its articles: its source, and days as a wish."""

    text: str
    said: tuple[Constraint, ...]


def by_source(question: str, said: Sequence[Constraint]) -> list[Part]:
    """One part for each time that the question names a source, in its order; none where it does so but once.

    ``said`` is what ``understand`` made of the question.
    """
    named = [each for each in said if each.kind == "source"]
    if len(named) < 2 or any(question[each.start : each.end] != each.words for each in said):
        return []
    edges = [0, *(_edge(question, one.end, other.start) for one, other in pairwise(named)), len(question)]
    found = []
    for source, (start, end) in zip(named, pairwise(edges), strict=True):
        own = terms(question[start : source.start]) + terms(question[source.end : end])
        text = question[start:end].strip(" ,;:") if len(own) >= _FEWEST else question
        days = (replace(day, required=False) for day in said if day.kind == "date" and start <= day.start < end)
        found.append(Part(text, (source, *days)))
    return found


def _edge(question: str, start: int, end: int) -> int:
    """Where one part is over and the next begins, between the end of its source and the beginning of the next one."""
    between = question[start:end]
    joints = [joint.start() for joint in _JOINT.finditer(between)]
    if not joints:
        return end
    return start + (joints[0] if _LAST.match(between) else joints[-1])
