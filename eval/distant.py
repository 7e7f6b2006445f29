"""Distant supervision: training questions for the reader out of a question set and the archive it is about.

    python -m eval.distant "SET --articles PATH [--select …]" --out news.jsonl

A published quiz says what the answer is and in which articles it stands, not which sentence means it. Of those places
the ones are taken whose passage shares most words with the question (Mintz et al. 2009, "Distant supervision for
relation extraction without labeled data", with a filter). Beside each stand passages that a search by words brings up
for the question and in which no accepted answer stands, one of them from the same article where there is one: they
teach when to be silent. What comes out is what ``python -m qa_bot.reader.train --data`` reads.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from eval.__main__ import parser as eval_parser
from eval.errors import EvalError, SetError
from eval.metrics.answers import findable, stands_in
from eval.prepare import chosen_questions, corpus_of, placed
from eval.questions import Question
from eval.sets import load_set
from qa_bot import Article, Passage, QABotError
from qa_bot.reader.examples import Example, write_examples
from qa_bot.splitter import Splitter
from qa_bot.store.words import WordIndex
from qa_bot.terms import terms

#: A place counts when its passage holds at least this share of the question's content words.
SHARE = 0.5
#: Passages taken for a question: places of the answer, and passages without it.
RIGHT, WRONG = 3, 3
#: Passages that the search by words brings up, of which the wrong ones are taken.
_SEARCHED = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 1 when the set or its articles cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.distant", description=__doc__.split("\n")[0])
    parser.add_argument("sets", nargs="+", metavar="'SET OPTIONS'", help="as for python -m eval, each in quotes")
    parser.add_argument("--out", required=True, type=Path, help="the JSONL file to write")
    given = parser.parse_args(arguments)
    try:
        examples = [example for words in given.sets for example in _of_set(words)]
        if not examples:
            raise SetError(f"{', '.join(given.sets)}: no question has a place that fits it")
    except (EvalError, QABotError) as error:
        print(f"eval.distant: {error}", file=sys.stderr)
        return 1
    write_examples(given.out, examples)
    answered = sum(bool(example.answers) for example in examples)
    print(f"{given.out}: {answered:,} passages that answer, {len(examples) - answered:,} that do not")
    return 0


def distant(questions: Sequence[Question], passages: Sequence[Passage], index: WordIndex) -> Iterator[Example]:
    """The examples of each question; ``index`` holds the passages under their positions in ``passages``."""
    by_article: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_article[passage.article.id].append(passage)
    for question in questions:
        asked = set(terms(question.question))
        answers = findable(question.answers)
        if not asked or not answers:
            continue
        right = _places(question, asked, by_article)
        for passage, start, text in right:
            yield _example(question, passage, ((text, start - passage.start),))
        if not right:
            continue
        wrong = silent(question.question, answers, passages, index)
        own = {passage.article.id for passage, _, _ in right}
        same = [passage for passage in wrong if passage.article.id in own][:1]
        for passage in [*same, *(p for p in wrong if p not in same)][:WRONG]:
            yield _example(question, passage, ())


def _places(
    question: Question, asked: set[str], by_article: dict[str, list[Passage]]
) -> list[tuple[Passage, int, str]]:
    """(passage, offset in the article, text) of the places that fit the question best, one a passage."""
    fitting: dict[Passage, tuple[float, int, str]] = {}
    for gold in question.gold:
        for passage in by_article.get(gold.article, ()):
            start = passage.text.find(gold.quote) if gold.quote else -1
            share = len(asked & set(terms(passage.text))) / len(asked)
            if start >= 0 and share >= SHARE:
                fitting.setdefault(passage, (share, passage.start + start, gold.quote))
    best = sorted(fitting.items(), key=lambda each: (-each[1][0], each[0].article.id, each[0].start))
    return [(passage, start, text) for passage, (_, start, text) in best[:RIGHT]]


def _example(question: Question, passage: Passage, answers: tuple[tuple[str, int], ...]) -> Example:
    id = f"{question.id}/{passage.article.id}:{passage.start}"
    return Example(id, question.question, passage.text, answers, question.id, passage.article.title)


def _of_set(words: str) -> Iterator[Example]:
    given = eval_parser().parse_args(shlex.split(words))
    found = load_set(given.set, given.format)
    corpus = corpus_of(given, found)
    if corpus is None:
        raise SetError(f"{given.set}: over which articles? Name them with --articles")
    questions = placed(found, chosen_questions(given, found), corpus)
    with searchable(corpus.articles.values(), given.quiet) as (passages, index):
        yield from distant(questions, passages, index)


@contextmanager
def searchable(articles: Collection[Article], quiet: bool = False) -> Iterator[tuple[list[Passage], WordIndex]]:
    """The passages of the articles, and an index of their words that calls each by its position in that list."""
    from tqdm import tqdm

    splitter = Splitter()
    passages = [
        passage
        for article in tqdm(articles, desc="splitting", unit=" articles", disable=quiet)
        for passage in splitter.split(article)
    ]
    with tempfile.TemporaryDirectory(prefix="distant-") as folder:
        index = WordIndex(Path(folder, "words"))
        with index.writing() as writer:
            writer.add(dict(enumerate(passages)))
        yield passages, index


def silent(question: str, answers: Sequence[str], passages: Sequence[Passage], index: WordIndex) -> list[Passage]:
    """The passages that a search for the question brings up and in which no answer stands, best first."""
    found = [passages[place] for place in index.search(question, _SEARCHED)]
    return [passage for passage in found if not any(stands_in(answer, passage.text) for answer in answers)]


if __name__ == "__main__":
    sys.exit(main())
