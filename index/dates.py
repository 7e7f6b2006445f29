"""Dates as news pages and feeds write them, understood only when they are complete and unambiguous."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

#: Hours from UTC of the abbreviations seen in datelines.
_OFFSETS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "WAT": 1, "CEST": 2, "EET": 2, "SAST": 2,
    "CAT": 2, "EEST": 3, "MSK": 3, "EAT": 3, "GST": 4, "PKT": 5, "IST": 5.5, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9,
    "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
#: American outlets write these all year round: summer time depends on the date.
_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}

_LABEL = re.compile(
    r"^(?:first |last |originally |story |article )?"
    r"(?:published|posted|updated|modified|edited|created|issued|date|as of)(?: (?:on|at|date|time))?\s*[:\-–]?\s+",
    re.I,
)
_UPDATED = re.compile(r"^(?:story |article )?(?:last )?(?:updated|modified|edited)", re.I)
_YEAR = re.compile(r"(?<!\d)(?:1[789]|20)\d\d(?!\d)")
_ISO = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:?\d\d.*)?$")
_NUMERIC = re.compile(r"(?<![\d:])(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
_LONGEST = 70


def parse_date(value: object) -> date | datetime | None:
    """A date, or a datetime where an hour is given; None when it is not wholly certain which.

    Takes text, date objects, and seconds (or milliseconds) since 1970. Text must name day,
    month and four-digit year: a lone "May" is no date, nor is "4/5/2025", which is two.
    """
    if isinstance(value, datetime):
        return _fixed(value)
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    if not isinstance(value, str) or len(value) > _LONGEST or not _YEAR.search(value):
        return None
    text = _tidy(value)
    return _from_iso(text) or _from_words(text)


def parse_date_line(line: str) -> tuple[date | datetime | None, bool]:
    """The date of a line that is nothing but a date, and whether it is that of an update."""
    text = line.strip().rstrip(".")
    return parse_date(_LABEL.sub("", text, count=1)), bool(_UPDATED.match(text))


def is_ahead(when: date | datetime) -> bool:
    """Whether it has not come yet anywhere on earth: no article was published then."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return when > tomorrow if isinstance(when, datetime) and when.tzinfo else _day(when) > tomorrow.date()


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _tidy(text: str) -> str:
    """Spellings that dateutil does not know, in those that it does."""
    text = _LABEL.sub("", " ".join(text.split()), count=1)
    text = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", text, flags=re.I)
    text = re.sub(r"\b(\d{1,2})\.(\d\d)(?=\s*[ap]m\b|\s*$|\s+[A-Z]{2,5}$)", r"\1:\2", text, flags=re.I)
    text = re.sub(r"(?<=\d)(\d?:\d\d) ?h(?:rs|ours)?\b", r"\1", text)
    text = re.sub(r"\bSept\b\.?", "Sep", text)
    text = re.sub(r"(?<=[A-Za-z])\.(?=\s|,|$)", "", text)  # "Nov." and "Tues."
    return re.sub(r"\s+(?:[|•·–—-]|at)\s+", " ", text).strip(" ,|•·")


def _from_iso(text: str) -> date | datetime | None:
    if not _ISO.match(text):
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else _fixed(datetime.fromisoformat(text))
    except ValueError:  # such as nanoseconds: dateutil reads those
        return None


def _from_words(text: str) -> date | datetime | None:
    numeric = _NUMERIC.search(text)
    dotted = numeric is not None and "." in numeric[0]  # only ever written day first
    if numeric and not dotted and numeric[1] != numeric[2] and max(int(numeric[1]), int(numeric[2])) <= 12:
        return None  # day first in most of the world, month first in the United States
    # What the text leaves open is filled from the default. Two defaults that differ in every
    # part show what was left open: dateutil itself reads "May 2025" as a day in May.
    first = _parse(text, datetime(2001, 1, 1, 1, 0), dotted)
    second = _parse(text, datetime(2004, 3, 2, 2, 0), dotted)
    if first is None or second is None or first.date() != second.date():
        return None
    if not 1600 < first.year < 2200:
        return None
    return _fixed(first) if first.hour == second.hour else first.date()


def _parse(text: str, default: datetime, dayfirst: bool) -> datetime | None:
    from dateutil import parser

    try:
        parsed = parser.parse(text, default=default, dayfirst=dayfirst, tzinfos=_zone)
    except (ValueError, OverflowError, TypeError, AttributeError):  # what dateutil raises on odd text
        return None
    return parsed if isinstance(parsed, datetime) else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name in _REGIONS:
        return _region(_REGIONS[name])
    return timezone(timedelta(hours=_OFFSETS[name])) if name in _OFFSETS else None


@cache
def _region(key: str) -> tzinfo:
    return ZoneInfo(key)


def _from_epoch(value: float) -> datetime | None:
    seconds = value / 1000 if abs(value) > 1e11 else value
    if not 1e8 < seconds < 7e9:  # a bare year or an id is no moment in time
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0)


def _fixed(moment: datetime) -> datetime:
    """The same moment with a plain offset, which survives storing as ISO text unchanged."""
    offset = moment.utcoffset()
    moment = moment.replace(microsecond=0)
    if offset is None:
        return moment.replace(tzinfo=None)
    return moment.replace(tzinfo=UTC if not offset else timezone(offset))
