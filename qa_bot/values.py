"""Values: quantities, dates and names out of answers, so that "10k", "ten thousand" and "10,000" are one.

Number words are read by text2num (a small compiled library); quantulum3, which reads units too, unpickles a classifier
when it starts, needs seconds for that, and takes "half a million" for 1.5 million and "11.5m" for metres. So qualifiers
("about", "up to"), ranges and units are a grammar of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Literal

from qa_bot.clock import TimeOfDay, read_time
from qa_bot.periods import find_periods
from qa_bot.terms import terms
from qa_bot.units import BEHIND, MONEY, find_unit


class Match(IntEnum):
    """How two values stand to each other: the same; able to be true together; not; not to be compared."""

    EQUAL = 3
    COMPATIBLE = 2
    DIFFERENT = 1
    UNKNOWN = 0


_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9,
           "trillion": 1e12, "tn": 1e12, "dozen": 12.0}  # fmt: skip
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
_WORD = rf"(?:zero|{_ONES}|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion)"
_NUMBER = rf"""(?:\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+(?:\.\d+)?|\d+,\d{{1,2}}(?!\d)|\d+(?:\.\d+)?
    |(?:an?\s+|half\s+an?\s+)(?:dozen|hundred|thousand|million|billion)\b
    |(?:{_WORD}\b)(?:(?:[\s-]+(?:and\s+)?){_WORD}\b)*)"""
_SCALE = r"(?:\s?(?:k|bn|mn|tn|m)(?![\w’'])|\s+(?:hundred|thousand|million|billion|trillion|dozen)\b)"
_ABOUT = r"about|around|roughly|approximately|some|an\s+estimated|estimated|close\s+to|circa|~|nearly|almost"
_MORE = r"more\s+than|over|above|at\s+least|upwards\s+of|no\s+(?:less|fewer)\s+than|exceeding|a\s+minimum\s+of"
_LESS = r"less\s+than|fewer\s+than|under|below|up\s+to|at\s+most|no\s+more\s+than|as\s+many\s+as|as\s+much\s+as"
_QUANTITY = re.compile(
    rf"""(?<![\w.,:/-])(?:(?P<about>{_ABOUT})\s+|(?P<more>{_MORE})\s+|(?P<less>{_LESS})\s+|(?P<both>between)\s+|from\s+)?
    (?P<money>{MONEY})?\s?(?P<first>{_NUMBER})(?P<scale>{_SCALE})?
    (?:\s*(?:-|–|—|to|(?(both)and|to))\s*{MONEY}?(?P<last>{_NUMBER})(?P<last_scale>{_SCALE})?(?=[\s.,;%)]|\Z))?
    (?:\s+by\s+{_NUMBER}(?=[\s-]?{BEHIND}))?(?:[\s-]?(?P<unit>{BEHIND}))?(?P<old>[\s-]old\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
#: A time of day or a score is no quantity.
_CLOCK = re.compile(rf"\b\d{{1,2}}[:.]\d\d\b(?!\s*(?:{BEHIND}|million|billion|%|per))|\b\d{{1,2}}[–-]\d{{1,2}}\Z")
#: "One in three", and a year, which counts nothing.
_IN = re.compile(
    rf"(?P<some>{_NUMBER})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<every>{_NUMBER})", re.IGNORECASE | re.VERBOSE
)
#: "A quarter" of something, not of a million or of an hour; rounder than a number of per cent.
_FRACTION = re.compile(
    rf"""(?:(?P<about>{_ABOUT})\s+|(?P<more>{_MORE})\s+|(?P<less>{_LESS})\s+)?
    \b(?:(?P<part>a|one|two|three|four)[\s-](?=[tqf])|(?<!and\sa\s)(?=half))(?P<whole>half|(?:third|quarter|fifth|tenth)s?)
    (?=\s+of\b(?!\s+(?:an?\s+)?(?:hours?|days?|years?|centur\w+|miles?|(?:m|b|tr)illions?)\b)
      |\s+(?:full|empty)\b|[\s.,;]*\Z)""",
    re.IGNORECASE | re.VERBOSE,
)
_WHOLES = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PARTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_YEAR = re.compile(r"(?<![\d,.$€£])(?:1[89]|20)\d\d(?![\d,.]\d)")
_TITLES = re.compile(
    r"\A(?:mr|mrs|ms|dr|sir|dame|lord|lady|president|minister|prime|captain|general|king|queen|pope|professor|prof)\Z"
)
_NAME = re.compile(r"[^\W\d_][\w’'.-]*")
#: "About 10,000" says 9,000 to 11,000; "more than 10,000" of the news means little more.
_ABOUT_SHARE, _OPEN_SHARE = 0.1, 0.15
#: Characters behind a number in which the things that it counts are named.
_BEHIND = 40


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number between ``low`` and ``high`` (equal when exact) of a kind ("length"; "" for a count of things).

    Both are in the kind's base unit (see ``qa_bot.units``). ``stated`` is the number itself, of a range its
    middle; ``written`` the same in the answer's own unit; ``things`` are the stems of the words counted ("troops").
    """

    low: float
    high: float
    stated: float
    written: float
    kind: str
    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Value:
    """What an answer says: a quantity, a span of days, a time of day, a name, or nothing but its words.

    A span of days may name a time of day too.
    """

    text: str
    kind: Literal["quantity", "days", "time", "name", "text"]
    quantity: Quantity | None = None
    since: date | None = None
    until: date | None = None
    words: tuple[str, ...] = ()
    time: TimeOfDay | None = None


@lru_cache(maxsize=8192)
def read_value(text: str, published: date | None = None) -> Value:
    """The value that ``text``, an answer, states; ``published`` dates its "on Friday" and "in June"."""
    text = " ".join(text.split())
    words = tuple(word.casefold().strip(".") for word in _NAME.findall(text))
    first = _QUANTITY.match(text)
    counts = first and (first["unit"] or first["money"] or first["scale"] or first.end() == len(text))
    year = re.fullmatch(r"(?:in\s+)?(?:1[89]|20)\d\d", text)
    periods = find_periods(f"in {text}", published or date(2000, 12, 31)) if year or not counts else []
    time = read_time(text)
    if periods and (published or not periods[0].loose):
        return Value(text, "days", None, periods[0].since, periods[0].until, words, time)
    if time:
        return Value(text, "time", words=words, time=time)
    quantity = None if periods else read_quantity(text)  # "3 July" of an article without a date is no count
    if quantity:
        return Value(text, "quantity", quantity, words=words)
    return Value(text, "name" if _is_name(text) else "text", words=words)


def read_quantity(text: str) -> Quantity | None:
    """The first quantity in ``text``; None when there is none."""
    if _CLOCK.search(text):
        return None
    if share := _IN.search(text):
        every = _number(share["every"], None)
        part = 100 * _number(share["some"], None) / every if every else 0.0
        return Quantity(part, part, part, part, "share", frozenset())
    if fraction := _FRACTION.search(text):
        part = 100 * _PARTS[(fraction["part"] or "a").casefold()] / _WHOLES[fraction["whole"].casefold().rstrip("s")]
        low, high = _left_open(fraction, (1 - _ABOUT_SHARE) * part, (1 + _ABOUT_SHARE) * part)
        return Quantity(low, high, part, part, "share", frozenset())
    match = _QUANTITY.search(text)
    return _quantity(match, text) if match else None


def read_quantities(text: str) -> Iterator[Quantity]:
    """Every quantity in a longer text; ``things`` are the stems of the words behind it."""
    for match in _QUANTITY.finditer(text):
        if found := _quantity(match, text[: match.end() + _BEHIND]):
            yield found


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    if _YEAR.fullmatch(match["first"]) and not match["money"] and not match["unit"]:
        return None
    first = _number(match["first"], match["scale"] or (match["last"] and match["last_scale"]))
    last = _number(match["last"], match["last_scale"]) if match["last"] else first
    unit = find_unit(match["unit"] or match["money"] or "")
    size = unit.size if unit else 1.0
    low, high = sorted((first * size, last * size))
    stated = (low + high) / 2
    low, high = _left_open(match, low, high)
    things = frozenset(terms(text[match.end() :])) if not unit else frozenset()
    return Quantity(low, high, stated, stated / size, unit.measures if unit else "", things)


def _left_open(match: re.Match[str], low: float, high: float) -> tuple[float, float]:
    """The two ends as the words in front of the number leave them."""
    if match["about"]:
        return low * (1 - _ABOUT_SHARE), high * (1 + _ABOUT_SHARE)
    return low * (1 - _OPEN_SHARE * bool(match["less"])), high * (1 + _OPEN_SHARE * bool(match["more"]))


def compare(one: Value, other: Value) -> Match:
    """Whether two answers to one question say the same."""
    if one.quantity and other.quantity:
        return _compare_quantities(one.quantity, other.quantity)
    if one.time and other.time and one.time.differs(other.time):
        return Match.DIFFERENT
    if one.kind == other.kind == "days":
        return _compare_days(one, other)
    if one.time and other.time:
        return Match.EQUAL if one.kind == other.kind and one.time == other.time else Match.COMPATIBLE
    if not one.words or not other.words or {one.kind, other.kind} & {"quantity", "days", "time"}:
        return Match.EQUAL if one.text.casefold() == other.text.casefold() else Match.UNKNOWN
    return _compare_words(one, other)


def same(one: Value, other: Value) -> bool:
    """Whether two answers are one in other words: "10,000" and "more than ten thousand", a name and its short form."""
    found = compare(one, other)
    if one.quantity and other.quantity:
        return found >= Match.COMPATIBLE and _near(one.quantity.written, other.quantity.written)
    timed = bool(one.time and other.time)
    return found is Match.EQUAL or (found is Match.COMPATIBLE and (timed or one.kind == other.kind == "name"))


def _compare_quantities(one: Quantity, other: Quantity) -> Match:
    if one.kind != other.kind and one.kind and other.kind:
        return Match.UNKNOWN
    if not one.kind and not other.kind and one.things and other.things and not one.things & other.things:
        return Match.UNKNOWN
    if one.kind != other.kind:  # "38" may be "38 years old"; "118" and "30 metres" say nothing of each other
        return Match.COMPATIBLE if _near(one.written, other.written) else Match.UNKNOWN
    if _near(one.stated, other.stated):
        return Match.EQUAL if (_near(one.low, other.low) and _near(one.high, other.high)) else Match.COMPATIBLE
    return Match.COMPATIBLE if one.low <= other.high and other.low <= one.high else Match.DIFFERENT


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def _compare_days(one: Value, other: Value) -> Match:
    if (one.since, one.until) == (other.since, other.until):
        return Match.EQUAL
    first, last = one.since or date.min, one.until or date.max
    overlap = first <= (other.until or date.max) and (other.since or date.min) <= last
    return Match.COMPATIBLE if overlap else Match.DIFFERENT


def _compare_words(one: Value, other: Value) -> Match:
    mine = [word for word in one.words if word not in ("the", "a", "an") and not _TITLES.match(word)]
    yours = [word for word in other.words if word not in ("the", "a", "an") and not _TITLES.match(word)]
    if mine == yours:
        return Match.EQUAL
    few, many = sorted((mine, yours), key=len)
    if few and set(few) <= set(many):
        return Match.COMPATIBLE
    return Match.DIFFERENT if one.kind == other.kind == "name" else Match.UNKNOWN


def _number(words: str, scale: str | None) -> float:
    from text_to_num import text2num

    words = " ".join(re.sub("[\u00a0\u202f]", ",", words.casefold()).split())
    factor = _SCALES[scale.strip().casefold()] if scale else 1.0
    if re.fullmatch(r"\d+,\d{1,2}", words):  # the decimal comma of a price from the continent
        return float(words.replace(",", ".")) * factor
    if words[0].isdigit():
        return float(words.replace(",", "")) * factor
    if words.startswith("half a"):
        return _SCALES[words.split()[-1]] / 2
    if words.startswith(("a ", "an ")):
        return _SCALES[words.split()[-1]] * factor
    try:
        return float(text2num(words, "en")) * factor
    except ValueError:  # such as "two three"
        return float(text2num(words.split()[0].split("-")[0], "en")) * factor


def _is_name(text: str) -> bool:
    """Whether all words of weight begin with a capital."""
    words = [word for word in text.split() if word.lower() not in ("of", "the", "and", "de", "van", "von", "al", "a")]
    return bool(words) and len(words) <= 5 and all(word.strip("\"'“”‘’(")[:1].isupper() for word in words)
