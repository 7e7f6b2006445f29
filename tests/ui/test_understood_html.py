"""How a question was understood is shown where it matters, and can be changed."""

from datetime import date

from qa_bot import Answer
from qa_bot.understood import Constraint
from ui.understood_html import understood_html

EVIL = '<img src=x onerror="x">'


def test_nothing_is_shown_of_a_question_that_was_taken_as_it_is():
    """No empty frame."""
    assert understood_html(Answer("Why?", True, "x", 0.5)) == ""


def test_a_follow_up_shows_what_it_stands_for_and_can_be_corrected():
    """Beside it is the button for it."""
    html = understood_html(Answer("Who found them?", True, "x", 0.5, standalone="Who found the cracks?"))
    assert "Who found the cracks?" in html
    assert "data-correct" in html


def test_every_limit_is_a_chip_that_can_be_removed_and_brought_back():
    """It says what it does to the articles, and the button says what a click does."""
    march = Constraint("date", "in March", 0, 8, "March 2026", False, date(2026, 3, 1), date(2026, 4, 14))
    herald = Constraint("source", "the Herald", 9, 19, "Kestrel Herald", True, sources=("Kestrel Herald",))
    html = understood_html(Answer("x", True, "x", 0.5, understood=(march, herald)), ignore=("last week",))
    assert 'data-ignore="in March"' in html
    assert "“in March”: March 2026 first" in html
    assert "“the Herald”: only Kestrel Herald" in html
    assert "Ask again without “the Herald”" in html
    assert 'data-heed="last week"' in html


def test_no_text_becomes_markup():
    """Neither of the question nor of a limit."""
    evil = Constraint("source", EVIL, 0, 1, EVIL, True, sources=(EVIL,))
    html = understood_html(Answer("x", True, "x", 0.5, standalone=EVIL, understood=(evil,)), ignore=(EVIL,))
    assert "<img" not in html
    assert 'onerror="' not in html
