"""Values out of answers, and how two of them stand to each other."""

from datetime import date

import pytest

from qa_bot.values import Match, compare, read_quantity, read_value

AUTUMN = date(2026, 9, 1)


def match(one, other):
    results = {compare(read_value(one, AUTUMN), read_value(other, AUTUMN)),
               compare(read_value(other, AUTUMN), read_value(one, AUTUMN))}  # fmt: skip
    assert len(results) == 1, "the order of the two must not matter"
    return results.pop()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10,000", "ten thousand"),
        ("10k", "10 thousand"),
        ("10,000 troops", "10,000"),
        ("a dozen", "12"),
        ("two dozen", "twenty-four people"),
        ("half a million", "500,000"),
        ("70%", "70 per cent"),
        ("3.4 billion crowns", "3.4bn crowns"),
        ("$3.4bn", "US$3.4 billion"),
        ("€1,5 million", "1.5 million euros"),
        ("1.5 hours", "90 minutes"),
        ("12 km", "12,000 metres"),
        ("112 by 168 centimetres", "1.12 metres"),
        ("one in four", "25%"),
        ("38 years old", "38"),
        ("2 April", "2 April 2026"),
        ("Friday", "28 August 2026"),
        ("Mr Veitch", "Veitch"),
        ("the Solveig", "Solveig"),
        ("a quarter", "25 per cent"),
        ("6:40", "6.40 a.m."),
        ("a quarter past four", "16:15"),
        ("shortly before seven", "6.50 am"),
    ],
)
def test_two_ways_to_say_the_same_are_equal(one, other):
    """Spelling, scale and unit do not make another answer."""
    assert match(one, other) >= Match.COMPATIBLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("about 10,000", "10,500"),
        ("up to 12,000", "12,000"),
        ("10,000-12,000", "11,000"),
        ("between 4 and 6 million crowns", "5 million crowns"),
        ("more than 10,000", "10,200"),
        ("June", "1 June 2026"),
        ("Belousov", "Andrei Belousov"),
        ("a third of them", "31 per cent"),
        ("around noon", "11:50"),
        ("more than half", "two thirds"),
    ],
)
def test_what_can_be_true_together_is_compatible(one, other):
    """A range and what lies in it, a name and its short form."""
    assert match(one, other) is Match.COMPATIBLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("118 people", "131"),
        ("more than 10,000 troops", "12,000"),
        ("0.4 nautical miles", "2.3 nautical miles"),
        ("38 years old", "34-year-old"),
        ("5.7 million crowns", "1.76 million crowns"),
        ("three men", "two"),
        ("May 2028", "June 2027"),
        ("Anders Hjelm", "Anders Lohk"),
        ("a quarter full", "31 per cent full"),
        ("5.40 am", "shortly before seven"),
        ("6:40 at the morning count", "at a quarter past four"),
        ("11 p.m. on 2 March", "4 a.m. on 2 March"),
    ],
)
def test_values_that_exclude_each_other_are_different(one, other):
    """Such answers are a disagreement."""
    assert match(one, other) is Match.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$5", "5 euros"),
        ("24 ships", "31 people"),
        ("14 months", "14 square kilometres"),
        ("a tree trunk", "a bearing"),
        ("three", "Anders Lohk"),
        ("a quarter of an hour", "25 per cent"),
        ("6:40", "12 people"),
    ],
)
def test_what_cannot_be_compared_is_said_to_be_so(one, other):
    """No disagreement is made of unlike things."""
    assert match(one, other) is Match.UNKNOWN


@pytest.mark.parametrize("text", ["18:52", "2–1", "the 2024 election", "nobody", "hundreds of people", ""])
def test_times_scores_and_years_are_no_quantities(text):
    """A number is not yet a quantity."""
    assert read_quantity(text) is None


def test_a_quantity_knows_its_bounds():
    """What is stated and what it may be."""
    about = read_quantity("about 200 people")
    assert (about.stated, about.low, about.high) == (200, 180, pytest.approx(220))
    assert read_quantity("between 4 and 6 million crowns").high == 6e6
