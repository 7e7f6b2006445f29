"""Questions for yes or no, made of others for the calibration."""

import pytest

from eval.questions import Question
from eval.whether import as_whether, asking_whether, tell
from qa_bot import Article
from qa_bot.passage import Hit, Passage
from qa_bot.reader.extractive import ExtractiveReader
from tests.conftest import WordEncoder


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did Kim resign?", "Did Kim resign?"),
        ("In which year was the dam of Tarn built?", "Was the dam of Tarn built?"),
        ("why is the bridge closed?", "Is the bridge closed?"),
        ("Who resigned?", None),
        ("How many people died?", None),
    ],
)
def test_what_asks_when_asks_whether_too(question, expected):
    """Only the question word goes; who and how many leave nothing that could be so or not."""
    assert as_whether(question) == expected


def test_told_is_what_holds_the_answer_of_the_question_it_was_made_of():
    """The sentence with the day of the resignation tells that there was one; without it, nothing is told."""
    reader = ExtractiveReader(WordEncoder())
    texts = "Kim resigned as mayor on 3 May after the vote.", "Kim is the mayor of Brack and likes to ski in May."
    told, other = (Hit(Passage(Article(text), 0, len(text)), 1.0, 0.9) for text in texts)
    question = asking_whether(Question("q", "When did Kim resign as mayor?", ("3 May",)))
    evidence, right = tell(question, [told, other], reader)
    assert right
    assert evidence.sentence > 0.5
    assert not tell(question, [other], reader)[1]
    assert tell(question, [], reader) is None
