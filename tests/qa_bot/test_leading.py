"""Of positions that are equally good, which one an answer begins with."""

from dataclasses import replace
from datetime import date

import pytest

from qa_bot import Article
from qa_bot.passage import Hit, Passage
from qa_bot.reader.candidates import Candidate
from qa_bot.reader.leading import asks_state, leading


def position(answer, day, margin=8.0, title=""):
    text = f"There are {answer} dead."
    article = Article(text, title=title, published=day)
    start = text.index(answer)
    return [Candidate(Hit(Passage(article, 0, len(text)), 1.0), start, start + len(answer), margin)]


EARLY, LATE = date(2026, 3, 1), date(2026, 3, 9)


@pytest.mark.parametrize(
    ("question", "state"),
    [
        ("How many have died?", True),
        ("How many people died?", True),
        ("Who is the minister?", True),
        ("When did the ferry sink?", False),
        ("How many were aboard?", False),
        ("Who resigned?", False),
    ],
)
def test_a_state_is_told_from_an_event(question, state):
    """By the first auxiliary; a count without one is a state of affairs."""
    assert asks_state(question) is state


def test_a_state_is_told_by_the_later_report_and_an_event_by_the_nearer():
    """Whichever the reader put first."""
    held = [position("5", EARLY), position("7", LATE, 7.5)]
    assert leading("How many have died?", held)[0].text == "7"
    assert leading("When did the five die?", held)[0].text == "5"
    assert leading("When did the five die?", held[::-1])[0].text == "5"


def test_a_report_that_the_reader_finds_weaker_leads_only_when_the_latest_is_asked_for():
    """It is no equally good answer."""
    held = [position("5", EARLY), position("7", LATE, 4.0)]
    assert leading("How many have died?", held)[0].text == "5"
    assert leading("What is the latest number of dead?", held)[0].text == "7"


def test_a_correction_leads():
    """Over a later report that repeats the old figure."""
    held = [position("5", LATE), position("7", EARLY, title="Correction: number of dead")]
    assert leading("How many have died?", held)[0].text == "7"


def test_undated_reports_stay_in_the_order_of_the_reader():
    """Nothing is known of when they were written."""
    held = [position("5", None), position("7", LATE)]
    assert leading("How many have died?", held)[0].text == "5"


def test_positions_that_compete_closely_are_led_by_the_day_in_either_order():
    """A search that is a shade different must not begin the answer with another number."""
    early, late = position("5", EARLY, 3.0), position("7", LATE, 1.5)
    late = [replace(late[0], hit=replace(late[0].hit, score=1.12))]  # the search makes up for the margin
    for held in ([early, late], [late, early]):
        assert leading("When did they die?", held, 12.0)[0].text == "5"
        assert leading("How many have died?", held, 12.0)[0].text == "7"
