"""Sources that a question names as tellers."""

import pytest

from qa_bot.sources import find_sources

KNOWN = ["The Guardian", "Reuters", "BBC News", "Strait Observer", "Fortune", "The Age", "CBSSports.com",
         "FOX News - Health", "FOX News - Sport", "Cnbc | World Business News Leader"]  # fmt: skip


def named(question, known=KNOWN):
    return [source for each in find_sources(question, known) for source in each.sources]


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("How many troops were sent, according to Reuters?", ["Reuters"]),
        ("how many troops were sent according to reuters", ["Reuters"]),
        ("Who was named in the Guardian?", ["The Guardian"]),
        ("What does the BBC say about the flood?", ["BBC News"]),
        ("What did the Strait Observer report on the strike?", ["Strait Observer"]),
        ("What do the CBS Sports articles say?", ["CBSSports.com"]),
        ("Who leads, as reported by CNBC?", ["Cnbc | World Business News Leader"]),
        ("What is new according to Fox News?", ["FOX News - Health", "FOX News - Sport"]),
        ("What do the Guardian and the Strait Observer say?", ["The Guardian", "Strait Observer"]),
        ("What was the figure in Fortune's report?", ["Fortune"]),
    ],
)
def test_tellers_are_found(question, sources):
    """However a paper is called, in the ways in which people name where they read something."""
    assert named(question) == sources


@pytest.mark.parametrize(
    "question",
    [
        "Who bought the Guardian?",
        "Who works for the BBC?",
        "Which companies are in the Fortune 500?",
        "What was made in the Age of Steam?",
        "Who made a fortune in shares?",
        "What is the minimum age in the report?",
        "How many, according to the Washington Post?",
        "How many, according to the ministry?",
    ],
)
def test_a_paper_that_is_talked_about_or_not_in_the_store_is_none(question):
    """Only what the store has and what the question asks for as a teller narrows the search."""
    assert named(question) == []


def test_the_span_is_the_name():
    """What is shown are the words of the question."""
    question = "Who resigned, according to the Strait Observer?"
    [found] = find_sources(question, KNOWN)
    assert question[found.start : found.end] == "Strait Observer"
