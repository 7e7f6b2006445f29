"""Calendar arithmetic: the days that a month, a season or "last week" stand for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SEASONS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "a couple of": 2, "three": 3, "few": 3, "a few": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


class Days(NamedTuple):
    """First and last day of a period, both included."""

    first: date
    last: date


def read_days(since: date | None, until: date | None) -> str:
    """A span of days as people write it."""
    if since and until:
        if since == until:
            return f"{since.day} {since:%B %Y}"
        after = until + timedelta(days=1)
        if since.day == 1 and after.day == 1:  # whole months
            if (since.year, since.month) == (until.year, until.month):
                return f"{since:%B %Y}"
            if (since.month, until.month) == (1, 12):
                return f"{since.year}" if since.year == until.year else f"{since.year} to {until.year}"
        return f"{since.day} {since:%B %Y} to {until.day} {until:%B %Y}"
    if since:
        return f"since {since.day} {since:%B %Y}"
    return f"until {until.day} {until:%B %Y}" if until else ""


def month_number(name: str) -> int:
    """1 to 12, by the first three letters in lower case."""
    return _MONTHS.index(name[:3]) + 1


def number(words: str) -> int:
    """The day of the month in "3rd"."""
    return int("".join(filter(str.isdigit, words)))


def count(words: str) -> int:
    """How many "three", "a couple of" or "12" are."""
    words = " ".join(words.split())
    return int(words) if words.isdigit() else _NUMBERS[words]


def whole_month(year: int, month: int) -> Days:
    """The first to the last day of the month."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return Days(date(year, month, 1), after - timedelta(days=1))


def of_month(month: int, year: str | None, anchor: date, ahead: bool) -> Days:
    """The month in its year, or the last one that has begun by ``anchor`` (``ahead``: the next that has not ended)."""
    if year:
        return whole_month(int(year), month)
    beyond = month < anchor.month if ahead else month > anchor.month
    return whole_month(anchor.year + (beyond and (1 if ahead else -1)), month)


def dated(day: int, month: int, year: str | None, anchor: date, ahead: bool) -> Days:
    """The day in its year, or the last one up to ``anchor`` (``ahead``: the next from it on)."""
    if year:
        found = date(int(year), month, day)
    else:
        found = date(anchor.year, month, day)
        if ahead and found < anchor:
            found = date(anchor.year + 1, month, day)
        elif not ahead and found > anchor:
            found = date(anchor.year - 1, month, day)
    return Days(found, found)


def of_weekday(name: str, anchor: date, ahead: bool) -> Days:
    """The last such day up to ``anchor`` (``ahead``: the next from it on)."""
    from dateutil.relativedelta import relativedelta, weekday

    day = anchor + relativedelta(weekday=weekday(_DAYS.index(name[:3]))(1 if ahead else -1))
    return Days(day, day)


def of_season(name: str, year: int) -> Days:
    """Three whole months of the northern year; the winter of 2024 begins in December 2024."""
    first, last = _SEASONS[name], _SEASONS[name] + 2
    return Days(date(year, first, 1), whole_month(year + (last > 12), (last - 1) % 12 + 1).last)


def back(day: date, count: int, unit: str) -> date:
    """So many days, weeks, fortnights, months or years before ``day``."""
    from dateutil.relativedelta import relativedelta

    if unit == "fortnight":
        return day - timedelta(weeks=2 * count)
    return day - relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]


def ago(count: int, unit: str, today: date) -> Days:
    """ "Two weeks ago" is a day, "two months ago" a whole month."""
    day = back(today, count, unit)
    if unit in ("month", "year"):
        return whole_month(day.year, day.month) if unit == "month" else whole_year(day.year)
    return Days(day, day)


def whole_year(year: int) -> Days:
    """January to December."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def relative(which: str, unit: str | None, season: str | None, today: date) -> Days | None:
    """ "Last week", "this month", "next year", "last summer"; None where no days are meant."""
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[which]
    if season:
        years = [of_season(season, today.year + near) for near in (-2, -1, 0, 1)]
        begun = [days for days in years if days.first <= today]
        if step > 0:
            return years[len(begun)] if len(begun) < len(years) else None
        return begun[-1] if not step or begun[-1].last < today else begun[-2]
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return Days(monday, monday + timedelta(days=6))
    if unit == "month":
        day = back(today.replace(day=1), -step, "month")
        return whole_month(day.year, day.month)
    if unit == "year":
        return whole_year(today.year + step)
    return Days(today - timedelta(weeks=2), today) if unit == "fortnight" and step < 0 else None


def named(which: str, name: str, today: date) -> Days:
    """ "Last Friday" and "last March" lie before today, "next" ones after it."""
    if name.endswith("day"):
        if which == "this":
            return of_weekday(name, today - timedelta(days=today.weekday()), True)
        return of_weekday(name, today + timedelta(days=1 if which == "next" else -1), which == "next")
    month = month_number(name)
    if which == "this":
        return whole_month(today.year, month)
    beyond = month <= today.month if which == "next" else month >= today.month
    return whole_month(today.year + (beyond and (1 if which == "next" else -1)), month)


def part(part: str, days: Days) -> Days:
    """A third of the days; the very end of them is their last third too."""
    third = timedelta(days=(days.last - days.first).days // 3)
    if part in ("early", "beginning", "start"):
        return Days(days.first, days.first + third)
    if part in ("late", "end"):
        return Days(days.last - third, days.last)
    return Days(days.first + third, days.last - third)
