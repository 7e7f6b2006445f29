"""Time words inside a quote, explained by the day of the article."""

from datetime import date

import pytest

from qa_bot.timewords import time_words

SATURDAY = date(2024, 11, 30)


@pytest.mark.parametrize(
    ("sentence", "words", "reading"),
    [
        ("The court ruled on Friday.", "on Friday", "29 November 2024"),
        ("The court ruled Tuesday that he may stay.", "Tuesday", "26 November 2024"),
        ("Sunday’s vote was close.", "Sunday’s", "24 November 2024"),
        ("Talks began yesterday.", "yesterday", "29 November 2024"),
        ("The river rose in June.", "in June", "June 2024"),
        ("The river rose last month.", "last month", "October 2024"),
        ("The talks will end on Tuesday.", "on Tuesday", "3 December 2024"),
        ("The bill is due by Friday.", "by Friday", "until 6 December 2024"),
        (
            "The bridge will open late, the ministry announced on Wednesday.",
            "on Wednesday",
            "27 November 2024",
        ),
        ("It will open later than had been promised in September.", "in September", "September 2024"),
        ("The ministry will have more to say on Wednesday.", "on Wednesday", "4 December 2024"),
        ("It was seen two weeks ago.", "two weeks ago", "16 November 2024"),
        ("The painting by Amalia Rehn was taken in December.", "in December", "December 2023"),
        ("They must pay by Friday.", "by Friday", "until 6 December 2024"),
    ],
)
def test_time_words_mean_days_around_the_article(sentence, words, reading):
    """A weekday lies before the article, or after it where the clause speaks of what is to come."""
    [found] = time_words(sentence, SATURDAY)
    assert (sentence[found.start : found.end], found.reading) == (words, reading)


def test_what_is_to_come_ends_with_its_clause():
    """A will in one sentence does not move the Friday of the next."""
    past, ahead = time_words("They met on Friday. They will meet on Friday.", SATURDAY)
    assert (past.reading, ahead.reading) == ("29 November 2024", "6 December 2024")


def test_a_full_date_needs_no_explanation():
    """Only words whose meaning hangs on the article are explained."""
    assert time_words("It fell on 3 May 2023.", SATURDAY) == []


def test_without_a_day_of_publication_nothing_is_explained():
    """Nothing is guessed."""
    assert time_words("The court ruled on Friday.", None) == []
