"""Reference: a word or phrase in a question that can point back to what was spoken of before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qa_bot.conversation.grammar import (
    AUXILIARIES,
    DEMONSTRATIVES,
    FUNCTION,
    HE,
    IT,
    POSSESSIVE,
    PREPOSITIONS,
    SHE,
    THEY,
    WORD,
    plain,
)

Kind = Literal["he", "she", "it", "they", "there", "that", "definite"]

#: "There is": says that something exists and points nowhere.
_EXISTENTIAL = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|did|do|will|would|can|could|may|might)\s+there\b"
    r"|\bthere(?:'s|’s|\s+(?:is|are|was|were|been|be|has|have|had|currently|exists?|in|any|a|an|no|still|only|more))\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"[^s’']s\Z|(?:people|men|women|children|police)\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """Characters [start, end) of a question; ``noun`` is what a definite description names ("minister").

    ``bound`` when something before it in the same question may be what it points to.
    """

    kind: Kind
    start: int
    end: int
    noun: str = ""
    owner: bool = False
    bound: bool = False


def references(question: str) -> list[Reference]:
    """The references of a question, in order."""
    words = [(plain(m.group()), m.start(), m.end()) for m in WORD.finditer(question)]
    existential = {m.start() + m.group().lower().index("there") for m in _EXISTENTIAL.finditer(question)}
    found: list[Reference] = []
    for at, (word, start, end) in enumerate(words):
        bound = _bound(question, words, at) or (word in THEY and _plural_before(words, at))
        after = words[at + 1][0] if at + 1 < len(words) else ""
        if word in HE | SHE | IT | THEY:
            kind: Kind = "he" if word in HE else "she" if word in SHE else "it" if word in IT else "they"
            owner = word in POSSESSIVE and (word not in ("her", "his") or (bool(after) and after not in FUNCTION))
            found.append(Reference(kind, start, end, owner=owner, bound=bound))
        elif word == "there" and start not in existential:
            found.append(Reference("there", start, end, bound=bound))
        elif word in DEMONSTRATIVES and _points(words, at):
            found.append(Reference("that", start, end, bound=bound))
        elif word == "the" or word in DEMONSTRATIVES:
            found += _definite(words, at)
    return found


def _definite(words: list[tuple[str, int, int]], at: int) -> Iterator[Reference]:
    """ "the minister": a noun phrase of one to three words, longest first, that is not narrowed by "of …"."""
    run = 0
    while run < 3 and at + 1 + run < len(words) and words[at + 1 + run][0] not in FUNCTION:
        run += 1
    for size in range(run, 0, -1):
        last = words[at + size]
        yield Reference("definite", words[at][1], last[1] + len(last[0]), noun=last[0])  # without a possessive ending


def _points(words: list[tuple[str, int, int]], at: int) -> bool:
    """Whether "that", "this", "these" or "those" stands for a thing by itself, and begins no clause or noun phrase."""
    word = words[at][0]
    before = words[at - 1][0] if at else ""
    after = words[at + 1][0] if at + 1 < len(words) else ""
    if not after:
        return before not in ("", "who", "what") or word == "that"
    if word == "that" and before not in AUXILIARIES | PREPOSITIONS | {"", "and", "but", "why", "how", "when", "where"}:
        return False
    return (after in FUNCTION and after not in ("are", "is", "have", "had")) or (
        before in AUXILIARIES and after in FUNCTION
    )


def _plural_before(words: list[tuple[str, int, int]], at: int) -> bool:
    return any(_PLURAL.search(word) and word not in FUNCTION for word, _, _ in words[:at])


def _bound(question: str, words: list[tuple[str, int, int]], at: int) -> bool:
    """Whether a name, or a noun that is not the verb's own object, stands before word ``at``."""
    before = [word for word in words[:at] if word[0] not in FUNCTION]
    capital = any(question[start].isupper() for _, start, _ in before if start)
    return capital or any(question[end : end + 1] in (".", ";", "?", "!") for _, _, end in words[:at])
