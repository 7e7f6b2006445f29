"""Check: whether a question set is sound before anything is asked."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable, Iterator

from eval.articles import Corpus
from eval.metrics.answers import findable, stands_in
from eval.prepare import chosen_questions, corpus_of, placed
from eval.questions import Question, count_types
from eval.sets import load_set


def check(given: Namespace) -> int:
    """Print the counts by type and remarks; faults raise SetError. 0 when there is nothing to remark."""
    found = load_set(given.set, given.format)
    questions = chosen_questions(given, found)
    corpus = None if found.stories else corpus_of(given, found)
    notes: list[str] = []
    if corpus is not None:
        questions = placed(found, questions, corpus)
        notes = [
            f"{found.path}, line {found.lines.get(question.id, 0)}: {question.id}: {note}"
            for question in questions
            for note in remarks(question, corpus)
        ]
    print(f"{found.name}: {len(questions):,} questions, {sum(q.unanswerable for q in questions):,} unanswerable")
    for kind, (every, none) in count_types(questions).items():
        print(f"  {kind:<18}{every:>6}{f'  ({none} unanswerable)' if none else ''}")
    print("\n".join(notes) or "Every question is sound.")
    return int(bool(notes))


def remarks(question: Question, corpus: Corpus) -> Iterator[str]:
    """What a person should look at again in a question whose gold is in place, a sentence each."""
    quotes = [gold.quote for gold in question.gold if gold.quote]
    if question.answerable and not question.gold:
        yield "no gold: nothing says where the answer stands"
    if quotes and not _proved(question, quotes):
        yield "no accepted answer stands in a gold quote"
    for quote in quotes:
        if re.search(r"\n\s*\n", quote):
            yield f"the quote runs over a paragraph break: {quote[:50]!r}"
    for gold in question.gold:
        if gold.quote and corpus.articles[gold.article].text.count(gold.quote) > 1:
            yield f"the quote stands in its article more than once: {gold.quote[:50]!r}"
    if question.history and not question.standalone:
        yield "a follow-up without its stand-alone form"
    if question.type == "several-articles" and len({gold.article for gold in question.gold}) == 1:
        yield "of type several-articles, but its gold is in one article"


def _proved(question: Question, quotes: Iterable[str]) -> bool:
    quotes = list(quotes)
    if question.parts:
        return all(any(stands_in(form, quote) for form in part for quote in quotes) for part in question.parts)
    wanted = findable(question.answers)
    return not wanted or any(stands_in(answer, quote) for answer in wanted for quote in quotes)
