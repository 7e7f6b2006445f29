"""Questions to learn from with what they are about behind them, as a conversation completes a follow-up."""

import random

from qa_bot.conversation.topic import without_topic
from qa_bot.reader.examples import Example
from qa_bot.reader.topic import asked_of_a_topic

TEXT = (
    "A fire in the Norvik tunnel hurt 14 people, Oda Prins, the head of Arvel Rail, said. It was put out by Ivo Kern."
)


def test_the_topic_is_of_the_article_and_gives_no_answer_away():
    """The question stays the same before it, and neither its own names nor the answer's stand in the topic."""
    example = Example("q", "Who put out the fire in Norvik?", TEXT, (("Ivo Kern", TEXT.index("Ivo Kern")),))
    seen = set()
    for seed in range(20):
        (made,) = asked_of_a_topic([example], 1.0, random.Random(seed))
        assert without_topic(made.question) == example.question
        assert (made.answers, made.context) == (example.answers, example.context)
        seen |= set(made.question[:-2].partition("(")[2].split(", "))
    assert seen == {"Oda Prins", "Arvel Rail"}


def test_without_names_nothing_is_made():
    """A passage that names nothing has no topic."""
    assert not list(asked_of_a_topic([Example("q", "How many?", "there were 14 of them")], 1.0, random.Random(1)))
