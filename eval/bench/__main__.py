"""The command: ``python -m eval.bench [SET]``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.bench.contest import Task
    from qa_bot import Article, Passage

#: Figures in the order of the table: name, digits, whether more is better.
_COLUMNS = (
    ("passages_per_s", 1, True), ("start_up_s", 1, False), ("query_p50_ms", 1, False), ("query_p95_ms", 1, False),
    ("index_peak_mb", 0, False), ("query_peak_mb", 0, False), ("disk_mb", 1, False), ("hit@10", 3, True),
    ("mrr@10", 3, True),
)  # fmt: skip
_NAMES = ("plain", "qa_bot", "langchain", "llamaindex", "haystack", "txtai")

_EPILOG = """\
Every recipe gets the same passages, the same encoder weights and the same questions, and runs in processes of its
own. plain (sentence-transformers and a flat FAISS index) and qa_bot need nothing more than is installed. langchain,
llamaindex, haystack and txtai each get an environment of their own in the cache folder, made on first use. Ratios are
to the first recipe named: x2.0 is twice the figure, whichever way is better. Nothing is judged.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the recipes and print the table; 1 when one of them failed."""
    given = parser().parse_args(arguments)
    from eval import record
    from eval.bench.contest import contest
    from eval.errors import EvalError
    from eval.prepare import store_cache
    from qa_bot import QABotError

    figures: dict[str, dict[str, float]] = {}
    failed = 0
    try:
        task = make_task(given)
        print(f"{len(task.passages):,} passages, {len(task.questions):,} questions\n", flush=True)
        if (load := record.load()) is not None and load > 0.5:
            print(f"The machine is busy (load {load}): times and rates will tell little.\n", file=sys.stderr)
        if given.cores and hasattr(os, "sched_setaffinity"):  # the recipes' processes inherit it
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.cores])
        for name in given.recipes:
            try:
                figures[name] = contest(task, name, store_cache().parent / "bench")
            except EvalError as error:
                print(f"eval.bench: {error}", file=sys.stderr)
                failed = 1
    except (EvalError, QABotError) as error:
        print(f"eval.bench: {error}", file=sys.stderr)
        return 1
    print(comparison(figures))
    if given.out:
        command = "python -m eval.bench " + " ".join(sys.argv[1:] if arguments is None else arguments)
        size = {"passages": len(task.passages), "questions": len(task.questions)}
        record.write_json(Path(given.out), record.circumstances(command) | size | {"figures": figures})
    return failed


def parser() -> argparse.ArgumentParser:
    """The options; those that choose questions and articles mean what they mean in ``python -m eval``."""
    made = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description="Index and search the same passages through this project and through other libraries.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("set", nargs="?", default="demo", metavar="SET", help="questions with gold (default demo)")
    made.add_argument("--format", metavar="F", help="the set's format; default: by content")
    made.add_argument("--articles", nargs="+", metavar="PATH", help="files or folders of news, or one JSON corpus")
    made.add_argument("--subset", metavar="FILE", help="JSON with article_ids and question_ids: only those")
    made.add_argument("--limit", type=int, default=100, metavar="N", help="questions at most (default 100)")
    made.add_argument("--passages", type=int, metavar="N", help="stop taking in articles after so many passages")
    made.add_argument("--seed", type=int, default=0, metavar="S", help="of the draw of questions (default 0)")
    made.add_argument("--recipes", nargs="+", choices=_NAMES, default=["plain", "qa_bot"], metavar="NAME",
                      help=f"of {', '.join(_NAMES)} (default plain qa_bot)")  # fmt: skip
    made.add_argument("--cores", type=int, metavar="N", help="processor cores for each recipe (default: all; Linux)")
    made.add_argument("--out", metavar="FILE", help="also write the figures to this JSON file")
    made.set_defaults(select=None, store=None)
    return made


def make_task(given: argparse.Namespace) -> Task:
    """Passages cut by this project's splitter, and the questions whose gold lies in them."""
    from eval.bench.contest import Task
    from eval.errors import SetError
    from eval.metrics.retrieval import is_relevant, key
    from eval.prepare import chosen_questions, corpus_of, placed, sample
    from eval.sets import load_set
    from qa_bot.encoder.weights import default_model_folder
    from qa_bot.splitter import Splitter

    found = load_set(given.set, given.format)
    corpus = corpus_of(given, found)
    assert corpus is not None
    every = chosen_questions(argparse.Namespace(**vars(given) | {"limit": None}), found)
    splitter = Splitter()
    passages: list[Passage] = []
    articles: dict[str, Article] = {}
    for article in corpus.articles.values():
        if given.passages and len(passages) >= given.passages:
            break
        articles[article.id] = article
        passages += splitter.split(article)
    within = [q for q in placed(found, every, corpus) if q.gold and all(g.article in articles for g in q.gold)]
    asked = sample([question for question in within if not question.history], given.limit, given.seed)
    if not asked:
        raise SetError(f"{given.set}: none of its questions has gold in these articles")
    return Task(
        passages=[{"id": key(passage), "text": passage.text} for passage in passages],
        articles=[article.to_dict(text=True) for article in articles.values()],
        questions=[question.question for question in asked],
        relevant=[{key(passage) for passage in passages if is_relevant(question, passage)} for question in asked],
        model=str(default_model_folder()),
    )


def comparison(figures: Mapping[str, Mapping[str, float]]) -> str:
    """The table: a line a figure, a column a recipe, each with its ratio to the first."""
    if not figures:
        return "No recipe ran."
    first = next(iter(figures.values()))
    lines = [f"{'':<16}" + "".join(f"{name:>20}" for name in figures)]
    for column, digits, higher in _COLUMNS:
        cells = [
            f"{f'{each[column]:,.{digits}f}':>11} {_ratio(each[column], first[column]):>8}" for each in figures.values()
        ]
        lines.append(f"{column:<16}" + "".join(cells) + f"  {'more' if higher else 'less'} is better")
    return "\n".join(lines)


def _ratio(value: float, base: float) -> str:
    return f"x{value / base:.2f}" if base else ""


if __name__ == "__main__":
    sys.exit(main())
