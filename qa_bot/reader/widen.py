"""Widen a bare answer to what a person wants to read: "10,000" to "more than 10,000 troops"."""

from __future__ import annotations

import re

from qa_bot.terms import terms

_QUANTIFIERS = r"""(?:(?:slightly|just|well|far|not|no)\s+)?
    (?:(?:more|less|fewer|greater|higher|lower)\s+than|at\s+(?:least|most)|up\s+to|close\s+to|as\s+(?:many|much|few)\s+as
      |nearly|almost|about|around|roughly|approximately|some|over|under|below|above|only|exactly|an\s+estimated|another)
    \s+(?:an?\s+)?"""
_QUANTIFIER_BEFORE = re.compile(rf"\b{_QUANTIFIERS}\Z", re.IGNORECASE | re.VERBOSE)
_QUANTIFIER_FIRST = re.compile(_QUANTIFIERS, re.IGNORECASE | re.VERBOSE)
_NUMBER = re.compile(
    r"""(?:(?:US|A|C)?[$€£¥])?\d
    |(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen
      |nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?|half)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CURRENCY = re.compile(r"(?:US|A|C)?[$€£¥]\Z")
_UNIT = re.compile(
    r"""\s?(?:%|per\s?cent\b|percentage\s+points?\b|(?:hundred|thousand|million|billion|trillion|bn|m|k)\b
    |(?:US\s|U\.S\.\s)?(?:dollars|euros|pounds|crowns|yen|rupees|francs)\b
    |(?:kilo|centi|milli)?met(?:re|er)s?\b|km\b|miles?\b|(?:metric\s)?tons?\b|tonnes?\b|kilograms?\b|kg\b|hectares?\b|acres?\b
    |degrees\b|(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b(?:\sold\b)?)|(?:-years?)?-olds?\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[ \t\n]+([\w’'-]+)")
_COUNTED = re.compile(r"\bhow (?:many|much)\b(?P<what>[^?]*)", re.IGNORECASE)
_PAIRS = {"“": "”", '"': '"', "(": ")", "‘": "’", "[": "]"}
_PLURAL = re.compile(r"(?:s|people|men|children|police|feet|mice|fish|sheep)\Z", re.IGNORECASE)
#: "126: 114 passengers and 12 crew" gives the number and then what it is made of.
_LISTED = re.compile(r"[^:]*\d(?=:\s)")
#: The thing counted follows the number within this many words ("300 mostly elderly villagers").
_REACH = 4


def widen(text: str, start: int, end: int, question: str) -> tuple[int, int]:
    """The span [start, end) of ``text``, grown over quantifier, unit and the thing counted.

    Only numbers grow; any answer loses a quotation mark or bracket whose partner it lacks.
    """
    own = _QUANTIFIER_FIRST.match(text, start, end)
    if _NUMBER.match(text, own.end() if own else start, end):
        if currency := _CURRENCY.search(text[max(0, start - 3) : start]):
            start -= len(currency.group())
        quantifier = _QUANTIFIER_BEFORE.search(text[max(0, start - 40) : start])
        if quantifier and not own:
            start -= len(quantifier.group())
        while unit := _UNIT.match(text, end):
            end = unit.end()
        if listed := _LISTED.match(text, start, end):
            end = listed.end()
        end = _past_counted(text, start, end, question)
    return _balanced(text, start, end)


def _past_counted(text: str, start: int, end: int, question: str) -> int:
    """Past the thing that "how many …" counts when it follows soon; else ``end``."""
    counted = _COUNTED.search(question)
    wanted = set(terms(counted["what"])) if counted else set()
    if not wanted or wanted & set(terms(text[start:end])):
        return end
    at = grown = end
    for _ in range(_REACH):
        word = _WORD.match(text, at)
        if not word or not terms(word[1]):  # a stop word: "10,000 of the …", "10,000 to …"
            break
        at = word.end()
        if wanted & set(terms(word[1])):
            grown = at
            if _PLURAL.search(word[1]):  # the noun that is counted, at last; what follows is what it does
                break
    return grown


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    for opening, closing in _PAIRS.items():
        inside = text[start:end]
        if inside.startswith(opening) and closing not in inside[1:]:
            start += 1
        elif inside.endswith(closing) and opening not in inside[:-1]:
            end -= 1
    return start, end
