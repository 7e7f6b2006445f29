"""Two questions in one."""

import json

import pytest

from qa_bot import QABot
from qa_bot.parts import split_parts, without_remark
from qa_bot.readable import readable
from tests.conftest import NEWS


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Who bought the hall? When was it built?", ["Who bought the hall?", "When was it built?"]),
        ("Who bought the hall and when was it built?", ["Who bought the hall?", "When was it built?"]),
        ("How far is it, and how long does it take?", ["How far is it?", "How long does it take?"]),
        ("Which firm sold it and which firm bought it?", ["Which firm sold it?", "Which firm bought it?"]),
    ],
)
def test_questions_that_can_be_asked_alone_are_told_apart(question, parts):
    """Behind a question mark, or behind "and" where the second has the word order of a question."""
    assert split_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "When and where did they meet?",
        "What did she say about who leaked it and why it was leaked?",
        "How many were aboard? I keep reading different numbers.",
        "Who was charged with fraud and theft?",
        "Did the minister and the mayor meet, and why?",
        "Who? What? When? Where?",  # no questions that could be asked, and too many
    ],
)
def test_one_question_stays_one(question):
    """Two question words, a clause, or a remark make no second question."""
    assert split_parts(question) == [question]


def test_both_are_answered_one_after_the_other(tmp_path):
    """The second understands what the first was about; every quote is there, and the JSON holds both."""
    with QABot.open(tmp_path / "s") as bot:
        bot.add(NEWS)
        answer = bot.ask("How many soldiers were sent to the border and when was the hall in Halden built?")
        assert [part.text for part in answer.parts] == ["more than 2,400 soldiers", "1912"]
        assert answer.text == "more than 2,400 soldiers; 1912"
        assert [c.article.title for c in answer.citations] == ["Soldiers to go north", "Orchestra buys hall"]
        assert answer.confidence == min(part.confidence for part in answer.parts)
        assert [part["text"] for part in answer.to_dict()["parts"]] == ["more than 2,400 soldiers", "1912"]
        assert "When was the hall in Halden built?\n1912" in readable(answer)
        follow_up = bot.ask("How many soldiers were sent to the border? How long would they stay?")
        assert follow_up.parts[1].standalone == "How long would the soldiers stay?"
        json.dumps(follow_up.to_dict())
        assert bot.ask("And who bought it?", [answer]).standalone != "And who bought it?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How old is the hall? The papers give two ages.", "How old is the hall?"),
        ("The hall was sold. Who bought it?", "The hall was sold. Who bought it?"),
        ("how old is the hall", "how old is the hall"),
        ("Who bought it? And when?", "Who bought it? And when?"),
    ],
)
def test_a_remark_behind_a_question_is_no_part_of_it(question, asked):
    """What is said before the question may be needed to understand it."""
    assert without_remark(question) == asked


def test_a_remark_changes_no_answer(tmp_path):
    """It is shown as it was typed, and answered as if it had been left out."""
    with QABot.open(tmp_path / "s") as bot:
        bot.add(NEWS)
        plain = bot.ask("When was the hall built?")
        said = bot.ask("When was the hall built? I have read two different years.")
        assert (said.text, said.confidence) == (plain.text, plain.confidence)
        assert said.question == "When was the hall built? I have read two different years."


def test_a_part_without_an_answer_says_so_beside_the_other(tmp_path):
    """What is answered is given; where nothing is, the nearest passages of both are shown."""
    with QABot.open(tmp_path / "s") as bot:
        bot.add(NEWS)
        answer = bot.ask("When was the hall built? What is the price of bread in Kandahar?")
        assert (answer.answered, answer.text) == (True, "1912")
        assert [part.answered for part in answer.parts] == [True, False]
        nothing = bot.ask("What is the price of bread in Kandahar? Who won the cup in Varna?")
        assert not nothing.answered
        assert nothing.nearest
        assert nothing.citations == ()
