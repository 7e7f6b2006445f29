"""Dates are understood as pages write them, and never guessed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from index.dates import is_ahead, parse_date, parse_date_line


def _at(hours: float, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saturday 30 November 2024 06:35 GMT", datetime(2024, 11, 30, 6, 35, tzinfo=UTC)),
        ("Nov. 4, 2025, 9:10 p.m. ET", _at(-5, 2025, 11, 4, 21, 10)),
        ("July 4, 2025 9:10 pm ET", _at(-4, 2025, 7, 4, 21, 10)),
        ("Published May 5, 2025 at 3:04 PM EST", _at(-5, 2025, 5, 5, 15, 4)),
        ("Updated: 10:15 BST, 4 May 2026", _at(1, 2026, 5, 4, 10, 15)),
        ("4 November 2025 10.15am", datetime(2025, 11, 4, 10, 15)),
        ("3 November 2025 | 10:12", datetime(2025, 11, 3, 10, 12)),
        ("Tuesday, November 4th, 2025", date(2025, 11, 4)),
        ("Sept. 5, 2025", date(2025, 9, 5)),
        ("2025-11-04", date(2025, 11, 4)),
        ("2025/11/04", date(2025, 11, 4)),
        ("04.11.2025", date(2025, 11, 4)),
        ("24/11/2025", date(2025, 11, 24)),
        ("2025-11-04T07:10:00+01:00", _at(1, 2025, 11, 4, 7, 10)),
        ("2023-11-27 08:45:59.000000000Z", datetime(2023, 11, 27, 8, 45, 59, tzinfo=UTC)),
        ("Mon, 03 Nov 2025 10:00:00 +0000", datetime(2025, 11, 3, 10, tzinfo=UTC)),
        (1762239000, datetime(2025, 11, 4, 6, 50, tzinfo=UTC)),
        (1762239000000, datetime(2025, 11, 4, 6, 50, tzinfo=UTC)),
        (date(2025, 11, 4), date(2025, 11, 4)),
    ],
)
def test_complete_dates_are_read(value_of, text, expected):
    """Day, month and year, with hour and zone where they are given."""
    found = value_of(text)
    assert found == expected
    assert isinstance(found, datetime) == isinstance(expected, datetime)
    if isinstance(found, datetime):
        assert found.isoformat() == expected.isoformat()


@pytest.fixture
def value_of():
    return parse_date


@pytest.mark.parametrize(
    "text",
    [
        "May", "May 2025", "2025", "12", "Monday", "Nov 4", "10,000 troops", "In 2025 the mayor", "99 May 2025",
        "3 May 2025 storm", "2025-13-45", "Friday 29 February 2025", "", "x" * 5_000, "yesterday", 2025, True, None, [],
    ],
)  # fmt: skip
def test_what_is_not_wholly_a_date_is_none(text):
    """Part of a date, or a date inside other words, is not completed by guessing."""
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["4/5/2025", "04-05-2025", "4/5/2025 10:30"])
def test_a_date_that_two_countries_read_differently_is_none(text):
    """The fourth of May or the fifth of April: no date is better than a wrong one."""
    assert parse_date(text) is None


def test_a_date_line_tells_whether_it_is_that_of_an_update():
    """The label decides which of two dates counts."""
    assert parse_date_line("Last updated on 4 November 2025.") == (date(2025, 11, 4), True)
    assert parse_date_line("First published: 4 November 2025") == (date(2025, 11, 4), False)
    assert parse_date_line("The bridge closed on 4 November 2025") == (None, False)


def test_only_what_has_come_nowhere_yet_is_ahead():
    """Tomorrow has begun somewhere; a week from now has not."""
    now = datetime.now(UTC)
    assert not is_ahead(now)
    assert not is_ahead((now + timedelta(hours=20)).date())
    assert is_ahead(now + timedelta(days=7))
    assert is_ahead((now + timedelta(days=7)).replace(tzinfo=None))
    assert is_ahead((now + timedelta(days=7)).date())
