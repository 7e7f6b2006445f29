"""Long texts to learn from, in the passages that the reader meets in use, and the news written for it."""

import json
import re
from pathlib import Path

import pytest

import qa_bot.reader
from qa_bot import Article
from qa_bot.reader.examples import Example, read_examples
from qa_bot.reader.passages import in_passages
from qa_bot.splitter import Splitter

#: Needed to train only, and not in the wheel.
NEWS = Path(qa_bot.reader.__file__).parent / "news"
FILLING = " ".join(f"Nothing else was said about the matter on day {day}." for day in range(12))
LONG = "\n\n".join(
    [
        f"The mayor of Halden resigned on Friday. {FILLING}",
        f"Her deputy, Ann Berg, opened the bridge over the Tarn. {FILLING}",
        f"A bus fell off the old bridge in March, and nobody was hurt. {FILLING}",
    ]
)


def test_a_short_context_stays_whole():
    """What fits into one input is read as it was written for the question."""
    example = Example("1", "Who?", "Ann Berg opened the bridge.", (("Ann Berg", 0),))
    assert list(in_passages([example])) == [example]


def test_a_question_goes_to_the_passage_with_its_answer():
    """The answer stands there at its new place, and the passage is one that the store would cut."""
    (found,) = in_passages([Example("1", "Who opened it?", LONG, (("Ann Berg", LONG.index("Ann Berg")),), "g")])
    assert found.context in {passage.text for passage in Splitter().split(Article(LONG))}
    ((text, start),) = found.answers
    assert found.context[start : start + len(text)] == text == "Ann Berg"
    assert len(found.context) < len(LONG) / 2
    assert (found.id, found.group) == ("1", "g")


def test_a_question_without_answer_goes_to_the_passages_that_look_like_one():
    """Those with most of its words, so that it is not told from a passage about something else."""
    found = list(in_passages([Example("1", "Who fell off the old bridge when the bus was hurt?", LONG)]))
    assert len(found) == 2
    assert "A bus fell off" in found[0].context
    assert all(not each.answers for each in found)


def test_an_answer_that_no_passage_holds_whole_is_left_out():
    """It would teach that there is none."""
    text = LONG[LONG.index("resigned") : LONG.index("fell")]
    assert list(in_passages([Example("1", "What happened?", LONG, ((text, LONG.index(text)),))])) == []


@pytest.mark.skipif(not NEWS.is_dir(), reason="needs a checkout, not the installed package")
def test_every_answer_of_the_news_written_for_training_stands_in_its_article():
    """No question is lost to a wrong offset, and none is asked twice."""
    ids = []
    for path in (NEWS / "train.jsonl", NEWS / "held_out.jsonl"):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        asked = [qa["id"] for line in lines for qa in line["qas"]]
        assert [example.id for example in read_examples(path)] == asked
        ids += asked
    assert len(ids) > 4_000
    assert len(set(ids)) == len(ids)


@pytest.mark.skipif(not NEWS.is_dir(), reason="needs a checkout, not the installed package")
def test_the_news_that_measures_is_not_the_news_that_trains():
    """No story is in both files."""
    learnt, measured = (
        {re.sub(r"-\d+$", "", json.loads(line)["id"]) for line in path.read_text(encoding="utf-8").splitlines()}
        for path in (NEWS / "train.jsonl", NEWS / "held_out.jsonl")
    )
    assert len(measured) > 10
    assert not learnt & measured
