"""Periods: the time words of a text ("last week", "on Friday", "between May and July") as calendar days.

Of the libraries for this, dateparser and parsedatetime give one moment where a span is meant, both take the "may" of
"who may run" for a month, and ctparse looks ahead where news looks back. So the words are found by a grammar of our
own, which knows prepositions, and the arithmetic is dateutil's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from qa_bot import days as calendar
from qa_bot.days import Days, read_days
from qa_bot.days import month_number as _month

#: The name of a month, whole or as datelines shorten it, and of a weekday; for patterns that ignore case.
MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_YEAR = r"(?:1[89]|20)\d\d"
_NTH = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_COUNT = (
    r"(?:\d{1,3}|(?:a\s+)?couple\s+of|(?:a\s+)?few|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)
_UNIT = r"(?:day|week|fortnight|month|year)"
_SEASON = r"(?:winter|spring|summer|autumn|fall)"

#: Expressions that are complete, and stand for time wherever they stand.
_ALONE = rf"""
    (?P<iso>{_YEAR}-\d\d-\d\d)
  | (?P<range>{_NTH})\s*(?:to|until|and|-|–)\s*(?P<range_last>{_NTH})\s+(?:of\s+)?(?P<range_month>{MONTH})
    (?:,?\s+(?P<range_year>{_YEAR}))?
  | (?:the\s+)?(?P<day>{_NTH})\s+(?:of\s+)?(?P<day_month>{MONTH})(?:,?\s+(?P<day_year>{_YEAR}))?
  | (?P<us_month>{MONTH})\s+(?:the\s+)?(?P<us_day>{_NTH})(?!\d|[:.]\d|\s+(?:{_UNIT}s?|per\s?cent|people)\b)
    (?:,?\s+(?P<us_year>{_YEAR}))?
  | (?P<part>early|mid|late)[\s-]+(?P<part_month>{MONTH})(?:,?\s+(?P<part_year>{_YEAR}))?
  | (?P<month_with_year>{MONTH}),?\s+(?:of\s+)?(?P<its_year>{_YEAR})
  | (?P<ago>{_COUNT})\s+(?P<ago_unit>{_UNIT})s?\s+ago
  | (?:the\s+)?(?:last|past)\s+(?P<past>(?!an?\b|one\b){_COUNT})\s+(?P<past_unit>{_UNIT})s
  | (?:the\s+)?(?P<which>last|this|past|previous|next|coming)\s+
    (?:(?P<unit>{_UNIT})\b(?:’s|'s)?|(?P<which_season>{_SEASON}))
  | (?P<which_name>last|this|next)\s+(?P<named>{WEEKDAY}|{MONTH})
  | (?:the\s+)?(?P<season>{_SEASON})\s+(?:of\s+)?(?P<season_year>{_YEAR})
  | (?P<near>yesterday|today|tonight|tomorrow)
"""
#: Expressions that are time behind a preposition only: "in May", "on Friday", "before 2020".
_BOUND = rf"""
    (?P<month>{MONTH}) | (?P<weekday>{WEEKDAY})(?:\s+(?:morning|afternoon|evening|night))? | (?P<year>{_YEAR})
"""
_NOT_A_NAME = r"(?![\w’'-])(?!\s+[A-Z][a-z])(?!\s+\d)"
_BEFORE = (
    r"since|as\s+of|up\s+(?:to|until)|until|till|by|before|after|from|to|and|between|in|on|during|throughout|for|of"
    r"|through|around|back\s+in|late\s+on|early\s+on"
)
_EDGE = r"(?:(?:the\s+)?(?P<edge>end|beginning|start|middle)\s+of\s+)?"
_EXPRESSION = re.compile(
    rf"(?:(?<![\w-])(?P<word>{_BEFORE})\s+)?{_EDGE}(?<![\w’'-])(?:{_ALONE})(?![\w’'-])", re.IGNORECASE | re.VERBOSE
)
_NEEDING = re.compile(
    rf"(?<![\w-])(?P<word>{_BEFORE})\s+{_EDGE}(?:{_BOUND})(?-i:{_NOT_A_NAME})", re.IGNORECASE | re.VERBOSE
)
#: "Sunday evening", "Friday's vote", and "the court ruled Tuesday" as American papers have it.
_DAY_ALONE = re.compile(
    rf"(?<![\w-])(?P<weekday>{WEEKDAY})(?:\s+(?:morning|afternoon|evening|night)\b|['’]s\b)"
    rf"|(?:(?<=said\s)|(?<=[a-z]ed\s))(?P<plain>{WEEKDAY})(?![\w’'-])(?!\s+(?-i:[A-Z])[a-z])",
    re.IGNORECASE,
)
#: "since the election in June": the event has no date of its own, the month says when it was.
_EVENT = re.compile(r"\b(since|after|before|until)\s+(?:the|a|an|his|her|its|their)\s+(?:[\w’'-]+\s+){1,5}\Z", re.I)
#: Written with a capital in the middle of a sentence these are names: "the Today programme".
_NAMED = re.compile(r"(?<=[\w,]\s)(?:Today|Tonight|Tomorrow|Yesterday)\b")


@dataclass(frozen=True, slots=True)
class Period:
    """Time words, characters [start, end) of a text, and the days that they stand for.

    ``since`` and ``until`` are both included; one of them is None where the words leave a side open. ``loose`` when
    the words name no year, so that it was taken from the day of reference. ``relation`` is the preposition's sense.
    """

    start: int
    end: int
    since: date | None
    until: date | None
    relation: str
    loose: bool = False

    @property
    def reading(self) -> str:
        """The days for people to read: "29 November 2024", "March 2024", "since 1 June 2024"."""
        return read_days(self.since, self.until)

    def to_dict(self) -> dict[str, Any]:
        """Offsets, days and their reading as JSON-ready values."""
        return {
            "start": self.start,
            "end": self.end,
            "reading": self.reading,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }


def find_periods(text: str, today: date, anchor: date | None = None, ahead: bool = False) -> list[Period]:
    """The periods that ``text`` names, in order, none overlapping another.

    "Yesterday" and "last week" count from ``today``; "Friday" and "March" are the last before ``anchor`` (``today``
    when left out), that day included, or with ``ahead`` the next after it.
    """
    anchor = anchor or today
    matches: list[re.Match[str]] = []
    for pattern in (_EXPRESSION, _NEEDING, _DAY_ALONE):
        for match in pattern.finditer(text):
            if all(match.end() <= other.start() or match.start() >= other.end() for other in matches):
                matches.append(match)
    found = []
    for match in sorted(matches, key=lambda m: m.start()):
        if _NAMED.search(match[0]) or (match.start() and _NAMED.match(text, match.start())):
            continue
        try:
            days = _days(match, today, anchor, ahead)
        except (ValueError, OverflowError):  # such as 31 February
            continue
        if days:
            found.append(_bounded(text, match, days))
    return list(_joined(text, found))


def _days(match: re.Match[str], today: date, anchor: date, ahead: bool) -> Days | None:
    """The whole days of the expression without its preposition."""
    g = {name: value.lower() for name, value in match.groupdict().items() if value}
    days: Days | None = None
    if "iso" in g:
        day = date.fromisoformat(g["iso"])
        days = Days(day, day)
    elif "range" in g:
        month = _month(g["range_month"])
        last = calendar.dated(calendar.number(g["range_last"]), month, g.get("range_year"), anchor, ahead).last
        days = Days(last.replace(day=calendar.number(g["range"])), last)
    elif name := g.get("day_month") or g.get("us_month"):
        number = calendar.number(g.get("day") or g["us_day"])
        days = calendar.dated(number, _month(name), g.get("day_year") or g.get("us_year"), anchor, ahead)
    elif name := g.get("part_month"):
        days = calendar.part(g["part"], calendar.of_month(_month(name), g.get("part_year"), anchor, ahead))
    elif "month_with_year" in g:
        days = calendar.of_month(_month(g["month_with_year"]), g["its_year"], anchor, ahead)
    elif "month" in g:
        days = calendar.of_month(_month(g["month"]), None, anchor, ahead)
    elif name := g.get("weekday") or g.get("plain"):
        days = calendar.of_weekday(name, anchor, ahead)
    elif "year" in g:
        days = Days(date(int(g["year"]), 1, 1), date(int(g["year"]), 12, 31))
    elif "season" in g:
        days = calendar.of_season(g["season"], int(g["season_year"]))
    elif "ago" in g:
        days = calendar.ago(calendar.count(g["ago"]), g["ago_unit"], today)
    elif "past" in g:
        days = Days(calendar.back(today, calendar.count(g["past"]), g["past_unit"]), today)
    elif "near" in g:
        day = today + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(g["near"], 0))
        days = Days(day, day)
    elif "which" in g:
        days = calendar.relative(g["which"], g.get("unit"), g.get("which_season"), today)
    elif "which_name" in g:
        days = calendar.named(g["which_name"], g["named"], today)
    return calendar.part(g["edge"], days) if days and "edge" in g else days


def _bounded(text: str, match: re.Match[str], days: Days) -> Period:
    """The period with its preposition: which sides are open."""
    word = " ".join((match.groupdict().get("word") or "in").lower().split())
    start = match.start()
    loose = not re.search(_YEAR, match[0])
    event = _EVENT.search(text[: match.start()])
    if event and word in ("in", "on", "of", "during"):
        word, start = event[1].lower(), event.start()
        if word in ("since", "after"):
            return Period(start, match.end(), days.first, None, "since", loose)
        return Period(start, match.end(), None, days.last, word, loose)
    end = match.end()
    if word == "since":
        return Period(start, end, days.first, None, word, loose)
    if word == "after":
        return Period(start, end, days.last + timedelta(days=1), None, "since", loose)
    if word == "before":
        return Period(start, end, None, days.first - timedelta(days=1), word, loose)
    if word in ("until", "till", "by", "as of", "up to", "up until"):
        return Period(start, end, None, days.last, "as of" if word == "as of" else "until", loose)
    return Period(start, end, days.first, days.last, word if word in ("from", "to", "between", "and") else "in", loose)


def _joined(text: str, found: list[Period]) -> Iterator[Period]:
    """ "between May and July" and "from 3 May to 5 May" as one period each."""
    at = 0
    while at < len(found):
        one = found[at]
        two = found[at + 1] if at + 1 < len(found) else None
        closes = two and two.relation in ("and", "to", "until") and text[one.end : two.start].strip() in ("", "until")
        if two and closes and one.relation in ("between", "from") and one.since and two.until:
            since = one.since
            if since > two.until and one.loose:
                since = since.replace(year=since.year - 1)
            if since <= two.until:
                yield Period(one.start, two.end, since, two.until, "in", one.loose and two.loose)
                at += 2
                continue
        if one.relation == "from":
            yield Period(one.start, one.end, one.since, one.until, "in", one.loose)
        elif one.relation not in ("and", "to", "between"):
            yield one
        elif not _NEEDING.fullmatch(text, one.start, one.end) or _goes_on(text, found, at):
            yield Period(one.start, one.end, one.since, one.until, "in", one.loose)
        at += 1


def _goes_on(text: str, found: list[Period], at: int) -> bool:
    """Whether the period follows another at once: "in May and June"."""
    return at > 0 and not text[found[at - 1].end : found[at].start].strip(" ,")
