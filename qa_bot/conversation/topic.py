"""Topic: what a conversation is about, put behind a question that does not say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.conversation.antecedent import REACH
from qa_bot.conversation.grammar import content
from qa_bot.conversation.turn import Turn

#: What ``topical`` makes of a question.
_TOPIC = re.compile(r"\A(?P<own>.+[^()\s]) \([^()]+\)\?\Z")


def with_topic(question: str, turns: Sequence[Turn]) -> str:
    """The question with the topic behind it when it names nothing that was spoken of."""
    spoken = {word for turn in turns[:REACH] for m in turn.mentions if m.named for word in content(m.text)}
    said = set(content(question))
    if spoken & said or any(m.sort and m.text in question for t in turns[:REACH] for m in t.mentions):
        return question
    topic = [text for text in _topic(turns) if not said.issuperset(content(text))]
    return topical(question, topic) if topic else question


def topical(question: str, topic: Sequence[str]) -> str:
    """The question with what it is about behind it: "How many were hurt (Norvik tunnel)?"."""
    return f"{question.rstrip(' ?!.')} ({', '.join(topic)})?"


def parted(question: str) -> tuple[str, str]:
    """A question without its question mark as what it asks itself, and the topic behind it with a space, or "".

    Both together are the question again.
    """
    found = _TOPIC.match(question + "?")
    own = found["own"] if found else question
    return own, question[len(own) :]


def without_topic(full: str) -> str:
    """A rewritten question less the topic that was only put behind it; "" where nothing was."""
    found = _TOPIC.match(full)
    return f"{found['own']}?" if found else ""


def _topic(turns: Sequence[Turn]) -> list[str]:
    """What the conversation is about: the two mentions that weigh most over the last turns."""
    weights: dict[str, float] = {}
    for age, turn in enumerate(turns[:REACH]):
        for mention in turn.mentions:
            if mention.sort:  # a question is no topic
                continue
            weight = mention.weight / (1 + age) * (1.0 if mention.named else 0.5)
            weights[mention.text] = weights.get(mention.text, 0.0) + weight
    best = sorted(weights, key=lambda text: -weights[text])
    return [text for text in best if not any(text != other and text in other for other in best)][:2]
