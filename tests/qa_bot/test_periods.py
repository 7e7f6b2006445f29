"""Time words of a text as days: what is one, what is none, and which days are meant."""

from datetime import date

import pytest

from qa_bot.periods import find_periods, read_days

WEDNESDAY = date(2024, 12, 4)


def days(text, today=WEDNESDAY, **more):
    return [(each.since, each.until) for each in find_periods(text, today, **more)]


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("How many troops were sent in March?", date(2024, 3, 1), date(2024, 3, 31)),
        ("What happened in March 2023?", date(2023, 3, 1), date(2023, 3, 31)),
        ("Who won the election in 2023?", date(2023, 1, 1), date(2023, 12, 31)),
        ("What did the minister say last week?", date(2024, 11, 25), date(2024, 12, 1)),
        ("What did the minister say on Friday?", date(2024, 11, 29), date(2024, 11, 29)),
        ("Who was hurt on Sunday evening?", date(2024, 12, 1), date(2024, 12, 1)),
        ("Who was arrested yesterday?", date(2024, 12, 3), date(2024, 12, 3)),
        ("How many died between May and July?", date(2024, 5, 1), date(2024, 7, 31)),
        ("How many died between November and January?", date(2023, 11, 1), date(2024, 1, 31)),
        ("What was decided from 3 to 5 May?", date(2024, 5, 3), date(2024, 5, 5)),
        ("What was agreed on November 30, 2023?", date(2023, 11, 30), date(2023, 11, 30)),
        ("What was agreed on the 30th of November?", date(2024, 11, 30), date(2024, 11, 30)),
        ("What was agreed on 2024-05-03?", date(2024, 5, 3), date(2024, 5, 3)),
        ("What happened two weeks ago?", date(2024, 11, 20), date(2024, 11, 20)),
        ("What happened two months ago?", date(2024, 10, 1), date(2024, 10, 31)),
        ("What happened in the last three days?", date(2024, 12, 1), date(2024, 12, 4)),
        ("What happened last year?", date(2023, 1, 1), date(2023, 12, 31)),
        ("What was it last December?", date(2023, 12, 1), date(2023, 12, 31)),
        ("What was it last summer?", date(2024, 6, 1), date(2024, 8, 31)),
        ("What was it in the winter of 2023?", date(2023, 12, 1), date(2024, 2, 29)),
        ("What was it in early June?", date(2024, 6, 1), date(2024, 6, 10)),
        ("What is planned for next Friday?", date(2024, 12, 6), date(2024, 12, 6)),
        ("How many have died since June?", date(2024, 6, 1), None),
        ("How many have died since the election in June?", date(2024, 6, 1), None),
        ("What did he do after March 2021?", date(2021, 4, 1), None),
        ("What did he do before 2020?", None, date(2019, 12, 31)),
        ("How many had died by the end of May?", None, date(2024, 5, 31)),
        ("How many had died as of 2 May?", None, date(2024, 5, 2)),
    ],
)
def test_time_words_of_a_question_are_read_as_days(question, since, until):
    """Every way to say when, counted from the day of asking."""
    assert days(question) == [(since, until)]


@pytest.mark.parametrize(
    "question",
    [
        "May I ask who resigned?",
        "What did Theresa May say?",
        "What may happen to the bridge?",
        "Who leads the march on the capital?",
        "What does the Friday Times say?",
        "How did August Strindberg die?",
        "Who met in August Palace?",
        "Who sat in the sun?",
        "How many of the 2,400 soldiers came home?",
        "Who wrote 1984?",
        "What happened before the ceasefire?",
        "Who works 10 minutes a day?",
        "Who presents the Today programme?",
        "Was he banned for 14 months?",
        "How old is the two-year-old bear?",
        "What happened on 31 February?",
    ],
)
def test_words_that_only_look_like_time_are_none(question):
    """Names, counts and events without a date do not narrow anything."""
    assert days(question) == []


def test_two_months_in_a_row_are_two_periods():
    """In May and June is both of them."""
    assert days("What fell in May and June?") == [
        (date(2024, 5, 1), date(2024, 5, 31)),
        (date(2024, 6, 1), date(2024, 6, 30)),
    ]


def test_bare_names_lie_before_the_anchor_and_relative_words_before_today():
    """In a talk about an old article March is the March before it; last week stays last week."""
    assert days("Who spoke in March?", anchor=date(2020, 5, 1)) == [(date(2020, 3, 1), date(2020, 3, 31))]
    assert days("Who spoke last week?", anchor=date(2020, 5, 1)) == [(date(2024, 11, 25), date(2024, 12, 1))]


def test_the_span_covers_the_words_with_their_preposition():
    """What is shown to be taken away are the words as they stand."""
    question = "How many have fled since the vote in June, and where to?"
    [period] = find_periods(question, WEDNESDAY)
    assert question[period.start : period.end] == "since the vote in June"
    assert period.loose


@pytest.mark.parametrize(
    ("since", "until", "reading"),
    [
        (date(2024, 11, 29), date(2024, 11, 29), "29 November 2024"),
        (date(2024, 3, 1), date(2024, 3, 31), "March 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2023, 1, 1), date(2024, 12, 31), "2023 to 2024"),
        (date(2024, 5, 3), date(2024, 5, 5), "3 May 2024 to 5 May 2024"),
        (date(2024, 6, 1), None, "since 1 June 2024"),
        (None, date(2024, 5, 2), "until 2 May 2024"),
    ],
)
def test_days_are_read_out_as_people_write_them(since, until, reading):
    """Whole months and years by their names."""
    assert read_days(since, until) == reading
