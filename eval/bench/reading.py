"""How long an answer takes beside the same weights in fp32 torch: ``python -m eval.bench.reading``."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from eval.prepare import sample
from eval.sets import DEMO, load_set
from index import demo_folder, read_articles
from qa_bot import Article, QABot
from qa_bot.bot import READ
from qa_bot.reader import load_reader

#: The weights that the shipped reader was exported from, in the form that torch runs.
WEIGHTS = Path(__file__).parent.parent.parent / "qa_bot" / "reader" / "start"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask the demo's questions of both, in turns, and print times and ratios."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.reading", description=__doc__.split("\n")[0])
    parser.add_argument("--beside", default=str(WEIGHTS), metavar="MODEL", help="the reader that torch runs")
    parser.add_argument("--limit", type=int, default=60, metavar="N", help="questions of each (default %(default)s)")
    given = parser.parse_args(arguments)
    questions = [each.question for each in sample(load_set(DEMO).questions, given.limit, 0)]
    print(json.dumps(measure(questions, given.beside), indent=1))


def measure(questions: Sequence[str], beside: str) -> dict[str, float]:
    """Milliseconds of ``ask`` at the median and at 95%, those of torch over the ten passages found, and their ratio.

    What ``ask`` puts aside of the ten unread, or half read, is part of what is measured. The two take turns question by
    question, so that whatever else the machine does meets both.
    """
    articles = [found for _, found in read_articles([demo_folder()]) if isinstance(found, Article)]
    times: dict[str, list[float]] = {"qa_bot": [], "torch": []}
    with tempfile.TemporaryDirectory() as folder, QABot.open(Path(folder, "store")) as bot:
        bot.add(articles)
        plain = load_reader(beside, bot.encoder)
        answering = {
            "qa_bot": lambda question: bot.ask(question),
            "torch": lambda question: plain.read(question, bot.search(question, READ, join=False)),
        }
        for answer in answering.values():
            answer(questions[0])  # models are loaded by the first question
        rng = random.Random(0)
        for question in questions:
            for name in rng.sample(sorted(answering), 2):
                began = perf_counter()
                answering[name](question)
                times[name].append(1000 * (perf_counter() - began))
    figures = {}
    for name, taken in times.items():
        figures[f"{name}_p50_ms"] = statistics.median(taken)
        figures[f"{name}_p95_ms"] = statistics.quantiles(taken, n=20)[-1]
    for share in ("p50", "p95"):
        figures[f"ratio_{share}"] = figures[f"qa_bot_{share}_ms"] / figures[f"torch_{share}_ms"]
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    main()
