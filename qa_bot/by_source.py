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
#: At the beginning of a part that reads well without it.
_WHILE = re.compile(r"(?:while|whereas)\s+", re.IGNORECASE)
#: With this behind it, a source stands at the end of its part ("... as reported by the Courier, and ...").
_LAST = re.compile(r"[\"'”’]?(?:\s*[,;:.?!]|\s+(?:and|while|whereas)\b)", re.IGNORECASE)
#: Behind a source, what it is asked to have said: "... article say that the bridge is closed".
_SAYS_THAT = re.compile(
    r"[\"'”’]?(?:['’]s)?(?:\s+[\w-]+){0,2}?\s+(?:sa(?:y|id)|suggest|claim|report|indicat|stat|argu|impl|alleg|announc"
    r"|confirm|warn|writ|wrote|not|mention)\w*\s+that\s+(?P<clause>\S.+)",
    re.IGNORECASE | re.DOTALL,
)
#: A part with fewer words of its own ("in the Courier and") has the sense of the whole question.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a question with what it says of its articles: its source, and days as a wish.

    ``asked`` is what is to be read for in the articles of the source (see ``asked_of``).
    """

    text: str
    said: tuple[Constraint, ...]
    asked: str


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
        text = _alone(question[start:end].strip(" ,;:")) if len(own) >= _FEWEST else question
        days = (replace(day, required=False) for day in said if day.kind == "date" and start <= day.start < end)
        found.append(Part(text, (source, *days), asked_of(question[:end], source) or text))
    return found


def asked_of(question: str, source: Constraint) -> str:
    """What is to be read for in the articles of a source: "Is it so that the bridge is closed?".

    Of "Does the Courier say that the bridge is closed", where nobody in the Courier need speak of the Courier. "" where
    the question does not ask whether the source says that something is so.
    """
    found = _SAYS_THAT.match(question[source.end :])
    return f"Is it so that {found['clause'].strip(' ,;:.?!')}?" if found else ""


def _alone(text: str) -> str:
    """A part without the "while" that sets it against the one before."""
    joined = _WHILE.match(text)
    return text[joined.end()].upper() + text[joined.end() + 1 :] if joined else text


def _edge(question: str, start: int, end: int) -> int:
    """Where one part is over and the next begins, between the end of its source and the beginning of the next one."""
    between = question[start:end]
    joints = [joint.start() for joint in _JOINT.finditer(between)]
    if not joints:
        return end
    return start + (joints[0] if _LAST.match(between) else joints[-1])
