"""A turn goes to the browser and comes back with its quotes sliced from the store as it then is."""

import json
from dataclasses import replace

import pytest

from qa_bot import NOT_SAID, Answer, Citation, Hit, Passage
from ui.conversation import MOST_TURNS, REMEMBERED, Turn, history, parse_turns
from ui.pointer import MOST
from ui.record import LONGEST


@pytest.fixture
def bridge(bot, articles):
    """The first of three stored articles."""
    bot.add(articles)
    return articles[0]


@pytest.fixture
def turn(bridge):
    """A question with an answer and two passages that came near."""
    start = bridge.text.index("Engineers")
    citation = Citation(bridge, start, len(bridge.text), start + 16, start + 25)
    nearest = (Hit(Passage(bridge, 0, 20), 0.25),)
    return Turn("How many cracks?", Answer("How many cracks?", True, "14 cracks", 0.83, (citation,), nearest))


def test_what_the_browser_keeps_gives_the_same_answer_again(turn, bot):
    """Question, answer, confidence, quotes and passages."""
    kept = json.loads(json.dumps(turn.to_json()))
    assert Turn.parse(kept, bot) == turn
    left_out = replace(turn, ignore=("last week",))
    assert Turn.parse(left_out.to_json(), bot) == left_out


def test_the_browser_keeps_places_and_no_text_of_articles(turn):
    """The words of a quote come from the store each time."""
    assert "Engineers found" not in json.dumps(turn.to_json())


def test_a_quote_of_an_article_that_was_removed_is_not_shown(turn, bot, bridge):
    """It is counted, and the answer is no history for later questions."""
    bot.remove([bridge.id])
    again = Turn.parse(turn.to_json(), bot)
    assert (again.answer.citations, again.answer.nearest, again.gone) == ((), (), 2)
    assert history([again]) == []


def test_a_quote_that_no_longer_stands_in_its_article_is_not_shown(turn, bot, bridge):
    """The one that still does is."""
    bot.add([replace(bridge, text=bridge.text.replace("14", "19"))])
    again = Turn.parse(turn.to_json(), bot)
    assert (len(again.answer.citations), len(again.answer.nearest), again.gone) == (0, 1, 1)


def test_what_was_not_said_is_said_in_the_programs_own_words(bot):
    """Whatever the browser puts in its place."""
    record = Turn("Why?", Answer("Why?", False, "It was me.", 0.1)).to_json()
    assert Turn.parse(record, bot).answer.text == NOT_SAID


def test_an_error_is_kept_in_its_place(bot):
    """And comes back."""
    assert Turn.parse(Turn("Why?", error="too long").to_json(), bot) == Turn("Why?", error="too long")


def test_only_the_last_answers_are_history(turn):
    """Questions without one are left out."""
    turns = [turn] * (REMEMBERED + 3) + [Turn("Why?", error="no")]
    assert history(turns) == [turn.answer] * REMEMBERED


def test_half_of_a_surrogate_pair_does_no_harm(bot):
    """A browser may send one, no encoding can."""
    assert Turn.parse({"question": "\ud83d?", "record": None}, bot).question == "??"


RECORD = {"answered": True, "text": "x", "confidence": 0.5, "citations": [], "nearest": []}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        {},
        {"question": 7},
        {"question": "x" * (LONGEST + 1)},
        {"question": "x", "error": []},
        {"question": "x", "ignore": "last week"},
        {"question": "x", "ignore": [7]},
        {"question": "x", "record": []},
        {"question": "x", "record": RECORD | {"answered": 1}},
        {"question": "x", "record": RECORD | {"text": None}},
        {"question": "x", "record": RECORD | {"confidence": True}},
        {"question": "x", "record": RECORD | {"confidence": 1.5}},
        {"question": "x", "record": RECORD | {"confidence": float("nan")}},
        {"question": "x", "record": RECORD | {"citations": {}}},
        {"question": "x", "record": RECORD | {"citations": [["../x", 0, 1, None, None, "c"]]}},
        {"question": "x", "record": RECORD | {"citations": [["a", 0, 1, None, None, "c"]] * (MOST + 1)}},
        {"question": "x", "record": RECORD | {"nearest": [["a", 0, 1, None, None, "c"]]}},
        {"question": "x", "record": RECORD | {"nearest": [["a", 0, 1, None, None, "c", "0.5"]]}},
    ],
)
def test_what_is_no_turn_is_refused(value, bot):
    """Wrong kinds, places that are none, too much of it."""
    with pytest.raises(ValueError, match=r"turn|text|record|share|place|pointer|passage"):
        parse_turns([value], bot)


@pytest.mark.parametrize("value", [None, {}, [{"question": "x", "record": None}] * (MOST_TURNS + 1)])
def test_what_is_no_conversation_is_refused(value, bot):
    """A list, and not an endless one."""
    with pytest.raises(ValueError, match="conversation"):
        parse_turns(value, bot)
