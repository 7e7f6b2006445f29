"""Times of day: what is one, which it is, and how much its words leave open."""

import pytest

from qa_bot.clock import read_time


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("5.40 am", 5 + 40 / 60),
        ("about 10:45pm local time", 22.75),
        ("18:52", 18 + 52 / 60),
        ("05:10", 5 + 10 / 60),
        ("4 a.m. on Tuesday", 4),
        ("seven o’clock in the evening", 19),
        ("half past nine at night", 21.5),
        ("twenty to six in the morning", 5 + 40 / 60),
        ("noon", 12),
        ("shortly before midnight", 0),
        ("12.15 a.m.", 0.25),
    ],
)
def test_time_of_day_is_read_however_it_is_written(text, hours):
    """The half of the day is told by figures above twelve or by words."""
    found = read_time(text)
    assert found.minutes == pytest.approx(60 * hours)
    assert found.half


@pytest.mark.parametrize(
    "text",
    ["3.50 euros", "9.58 seconds", "3.10 metres", "26:43", "2-1", "1:0", "after three people died", "after five days",
     "2.5 million", "10.5m", "12.30 per cent", "seven", ""],
)  # fmt: skip
def test_other_numbers_are_no_times(text):
    """Prices, results and lengths look alike."""
    assert read_time(text) is None


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("6:40", "6.40 pm", False),  # the first does not say which half of the day
        ("6.40 am", "6.40 pm", True),
        ("shortly before seven", "6.45 am", False),
        ("shortly before seven", "5.40 am", True),
        ("around midnight", "23:50", False),
        ("noon", "12:05", True),
    ],
)
def test_times_differ_where_their_words_cannot_mean_one(one, other, differ):
    """ "About" and "shortly before" leave some minutes."""
    assert read_time(one).differs(read_time(other)) is differ
    assert read_time(other).differs(read_time(one)) is differ
