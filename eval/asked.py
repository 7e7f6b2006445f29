"""Questions written about an archive that is not ours: the archive's text is put to them.

    python -m eval.asked qa_bot/reader/news/asked.jsonl ARTICLES --out asked.jsonl --held-out asked_held_out.jsonl

The questions and the places of their answers are ours and lie here, the articles belong to others and do not. One line
of the questions' file is one passage::

    {"article": "its id in the archive", "start": 0, "end": 2710, "sha256": "…", "questions": [["Who …?", 17, 42], …]}

``start`` and ``end`` count characters of the article's text, the two numbers of a question characters of the passage;
a question that the passage does not answer has none. Behind them other wordings may stand that are as right, or places
of such. What comes out is what ``python -m qa_bot.reader.prepare --data`` and ``python -m eval`` read.

``eval/open.jsonl`` and ``qa_bot/reader/news/open.jsonl`` hold questions that stand alone. The former are put to the
whole archive: with ``--one-in 2`` half of the articles are there to tune on, and the others measure. The latter are
learnt from, with ``--wrong 2`` beside two passages each that a search of the archive brings up and that do not answer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from eval.articles import Corpus, load_articles
from eval.distant import searchable, silent
from eval.errors import EvalError, SetError
from eval.files import read_objects
from qa_bot.reader.examples import Example, write_examples
from qa_bot.transcript import digest


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 1 when the questions or the archive cannot be read, or do not belong together."""
    parser = argparse.ArgumentParser(prog="python -m eval.asked", description=__doc__.split("\n")[0])
    parser.add_argument("questions", type=Path, help="the questions' file (JSONL)")
    parser.add_argument("articles", type=Path, help="the archive that they were written about")
    parser.add_argument("--out", required=True, type=Path, help="the JSONL file to write, to train on")
    parser.add_argument("--held-out", required=True, type=Path, help="and the one with the questions kept back")
    parser.add_argument(
        "--one-in", type=int, default=20, help="of so many articles one is kept back, the same every time (default 20)"
    )
    parser.add_argument(
        "--wrong",
        type=int,
        default=0,
        metavar="N",
        help="put each question to N passages too that a search of the archive brings up and that do not answer it",
    )
    given = parser.parse_args(arguments)
    try:
        wanted = {str(passage["article"]) for _, passage in read_objects(given.questions) if "article" in passage}
        corpus = load_articles([given.articles], only=None if given.wrong else wanted)
        examples = list(read_asked(given.questions, corpus))
        if given.wrong:
            examples += list(beside_wrong(examples, corpus, given.wrong))
    except EvalError as error:
        print(f"eval.asked: {error}", file=sys.stderr)
        return 1
    for path, held in ((given.out, False), (given.held_out, True)):
        written = [example for example in examples if (int(digest(example.group), 16) % given.one_in == 0) == held]
        write_examples(path, written)
        print(f"{path}: {len(written):,} questions, {sum(not e.answers for e in written):,} without an answer")
    return 0


def read_asked(questions: Path, corpus: Corpus) -> Iterator[Example]:
    """The questions, each put to its passage; ``group`` is the article's id in the archive.

    Raises SetError naming file and line when a line is not such a passage, or the archive's text is another one.
    """
    for line, passage in read_objects(questions):
        try:
            article, start, end = str(passage["article"]), passage["start"], passage["end"]
            found = corpus.find(article)
            context = found.text[start:end]
            if digest(context) != passage["sha256"]:
                raise SetError(f"{questions}, line {line}: the text of {article} is not the one asked about")
            for number, (question, *place) in enumerate(passage["questions"]):
                answers = _answers(context, *place) if place else ()
                yield Example(f"asked-{line}-{number}", question, context, answers, article, found.title)
        except (KeyError, TypeError, ValueError) as error:
            raise SetError(f"{questions}, line {line}: not a passage with its questions: {error!r}") from error
        except LookupError as error:
            raise SetError(f"{questions}, line {line}: {error}") from error


def beside_wrong(examples: Sequence[Example], corpus: Corpus, count: int) -> Iterator[Example]:
    """Each question put to ``count`` passages that a search of the archive brings up and that do not answer it.

    What does not answer is a passage without the words of an answer; a question without one is answered by none.
    """
    with searchable(corpus.articles.values()) as (passages, index):
        for example in examples:
            answers = [text for text, _ in example.answers]
            for number, passage in enumerate(silent(example.question, answers, passages, index)[:count]):
                made = f"{example.id}-wrong{number}"
                yield replace(example, id=made, context=passage.text, title=passage.article.title, answers=())


def _answers(context: str, start: int, end: int, *others: str | list[int]) -> tuple[tuple[str, int], ...]:
    told = [other if isinstance(other, str) else context[slice(*other)] for other in others]
    return ((context[start:end], start), *((other, max(0, context.find(other))) for other in told))


if __name__ == "__main__":
    sys.exit(main())
