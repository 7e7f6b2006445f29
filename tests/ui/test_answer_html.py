"""The conversation as the visitor sees it."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from qa_bot import NOT_SAID, Answer, Article, Citation, Hit, Passage
from qa_bot.answer import Position, joined
from qa_bot.missing import Missing
from qa_bot.understood import Constraint
from ui.answer_html import answer_html, confidence_html, found_html, turn_html
from ui.conversation import Turn
from ui.pointer import Pointer

ARTICLE = Article(
    "Rain fell. More than 10,000 troops were sent, Kyiv said. It was cold.",
    title="Troops sent",
    source="Northern Wire",
    authors=("Lena Holm",),
    published=date(2024, 11, 30),
)
CITATION = Citation(ARTICLE, 11, 56, 11, 34)
ANSWER = Answer("How many?", True, "More than 10,000 troops", 0.83, (CITATION,))
EVIL = "<img src=x onerror=alert(1)>"


def test_the_answer_comes_first_then_how_sure_it_is_then_the_quotes():
    """In the order in which people read."""
    html = answer_html(ANSWER)
    assert html.index('class="answer"') < html.index("Likely right") < html.index("<blockquote")
    assert "83 %" in html


def test_a_quote_names_where_it_comes_from_and_marks_the_answer():
    """Number, sentence with the answer marked, title, source, author, date."""
    html = answer_html(ANSWER)
    assert "<mark>More than 10,000 troops</mark> were sent, Kyiv said." in html
    for shown in ("Troops sent", "Northern Wire", "Lena Holm", "30 November 2024", '<span class="n">1</span>'):
        assert shown in html


def test_a_quote_carries_the_way_to_its_place_in_the_article():
    """What a click sends back is this very quote."""
    [carried] = re.findall(r'data-pointer="([^"]*)"', answer_html(ANSWER))
    assert Pointer.parse(json.loads(carried.replace("&quot;", '"'))) == Pointer.to_citation(CITATION)


def test_every_quote_can_be_opened_with_the_keyboard():
    """A button for each number behind the answer and for each card, with a label that says what it opens."""
    html = answer_html(Answer("?", True, "x", 0.5, (CITATION, Citation(ARTICLE, 0, 10))))
    assert html.count('class="ref"') == 2
    assert html.count('class="open" aria-label="Open quote') == 2


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [
        (1.0, "Very likely right 99 %"),
        (0.85, "Very likely right 85 %"),
        (0.7, "Likely right 70 %"),
        (0.5, "Uncertain: read the quote 50 %"),
        (0.2, "A guess: read the quote 20 %"),
        (0.001, "A guess: read the quote 0 %"),
    ],
)
def test_confidence_is_said_in_words_with_the_number(confidence, shown):
    """And never as a certainty."""
    text = re.sub(r"<[^>]*>", "", confidence_html(confidence))
    assert text == shown


def test_what_the_articles_do_not_say_is_said_with_the_passages_that_came_closest():
    """They can be opened like quotes, and no answer is shown."""
    answer = Answer("Why?", False, NOT_SAID, 0.12, (), (Hit(Passage(ARTICLE, 0, 56), 0.4),))
    html = answer_html(answer)
    assert NOT_SAID in html
    assert "12 %" in html
    assert "Rain fell. More than 10,000 troops" in html
    assert 'class="card"' in html


def test_quotes_of_other_positions_have_cards_too_and_none_has_two():
    """The numbers in the table and behind the answer lead to the same cards."""
    other = Citation(ARTICLE, 57, 69, 64, 68)
    positions = (Position("cold", (other,)), Position("More than 10,000 troops", (CITATION,)))
    html = answer_html(Answer("?", True, "x", 0.5, (CITATION,), positions=positions))
    assert re.findall(r'data-card="(\d)"', html) == ["1", "2", "1"]
    assert [re.sub("<.*?>", "", quote) for quote in re.findall("<blockquote.*?</blockquote>", html)] == [
        CITATION.quote,
        other.quote,
    ]


def test_an_answer_without_a_limit_stands_under_the_one_with_it():
    """Its quotes are counted first, as they stand first."""
    limit = Constraint("source", "the Herald", 0, 3, "Herald", True)
    hit = Hit(Passage(ARTICLE, 0, 10), 0.4)
    html = answer_html(Answer("?", False, NOT_SAID, 0.1, (), (hit,), understood=(limit,), otherwise=ANSWER))
    assert html.index(NOT_SAID) < html.index("Without “the Herald”") < html.index("More than 10,000 troops")
    assert re.findall(r'<span class="n">(\d)</span>', html) == ["1", "2"]
    nothing = answer_html(Answer("?", False, NOT_SAID, 0.1, (), (hit,), otherwise=replace(ANSWER, answered=False)))
    assert "otherwise" not in nothing


def test_a_quote_tells_its_copies_its_days_and_that_it_corrects():
    """What a reader must know before trusting it."""
    text = "Correction: two people were hurt on Friday, police said."
    article = Article(text, title="Two hurt", source="Herald", published=date(2026, 3, 31))
    html = answer_html(Answer("?", True, "two", 0.5, (Citation(article, 0, len(text), 12, 15, (ARTICLE,)),)))
    assert "“on Friday” is " in html
    assert "27 March 2026" in html
    assert "corrects an earlier report" in html
    assert f'Also in <button type="button" data-open="{ARTICLE.id}" dir="auto">Northern Wire</button>' in html


def test_an_empty_store_gives_no_empty_list():
    """Where nothing came close there is a sentence instead."""
    html = answer_html(Answer("Why?", False, NOT_SAID, 0.0))
    assert "No passage comes close" in html
    assert "<ol" not in html


def test_two_questions_in_one_are_answered_one_after_the_other():
    """Each under its own words, its quotes counted on; of the one without an answer it is said what is missing."""
    gap = Missing((), ("Kyiv",), "a sum of money")
    html = answer_html(
        joined(
            "How many? And for how much?",
            [ANSWER, Answer("For how much?", False, NOT_SAID, 0.1, missing=gap), replace(ANSWER, question="Who?")],
        )
    )
    assert html.index("How many?") < html.index("10,000 troops") < html.index("For how much?") < html.index("Who?")
    assert "There are articles on Kyiv; none of the passages found gives a sum of money." in html
    assert html.count("<blockquote") == 2
    assert '<span class="n">2</span>' in html


def test_an_error_stands_where_the_answer_would():
    """And is announced to screen readers."""
    assert turn_html(Turn("Why?", error="too long")) == '<p class="error" role="alert">too long</p>'


def test_an_answer_whose_proof_is_gone_says_so():
    """Instead of pretending that it still stands."""
    answer = Answer("Why?", True, "Rain", 0.8)
    html = turn_html(Turn("Why?", answer, gone=1))
    assert "removed from the articles or changed" in html
    assert "<ol" not in html
    assert "Rain" not in html
    assert "likely" not in html
    assert "removed" not in turn_html(Turn("Why?", ANSWER))
    some = turn_html(Turn("Why?", ANSWER, gone=1))
    assert "More than 10,000 troops" in some
    assert "Some of what was quoted" in some


def test_a_weekday_is_said_with_its_date():
    """Nobody has to find out which Monday; what is a date already stands alone."""
    article = Article("She spoke on Monday. He came on 9 May 2024.", published=date(2024, 11, 30))
    for words, shown in (("Monday", '<span class="days">25 November 2024</span>'), ("9 May 2024", "")):
        start = article.text.index(words)
        cited = Citation(article, 0, len(article.text), start, start + len(words))
        html = answer_html(Answer("When?", True, words, 0.8, (cited,)))
        assert (shown or "9 May 2024<span") in html
        assert ('class="days"' in html) == bool(shown)


def test_what_was_found_is_shown_while_the_answer_is_looked_for():
    """Passages that can be opened; nothing at all when nothing was found."""
    html = found_html([Hit(Passage(ARTICLE, 0, 56), 0.4)])
    assert "Rain fell. More than 10,000 troops" in html
    assert 'class="open"' in html
    assert found_html([]) == ""


def test_no_text_becomes_markup():
    """Neither of answer, error, title, source, author or quote."""
    article = Article(EVIL + " text", title=EVIL, source=EVIL, authors=(EVIL,))
    hit = Hit(Passage(article, 0, 30), 0.5)
    answer = Answer(EVIL, True, EVIL, 0.5, (Citation(article, 0, len(EVIL), 1, 4),))
    unsaid = Answer(EVIL, False, EVIL, 0.5, (), (hit,))
    html = "".join(turn_html(turn) for turn in (Turn(EVIL, answer), Turn(EVIL, unsaid), Turn(EVIL, error=EVIL)))
    assert "<img" not in html + found_html([hit])
