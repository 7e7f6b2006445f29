"""Hard negatives: questions put to passages that look right and do not answer them.

In use a reader is given ten passages, of which nine are like that (Karpukhin et al. 2020, section 3.2).
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa_bot.reader.examples import Example

_WORD = re.compile(r"\w{3,}")
#: Passages that the search brings up, and how many of the wrong ones among them are drawn from.
_SEARCHED, _DRAWN_FROM = 12, 5
#: Two contexts that share this much of their words are copies of each other, a paraphrase maybe.
_COPY = 0.5


def from_the_article(examples: Sequence[Example], share: float, rng: random.Random) -> Iterator[Example]:
    """Put a random ``share`` of the answered questions to the wrong passage of their article.

    The wrong passage is the one that shares most words with the question and does not
    hold any of its answers: what a retriever brings up beside the right one.
    """
    contexts: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        if example.context not in contexts[example.group][-1:]:
            contexts[example.group].append(example.context)
    bags = {context: _words(context) for passages in contexts.values() for context in passages}
    for example in _drawn(examples, share, rng):
        words = _words(example.question)
        wrong = [context for context in contexts[example.group] if _silent(context, example)]
        if wrong:
            best = max(wrong, key=lambda context: len(words & bags[context]))
            yield replace(example, id=example.id + "-wrong", context=best, answers=())


def from_the_search(examples: Sequence[Example], share: float, rng: random.Random) -> Iterator[Example]:
    """Put a random ``share`` of the answered questions to one of the wrong passages that BM25 finds for them."""
    from qa_bot.article import Article
    from qa_bot.passage import Passage
    from qa_bot.store.words import WordIndex

    drawn = _drawn(examples, share, rng)
    if not drawn:
        return
    titles = {example.context: example.title for example in examples}
    contexts = list(titles)
    with tempfile.TemporaryDirectory(prefix="negatives-") as folder:
        index = WordIndex(Path(folder, "words"))
        with index.writing() as writer:
            writer.add({n: Passage(Article(text), 0, len(text)) for n, text in enumerate(contexts)})
        for example in drawn:
            found = [contexts[n] for n in index.search(example.question, _SEARCHED)]
            wrong = [context for context in found if _silent(context, example)]
            if wrong:
                context = rng.choice(wrong[:_DRAWN_FROM])
                yield replace(example, id=example.id + "-retrieved", context=context, title=titles[context], answers=())


def without_copies(examples: Sequence[Example], held_out: Sequence[Example]) -> list[Example]:
    """The examples whose context is no copy or paraphrase of a held-out one: collections overlap."""
    kept_back = [_words(context) for context in dict.fromkeys(example.context for example in held_out)]
    copies = set()
    for context in dict.fromkeys(example.context for example in examples):
        words = _words(context)
        if any(len(words & other) > _COPY * max(len(words), len(other)) for other in kept_back):
            copies.add(context)
    return [example for example in examples if example.context not in copies]


def _drawn(examples: Sequence[Example], share: float, rng: random.Random) -> list[Example]:
    answered = [example for example in examples if example.answers]
    return rng.sample(answered, int(share * len(answered)))


def _silent(context: str, example: Example) -> bool:
    """Whether the context is another one and holds none of the answers."""
    lower = context.lower()
    return context != example.context and not any(text.lower() in lower for text, _ in example.answers)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
