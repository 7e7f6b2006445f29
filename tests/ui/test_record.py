"""What the browser keeps of an answer gives the same answer again, as far as the articles still say it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from qa_bot import NOT_SAID, Answer, Citation
from qa_bot.answer import Position, joined
from qa_bot.missing import Missing
from qa_bot.understood import Constraint
from ui.record import keep, restore

LIMIT = Constraint("source", "the Herald", 9, 19, "Herald", True, sources=("Herald",))
MARCH = Constraint("date", "in March", 0, 8, "March 2026", False, date(2026, 3, 1), date(2026, 4, 14))


@pytest.fixture
def disputed(bot, articles):
    """An answer that two articles contradict each other on, and what is left of it under a limit."""
    bot.add(articles)
    cracks, panes = Citation(articles[0], 47, 101, 63, 72), Citation(articles[2], 0, 51, 18, 21)
    answer = Answer(
        "How many of them?",
        True,
        "14 cracks",
        0.6,
        (cracks,),
        short="14",
        standalone="How many cracks?",
        understood=(MARCH,),
        positions=(Position("300", (panes,)), Position("14 cracks", (cracks,))),
    )
    return Answer("How many of them?", False, NOT_SAID, 0.0, (), understood=(LIMIT,), otherwise=answer)


def again(answer, bot):
    return restore(json.loads(json.dumps(keep(answer))), answer.question, bot)


def test_everything_that_was_answered_comes_back(disputed, bot):
    """The full question, what was understood, all positions, and the answer without the limit."""
    answer, gone = again(disputed.otherwise, bot)
    assert (answer, gone) == (disputed.otherwise, 0)
    limited, _ = again(disputed, bot)
    assert limited.otherwise == disputed.otherwise
    assert limited.understood == (LIMIT,)


def test_two_questions_in_one_and_what_is_missing_come_back(disputed, bot):
    """Each with its own words, answer and quotes."""
    gap = Missing(("Atlantis",), (), "")
    silent = Answer("And who is king of Atlantis?", False, NOT_SAID, 0.1, (), missing=gap)
    both = joined("How many of them? And who is king of Atlantis?", [disputed.otherwise, silent])
    answer, gone = again(both, bot)
    assert answer.parts == both.parts
    assert (answer.text, answer.citations, gone) == (both.text, both.citations, 0)


def test_that_no_article_fits_a_limit_is_said_again(disputed, bot):
    """In the program's own words, whatever the browser kept."""
    assert again(replace(disputed, text="It was me."), bot)[0].text == "There is no article from Herald."


def test_a_contradiction_whose_other_side_is_gone_is_none_any_more(disputed, bot, articles):
    """The lost quote is counted."""
    bot.remove([articles[2].id])
    answer, gone = again(disputed.otherwise, bot)
    assert answer.positions == ()
    assert answer.citations
    assert gone == 1


def test_copies_are_those_that_there_are_now(disputed, bot, articles, monkeypatch):
    """They come from the store and not from the browser."""
    monkeypatch.setattr(bot, "copies", lambda article_id: [articles[1]])
    answer, _ = again(disputed.otherwise, bot)
    assert answer.citations[0].also_in == (articles[1],)


def test_a_record_of_an_earlier_version_is_still_read(bot):
    """It holds less."""
    old = {"answered": False, "text": "", "confidence": 0.2, "citations": [], "nearest": []}
    answer, _ = restore(old, "Why?", bot)
    assert (answer.standalone, answer.understood, answer.positions, answer.otherwise) == ("Why?", (), (), None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"standalone": 7},
        {"short": None},
        {"understood": {}},
        {"understood": [{"kind": "colour"}]},
        {"understood": [LIMIT.to_dict() | {"start": "0"}]},
        {"understood": [LIMIT.to_dict() | {"required": 1}]},
        {"understood": [LIMIT.to_dict() | {"sources": "Herald"}]},
        {"understood": [MARCH.to_dict() | {"since": "May"}]},
        {"positions": [7]},
        {"positions": [{"text": "x", "citations": [["../x", 0, 1, None, None, "c"]]}]},
        {"otherwise": 7},
    ],
)
def test_what_is_no_record_is_refused(wrong, disputed, bot):
    """Whatever a browser sends."""
    with pytest.raises(ValueError, match=r"text|record|place|pointer|list|format"):
        restore(keep(disputed) | wrong, "Why?", bot)
