"""Questions for yes or no, made of others."""

import random

import pytest

from qa_bot.reader.examples import Example
from qa_bot.reader.whether import as_whether, asked_whether


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did Kim resign?", "Did Kim resign?"),
        ("In which year was the dam of Tarn built?", "Was the dam of Tarn built?"),
        ("why is the bridge closed?", "Is the bridge closed?"),
        ("Why didn't Kim resign?", "Didn't Kim resign?"),
        ("Who was arrested after the raid?", "Was anybody arrested after the raid?"),
        ("How many miners were killed in the fall?", "Were any miners killed in the fall?"),
        ("Who resigned?", None),
        ("How many seats are there?", None),
        ("What did Kim say?", None),
    ],
)
def test_what_asks_when_asks_whether_too(question, expected):
    """Only what is asked for goes; where nothing is left that could be so or not, none is made."""
    assert as_whether(question) == expected


def test_the_answer_stays_where_it_was():
    """What answers when tells whether: the span to be marked is the same."""
    told = Example("q1", "When did Kim resign?", "Kim resigned on 3 May.", (("3 May", 16),), "g")
    other = Example("q2", "Who resigned?", "Kim resigned on 3 May.", (("Kim", 0),), "g")
    made = list(asked_whether([told, other], 1.0, random.Random(0)))
    assert [(each.question, each.answers) for each in made] == [("Did Kim resign?", told.answers)]
    assert made[0].id != told.id
    assert not list(asked_whether([told, other], 0.0, random.Random(0)))
