"""Job: one run, from the words on the command line to a folder of results."""

from __future__ import annotations

import math
import shlex
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from eval import record
from eval.bootstrap import intervals
from eval.compare import Comparison, compare
from eval.metrics import METRICS, Table, count, measure, table
from eval.metrics.timing import peak_megabytes, percentile, timed
from eval.prepare import Prepared, prepare
from eval.report import report
from eval.run import Record, run
from eval.sets import QuestionSet, load_set
from eval.summary import Figures, figures_table, show
from qa_bot.checksum import sha256

#: Options that are told among the results' settings.
_CHOICES = (
    "limit", "seed", "select", "coverage", "retrieval_only", "dense_weight", "follow_ups", "as_of", "threshold",
)  # fmt: skip


def do(given: Namespace, arguments: Sequence[str]) -> int:
    """Run, write the folder, print the table; 1 when a bound was missed, else 0."""
    before = record.read_answers(Path(given.baseline)) if given.baseline else None
    found = load_set(given.set, given.format)
    ready = prepare(given, found)
    folder = Path(given.out or f"runs/{found.name}-{datetime.now():%Y%m%d-%H%M%S}")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        start = _start(given, ready)
        records = _records(given, found, ready, folder)
    finally:
        if ready.bot is not None:
            ready.bot.close()
    figures = _figures(given, ready, records, start)
    results = _results(given, arguments, found, ready, records, figures)
    comparison = compare(before, record.read_answers(folder)) if before is not None else None
    if comparison:
        results["comparison"] = comparison.to_dict() | {"baseline": str(given.baseline)}
    record.write_json(folder / record.RESULTS, results)
    (folder / record.REPORT).write_text(report(results, figures, records, comparison), encoding="utf-8")
    _print(results, figures, comparison, folder)
    return _gate(given, figures)


def _start(given: Namespace, ready: Prepared) -> float:
    """Seconds until the first question is answered: the models are loaded here, so that no later time holds that."""
    first = ready.questions[0]
    ready.desk.prepare(first)
    return timed(lambda: ready.desk.search(first) if given.retrieval_only else ready.desk.ask(first))[1] / 1000


def _records(given: Namespace, found: QuestionSet, ready: Prepared, folder: Path) -> list[Record]:
    """Ask everything; each line is on disk as soon as it is known."""
    from tqdm import tqdm

    searches = ready.bot is not None
    asked = run(ready.desk, ready.questions, not given.retrieval_only, searches, found.format == "multihop-rag")
    records = []
    with (
        (folder / record.ANSWERS).open("w", encoding="utf-8") as answers,
        (folder / record.TIMINGS).open("w", encoding="utf-8") as timings,
    ):
        for each in tqdm(asked, total=len(ready.questions), desc="asking", unit=" questions", disable=given.quiet):
            answers.write(record.line(each.to_dict()))
            times = {name: round(value, 2) for name, value in each.times.items()}
            timings.write(record.line({"id": each.question.id} | times))
            records.append(each)
    return records


def _figures(given: Namespace, ready: Prepared, records: Sequence[Record], start: float) -> dict[str, dict[str, Any]]:
    """Value, bounds and number of questions of each figure; what is not drawn from questions has no bounds."""
    scores = table(each.scores for each in records)
    coverage = None if given.coverage is None else given.coverage / 100

    def measured(drawn: Table) -> dict[str, float]:
        return measure(drawn, coverage)

    figures: dict[str, dict[str, Any]] = {
        name: _figure(each.value, each.low, each.high, count(scores, name))
        for name, each in intervals(scores, measured).items()
    }
    for what in ("search", "ask"):
        times = np.array([each.times[what] for each in records if what in each.times])
        if len(times):
            figures |= {f"{what}_p{p}": _figure(percentile(times, p), n=len(times)) for p in (50, 95)}
    rate = ready.build.rate if ready.build else math.nan
    costs = {"start": start, "index_rate": rate, "peak_memory": peak_megabytes()}
    figures |= {name: _figure(value) for name, value in costs.items() if not math.isnan(value)}
    return figures


def _figure(value: float, low: float = math.nan, high: float = math.nan, n: int = 0) -> dict[str, Any]:
    def rounded(number: float) -> float | None:
        return None if math.isnan(number) else round(number, 5)

    return {"value": rounded(value), "low": rounded(low), "high": rounded(high), "n": n}


def _results(
    given: Namespace,
    arguments: Sequence[str],
    found: QuestionSet,
    ready: Prepared,
    records: Sequence[Record],
    figures: Figures,
) -> dict[str, Any]:
    return record.circumstances(shlex.join(["python", "-m", "eval", *arguments])) | {
        "set": {
            "name": found.name,
            "format": found.format,
            "sha256": sha256(found.path),
            "questions": len(records),
            "unanswerable": sum(each.question.unanswerable for each in records),
            "articles": ready.articles,
            "articles_sha256": ready.corpus,
        },
        "models": {
            "encoder": ready.encoder[0],
            "encoder_fingerprint": ready.encoder[1],
            "reranker": given.reranker,
            "reader": None if given.retrieval_only else given.reader or "qa_bot",
            "reader_files": {} if given.retrieval_only else record.reader_files(given.reader),
        },
        "settings": _settings(given, ready),
        "figures": {name: dict(each) for name, each in figures.items()},
        "by_type": _by_type(records),
    }


def _settings(given: Namespace, ready: Prepared) -> dict[str, Any]:
    """What was chosen on the command line, and what the store was made with."""
    chosen = {name: getattr(given, name) for name in _CHOICES}
    return chosen | {"store": ready.store, "build": asdict(ready.build) if ready.build else None}


def _by_type(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """For each type of question how many there were and the share that came out right (or was retrieved)."""
    shares: dict[str, list[float]] = {}
    for each in records:
        right = each.scores.get("right", each.scores.get("hit@10"))
        if right is not None:
            shares.setdefault(each.question.type or "no type", []).append(right)
    return {
        name: {"questions": len(found), "share": round(sum(found) / len(found), 5)}
        for name, found in sorted(shares.items())
    }


def _print(results: Mapping[str, Any], figures: Figures, comparison: Comparison | None, folder: Path) -> None:
    asked = results["set"]
    over = f"over {asked['articles']:,} articles" if asked["articles"] else "each over its own story"
    print(f"{asked['name']}: {asked['questions']:,} questions, {asked['unanswerable']:,} unanswerable, {over}\n")
    print(figures_table(figures))
    if comparison:
        print(f"\n{comparison.text()}")
    print(f"\nWritten to {folder}/: {record.REPORT}, {record.RESULTS}, {record.ANSWERS}, {record.TIMINGS}")


def _gate(given: Namespace, figures: Figures) -> int:
    """Print every bound that was missed; 1 when there is one."""
    missed = 0
    for name, bound in [*given.fail_under, *given.fail_over]:
        metric = METRICS[name]
        value = figures.get(name, {}).get("value")
        under = (name, bound) in given.fail_under
        if value is not None and (value >= bound if under else value <= bound):
            continue
        missed = 1
        what = f"{name} is {show(metric, value)}" if value is not None else f"this run has no {name}"
        print(f"FAILED: {what}; it should be at {'least' if under else 'most'} {bound:g}")
    return missed
