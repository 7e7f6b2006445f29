"""Questions with a topic behind them: "How many were hurt (Norvik tunnel)?", as a conversation completes a follow-up.

No collection has such questions, so a reader that never saw one takes the names behind it for something that the
passage must say too.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_bot.conversation.names import names
from qa_bot.conversation.topic import topical
from qa_bot.reader.examples import Example
from qa_bot.terms import terms

#: Capitals on both sides of a full stop, which may be two names.
_SEVERAL = re.compile(r"\.\s")
#: A conversation puts as many behind a question, at most.
_NAMES = 2


def asked_of_a_topic(examples: Sequence[Example], share: float, rng: random.Random) -> Iterator[Example]:
    """A random ``share`` of the questions with one or two names of the article that they lack; same answers.

    No name that stands in an answer, or holds one, is put behind its question.
    """
    for example in rng.sample(examples, int(share * len(examples))):
        taken = {word for text in (example.question, *(text for text, _ in example.answers)) for word in terms(text)}
        found = names(f"{example.title}\n\n{example.context}")
        lacking = [name for name in found if not _SEVERAL.search(name) and not taken.intersection(terms(name))]
        if lacking:
            chosen = rng.sample(lacking, min(len(lacking), rng.randint(1, _NAMES)))
            yield replace(example, id=f"{example.id}-topic", question=topical(example.question, chosen))
