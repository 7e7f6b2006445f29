"""Long texts as the reader meets them: in the passages into which the store's splitter cuts an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from qa_bot.article import Article
from qa_bot.reader.examples import Example
from qa_bot.splitter import Splitter
from qa_bot.terms import terms

#: Characters of the longest context that stays whole, hardly more than one model input: most published paragraphs do.
_LONGEST = 1_200
#: A question without an answer is put to so many of the passages, those that share most of its words.
_TEMPTING = 2


def in_passages(examples: Iterable[Example]) -> Iterator[Example]:
    """The examples, those whose context is longer than ``_LONGEST`` characters put to passages of it.

    A question goes to the first passage that holds its answer whole, and is left out where there is none; one without
    an answer goes to the passages that look most as if they answered it.
    """
    cut: dict[str, Mapping[int, tuple[str, frozenset[str]]]] = {}
    for example in examples:
        context = example.context
        if len(context) <= _LONGEST:
            yield example
            continue
        if context not in cut:
            cut[context] = {p.start: (p.text, frozenset(terms(p.text))) for p in Splitter().split(Article(context))}
        passages = cut[context]
        if example.target is None:
            asked = set(terms(example.question))
            tempting = sorted(passages.values(), key=lambda passage: -len(asked & passage[1]))
            yield from (replace(example, context=text) for text, _ in tempting[:_TEMPTING])
            continue
        text, at = example.target
        for start, (passage, _) in passages.items():
            if start <= at and at + len(text) <= start + len(passage):
                yield replace(example, context=passage, answers=((text, at - start),))
                break
