"""Gold: from the names and quotes in a question set to exact places in the articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from eval.articles import Corpus
from eval.questions import Gold, Question
from qa_bot import Article

_ALIKE = str.maketrans("‘’‚‛“”„–—−\u00a0\u202f", "''''\"\"\"---  ")


def resolve(questions: Iterable[Question], corpus: Corpus) -> tuple[list[Question], dict[str, list[str]]]:
    """The questions with their gold as article ids and offsets, and what could not be placed.

    The second value has, by question id, a sentence for each gold entry that was left out because its article
    or its quote is not there.
    """
    resolved, faults = [], {}
    for question in questions:
        kept, wrong = [], []
        for gold in question.gold:
            try:
                kept.append(place(gold, corpus))
            except LookupError as error:
                wrong.append(str(error.args[0]))
        if wrong:
            faults[question.id] = wrong
        resolved.append(replace(question, gold=tuple(kept)))
    return resolved, faults


def place(gold: Gold, corpus: Corpus) -> Gold:
    """The entry with the article's id and the quote's offset; raises LookupError with the reason."""
    article = corpus.find(gold.article)
    if not gold.quote:
        return Gold(article.id)
    if gold.start is not None and article.text.startswith(gold.quote, gold.start):
        return Gold(article.id, gold.quote, gold.start)
    start = article.text.find(gold.quote)
    if start < 0:
        raise LookupError(f"the quote {gold.quote[:60]!r} is not in {gold.article!r}{_hint(gold.quote, article)}")
    return Gold(article.id, gold.quote, start)


def _hint(quote: str, article: Article) -> str:
    """Where the article has the words of the quote with other marks or spaces, how it has them."""
    words = re.findall(r"\S+", quote.translate(_ALIKE))
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    found = pattern.search(article.text.translate(_ALIKE))  # one character for one: offsets hold
    return f"; the article writes {article.text[found.start() : found.end()]!r}" if found else ""
