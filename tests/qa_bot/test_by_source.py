"""A question that asks several sources is taken apart: what each is asked, and of which days."""

from datetime import date

import pytest

from qa_bot.by_source import asked_of, by_source
from qa_bot.understood import understand


def test_what_a_source_is_asked_to_have_said_is_read_for_without_its_name():
    """No article in the Courier need speak of the Courier."""
    question = "Does the Courier say that the bridge is closed, while the Gazette article reports that it stays open?"
    said = understand(question, lambda: ["Courier", "Gazette"], date(2026, 12, 2))
    assert [part.asked for part in by_source(question, said)] == [
        "Is it so that the bridge is closed?",
        "Is it so that it stays open?",
    ]
    alone = "Did the Courier report on the flood, or on the dam that burst?"
    [courier] = understand(alone, lambda: ["Courier"], date(2026, 12, 2))
    assert asked_of(alone, courier) == ""


def asked(question):
    said = understand(question, lambda: ["Courier", "Gazette", "Herald"], date(2026, 12, 2))
    return [(part.said[0].words, part.text) for part in by_source(question, said)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "Does the Courier article blame storm, frost and ice, while the Gazette article blames the city?",
            [
                ("Courier", "Does the Courier article blame storm, frost and ice"),
                ("Gazette", "The Gazette article blames the city?"),
            ],
        ),
        (
            "Who closed the bridge, as reported by the Courier, and bought the old hall, according to the Gazette?",
            [
                ("Courier", "Who closed the bridge, as reported by the Courier"),
                ("Gazette", "and bought the old hall, according to the Gazette?"),
            ],
        ),
        (
            "Between the Courier report on the flood and the Courier report on the new dam, did the price change?",
            [
                ("Courier", "Between the Courier report on the flood"),
                ("Courier", "and the Courier report on the new dam, did the price change?"),
            ],
        ),
    ],
)
def test_each_source_gets_what_is_said_of_it(question, expected):
    """Whether the source stands at the head of its part or at the end; the same one twice makes two parts."""
    assert asked(question) == expected


def test_sources_in_a_row_are_each_asked_the_whole_question():
    """What stands between two names in a list is no question of its own."""
    question = "Which minister resigned over the tunnel, according to the Courier, the Gazette and the Herald?"
    assert [source for source, _ in asked(question)] == ["Courier", "Gazette", "Herald"]
    assert [text for _, text in asked(question)][1:] == [question, question]


@pytest.mark.parametrize(
    "question", ["Why was the bridge closed?", "Why was the bridge closed, according to the Courier?"]
)
def test_a_question_to_fewer_than_two_sources_stays_whole(question):
    """There is nothing to take apart."""
    assert asked(question) == []


def test_a_day_belongs_to_the_part_in_which_it_stands_and_is_a_wish():
    """The other source wrote on another day; a report that looks back is not shut out."""
    question = (
        "Did the Courier article published on 3 March 2026 blame the storm, while the Gazette article blamed the frost?"
    )
    first, second = by_source(question, understand(question, lambda: ["Courier", "Gazette"], date(2026, 12, 2)))
    assert [(each.kind, each.required, each.since) for each in first.said[1:]] == [("date", False, date(2026, 3, 3))]
    assert second.said[1:] == ()


def test_what_was_understood_of_another_wording_takes_nothing_apart():
    """Offsets that do not fit the question would cut it anywhere."""
    question = "Does the Courier article blame the storm, while the Gazette article blames the city?"
    said = understand(question, lambda: ["Courier", "Gazette"], date(2026, 12, 2))
    assert by_source(f"And {question}", said) == []
