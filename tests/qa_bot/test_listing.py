"""Answers that are lists."""

import pytest

from qa_bot import Article
from qa_bot.passage import Hit, Passage
from qa_bot.reader.candidates import Candidate, pool
from qa_bot.reader.extractive import ExtractiveReader
from qa_bot.reader.listing import asks_list, items
from qa_bot.reader.spans import Span


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which countries sent troops?", True),
        ("Which two large firms did the city sue?", True),
        ("What were the main causes of the fire?", True),
        ("Who are the members of the panel?", True),
        ("What are the names of the victims?", True),
        ("Name the three towns that were flooded.", True),
        ("Which country sent troops?", False),
        ("Which manufacturer supplies the cranes?", False),
        ("Which city removed its monument?", False),
        ("What was the cause of the fire?", False),
        ("Who signed the treaty?", False),
        ("How many ships were sent?", False),
    ],
)
def test_a_list_is_asked_for_by_a_plural(question, expected):
    """Verbs in -s and plurals in other places do not make a list."""
    assert asks_list(question) is expected


def candidate(text, answer, margin):
    start = text.index(answer)
    return Candidate(Hit(Passage(Article(text), 0, len(text)), 1.0), start, start + len(answer), margin)


def test_items_are_those_that_the_reader_is_nearly_as_sure_of():
    """Weak ones, parts of others and things of another kind are left out."""
    groups = pool(
        [
            candidate("Norland and Garland sent troops.", "Norland and Garland", 9.0),
            candidate("Troops of Garland came.", "Garland", 8.0),
            candidate("Varby sent troops too.", "Varby", 7.0),
            candidate("Skarn sent bread.", "Skarn", 2.0),
            candidate("They sent 400 men.", "400 men", 8.0),
        ],
        0.0,
    )
    assert [item.text for item in items(groups)] == ["Norland and Garland", "Varby"]


class Names:
    """A span model that finds what begins a text."""

    def __init__(self):
        self.card = {}

    def spans(self, question, texts, k=3, titles=None):
        return [[Span(0, text.index(" "), 9.0 - at)] for at, text in enumerate(texts)]


def test_each_item_of_a_list_has_its_own_quote(encoder):
    """Collected from several articles, every one cited; a question for one thing gets one."""
    reader = ExtractiveReader(encoder)
    reader.model = Names()
    texts = ["Norland sent troops on Monday.", "Garland sent troops as well."]
    hits = [Hit(Passage(Article(text, title="Troops"), 0, len(text)), 1.0, 0.9) for text in texts]
    answer = reader.read("Which countries sent troops?", hits)
    assert answer.text == "Norland, Garland"
    assert [citation.quote for citation in answer.citations] == texts
    marked = [c.article.text[c.answer_start : c.answer_end] for c in answer.citations]
    assert marked == ["Norland", "Garland"]
    assert reader.read("Which country sent troops?", hits).text == "Norland"
