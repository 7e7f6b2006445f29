"""What kind of thing a question asks for."""

import pytest

from qa_bot.values import read_value
from qa_bot.wanted import wanted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people died?", "number"),
        ("How fast was the train going when it derailed?", "measure"),
        ("How much did the bridge cost?", "money"),
        ("How much oil was lost?", "number"),
        ("What share of the votes did she win?", "share"),
        ("How old is the minister?", "measure"),
        ("Since when has she led it?", "date"),
        ("In what year was it built?", "date"),
        ("Who signed it?", "person"),
        ("Where did it happen?", "place"),
        ("What sank?", ""),
    ],
)
def test_the_first_question_words_tell(question, kind):
    """A "when" further on is no question for a day."""
    assert wanted(question).kind == kind


@pytest.mark.parametrize(
    ("question", "fitting", "unfit"),
    [
        (
            "How many people died?",
            ["34 people", "34", "dozens", "half of them"],
            ["on Friday", "the ferry", "34 metres"],
        ),
        (
            "How fast was the train going?",
            ["90 km/h", "90 kilometres an hour", "30 knots"],
            ["seven minutes", "34 euros"],
        ),
        ("How many tonnes were lost?", ["400 tonnes", "400"], ["20 per cent"]),
        ("How much did it cost?", ["3 million euros", "38m"], ["112 centimetres", "in March"]),
        ("How old is she?", ["47 years", "44"], ["20 per cent"]),
        (
            "When was it built?",
            ["in 1912", "3 July", "1376", "782 BC", "the 13th century", "Thursday", "autumn 1347"],
            ["34 metres", "14 days"],
        ),
        ("How long did they stay out?", ["47 days", "a dozen weeks", "almost a month"], ["06:00", "on Monday"]),
        ("Who signed it?", ["Ada Finch", "the minister"], ["3 July 2026", "34"]),
        ("At what time did she call?", ["half past ten", "18:52"], []),
        ("What sank?", ["34", "the ferry", "3 July"], []),
    ],
)
def test_only_what_is_plainly_of_another_kind_does_not_fit(question, fitting, unfit):
    """A number without a unit may be of any."""
    assert [text for text in fitting if not wanted(question).fits(read_value(text))] == []
    assert [text for text in unfit if wanted(question).fits(read_value(text))] == []
