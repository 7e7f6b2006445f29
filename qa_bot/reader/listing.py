"""Listing: the items of an answer that is a list, from wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.reader.candidates import Candidate
from qa_bot.reader.squad import normalise

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must)"
#: A number and one more word may stand before the noun, "which two northern cities"; of two the second may be a verb,
#: "which country sent troops". No owner and no preposition is among them.
_BEFORE = (
    r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|\d+|other|main)\s+)?"
    rf"(?:(?!(?:{_AUXILIARY}|of|in|on|at|by|for|from|to|with)\b)[\w-]+\s+)?"
)
#: A plural; "its", and the first halves of "awards show" and "sports team", are none.
_PLURAL = (
    r"(?:(?!(?:\w*(?:is|was|has|does|us|ss|as)|its|news|sports|awards|series|species|politics)\b)(?-i:[a-z][a-z-]+s)"
    r"|people|men|women|children)\b(?!['’])"
)
#: Behind a singular noun an "s" is that of a verb, which has an object: "which firm supplies the cranes".
_NO_OBJECT = r"(?!\s+(?:the|an?|its|their|his|her|this|that|these|is|was|has|does)\b)"
_LIST = re.compile(
    rf"(?<![,;] )\bwhich\s+{_BEFORE}{_PLURAL}{_NO_OBJECT}"
    rf"|\bwhat\s+{_BEFORE}{_PLURAL}\s+(?:are|were|did|do|have|had|will|can)\b"
    rf"|\b(?:what|who)\s+(?:are|were)\s+(?:the|some)\s+{_BEFORE}{_PLURAL}|\bwho\s+all\b|\bnames\s+of\b"
    r"|\A\W*(?:please\s+)?(?:list|name)\s+(?:all|the|some|every)\b",
    re.IGNORECASE,
)
#: An item belongs to the list when the reader's margin is at least this share of the best one's.
_SHARE = 0.6
#: And this large: else its passage rather gives no answer.
_LEAST = 0.5
#: Items in an answer, at most.
_MOST = 8


def asks_list(question: str) -> bool:
    """Whether the question asks for several things by its grammar: "Which countries …", "Name the …"."""
    return bool(_LIST.search(question))


def items(groups: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """The best place of each item, the surest first; one where there is no second of the same kind.

    What stands inside an item that is there already ("Norland" of "Norland and Garland") is none of its own.
    """
    best = groups[0][0]
    found = [best]
    for group in groups[1:]:
        item = group[0]
        if (
            item.margin <= 0
            or item.margin < _SHARE * best.margin
            or not item.fits
            or item.value.kind != best.value.kind
        ):
            continue
        words = set(normalise(item.text).split())
        if not any(item.overlaps(other) or words & set(normalise(other.text).split()) for other in found):
            found.append(item)
    return found[:_MOST]
