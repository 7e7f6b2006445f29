"""What "on Friday" and "last month" in an article mean, told from the day it was published."""

from __future__ import annotations

import re
from datetime import date

from qa_bot.periods import Period, find_periods

#: What makes the rest of a clause speak of what is to come.
_AHEAD = re.compile(
    r"\b(?:will|shall|would|won['’]t|to\s+be|due|expected|planned|scheduled|set\s+to|plans?|deadline|is\s+to|are\s+to)\b",
    re.IGNORECASE,
)
#: With these a time word itself looks ahead, and only with them: "by Friday", not "the painting by Rehn, taken in May".
_AHEAD_WORD = re.compile(r"\b(?:until|till|by|next)\b", re.IGNORECASE)
_AHEAD_WORD_BEFORE = re.compile(_AHEAD_WORD.pattern + r"\s+(?:the\s+)?\Z", re.IGNORECASE)
#: Right before a time word, what is over whatever else the clause speaks of: "said on Friday", "had promised in May".
_OVER = re.compile(
    r"(?:\b(?:said|told|reported|announced|confirmed|claimed|stated|added|wrote|warned|denied|admitted|revealed|found)"
    r"|\bhad(?:\s+\w+){1,3})\s+\Z",
    re.IGNORECASE,
)
#: Where the influence of such a word ends.
_CLAUSE = re.compile(r"[.;:!?]\s|\n")


def time_words(text: str, published: date | None) -> list[Period]:
    """The time words of ``text`` whose meaning hangs on the day of publication, with the days meant.

    A weekday is the last up to that day, or the next from it on where the clause speaks of what is to come, unless it
    is the day on which somebody said so.
    """
    if published is None:
        return []
    past = find_periods(text, published)
    ahead = {period.start: period for period in find_periods(text, published, ahead=True)}
    return [
        ahead.get(period.start, period) if _speaks_ahead(text, period) else period for period in past if period.loose
    ]


def _speaks_ahead(text: str, period: Period) -> bool:
    if _OVER.search(text[: period.start]):
        return False
    if _AHEAD_WORD.search(text[period.start : period.end]) or _AHEAD_WORD_BEFORE.search(text[: period.start]):
        return True
    before = text[: period.end]
    clause = [0, *(match.end() for match in _CLAUSE.finditer(before))][-1]
    return bool(_AHEAD.search(before[clause:]))
