"""Metrics: from the scores of single questions to the figures of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from eval.metrics import abstention

#: Scores of a run: for each measure an array with one entry a question, NaN where it does not apply.
Table = Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that a run can have.

    ``scale`` turns the mean of the scores, 0 to 1, into what is shown: 100 for percentages. ``higher`` says whether
    more is better.
    """

    name: str
    group: str
    what: str
    scale: int = 1
    higher: bool = True
    unit: str = ""

    @property
    def percent(self) -> bool:
        return self.scale == 100


def _metrics() -> Iterable[Metric]:
    found = "Retrieval"
    yield from (Metric(f"hit@{k}", found, f"a passage with gold among the first {k}") for k in (1, 3, 5, 10))
    yield Metric("recall@10", found, "share of the gold passages among the first 10")
    yield Metric("all@10", found, "all gold passages among the first 10")
    yield Metric("mrr@10", found, "1 / rank of the first gold passage")
    yield Metric("ndcg@10", found, "normalised discounted cumulative gain")
    yield from (Metric(f"answer@{k}", found, f"an accepted answer stands in the first {k}") for k in (1, 10))
    yield from (Metric(f"multihop_{m}", found, f"{m} by MultiHop-RAG's script") for m in _MULTIHOP)
    said = "Answers"
    yield Metric("em", said, "exact match, all questions", 100)
    yield Metric("f1", said, "word overlap, all questions", 100)
    yield Metric("span_em", said, "exact match of the span marked by the reader", 100)
    yield Metric("span_f1", said, "word overlap of the span marked by the reader", 100)
    yield Metric("has_em", said, "exact match, answerable ones", 100)
    yield Metric("has_f1", said, "word overlap, answerable ones", 100)
    yield Metric("no_answer", said, "unanswerable ones left unanswered", 100)
    yield Metric("found", said, "answer stands in answer or quotes", 100)
    yield Metric("parts", said, "parts of the answer that are there", 100)
    yield Metric("as_in_full", said, "follow-ups answered as if in full", 100)
    yield Metric("disputed", said, "disagreements of reports that were seen", 100)
    yield Metric("false_alarm", said, "figures disputed that are not", 100, higher=False)
    yield Metric("right", said, "right, see eval/metrics/answers.py", 100)
    proof = "Citations"
    yield Metric("exact_quotes", proof, "quotes that are exact slices", 100)
    yield Metric("cite_precision", proof, "quotes that prove the answer", 100)
    yield Metric("cite_recall", proof, "questions with a quote that proves", 100)
    yield Metric("cite_answer", proof, "quotes that hold the answer", 100)
    yield Metric("cite_article", proof, "quotes from a gold article", 100)
    silent = "Abstention"
    yield Metric("answered", silent, "questions that got an answer", 100)
    yield Metric("error", silent, "wrong ones among answers given", 100, higher=False)
    yield Metric("error_at", silent, "the same at the coverage asked for", 100, higher=False)
    yield Metric("auroc", silent, "answerable told from unanswerable")
    yield Metric("aurc", silent, "area under risk-coverage curve", higher=False)
    yield Metric("ece", silent, "calibration error, 15 bins", higher=False)
    yield Metric("ece_chance", silent, "what chance makes of so few answers", higher=False)
    cost = "Cost"
    yield from (Metric(f"{w}_p{p}", cost, f"{w}, {p}% take at most", 1, False, "ms") for w in _TIMED for p in (50, 95))
    yield Metric("start", cost, "first question, models loaded", 1, False, "s")
    yield Metric("index_rate", cost, "passages indexed in a second", 1, True, "/s")
    yield Metric("peak_memory", cost, "most memory of this run", 1, False, "MB")


_MULTIHOP = ("hits@4", "hits@10", "mrr@10", "map@10")
_TIMED = ("search", "ask")
#: Every figure by name, in the order in which they are shown.
METRICS = {metric.name: metric for metric in _metrics()}
#: Those that are the mean of a score of each question.
_MEANS = tuple(
    name
    for name, metric in METRICS.items()
    if metric.group != "Cost" and name not in ("error", "error_at", "auroc", "aurc", "ece", "ece_chance")
)


def table(rows: Iterable[Mapping[str, float]]) -> Table:
    """One array for each measure out of the scores of each question."""
    rows = list(rows)
    names = sorted({name for row in rows for name in row})
    return {name: np.array([row.get(name, np.nan) for row in rows], dtype=float) for name in names}


def measure(scores: Table, coverage: float | None = None) -> dict[str, float]:
    """The figures, in the units of METRICS, that can be had from these scores; ``coverage`` is that of ``error_at``."""
    figures = {name: _mean(scores[name]) for name in _MEANS if name in scores}
    if "no_answer" not in scores:  # where all are answerable these would only repeat em and f1
        figures = {name: value for name, value in figures.items() if name not in ("has_em", "has_f1")}
    if "confidence" in scores:
        figures |= _abstention(scores, coverage)
    return {name: figures[name] * METRICS[name].scale for name in METRICS if not np.isnan(figures.get(name, np.nan))}


def count(scores: Table, name: str) -> int:
    """Of how many questions the figure tells."""
    if name in ("error", "aurc", "ece", "ece_chance"):
        return int(judged(scores).sum())
    column = scores.get(name, scores.get("confidence", np.empty(0)))
    return int((~np.isnan(column)).sum())


def judged(scores: Table) -> np.ndarray:
    """Which questions, (n,), got an answer of which it can be told whether it is right."""
    there: np.ndarray = (scores["answered"] == 1) & ~np.isnan(scores["right"])
    return there


def _abstention(scores: Table, coverage: float | None) -> dict[str, float]:
    given = judged(scores)
    sure, wrong = scores["confidence"][given], 1 - scores["right"][given]
    figures = {
        "auroc": abstention.auroc(scores["confidence"], scores["answerable"]),
        "aurc": abstention.aurc(sure, wrong),
        "ece": abstention.ece(sure, 1 - wrong),
        "ece_chance": abstention.ece_by_chance(sure),
        "error": _mean(wrong),
    }
    if coverage is not None:
        figures["error_at"] = abstention.error_at(sure, wrong, len(given), coverage)
    return figures


def _mean(values: np.ndarray) -> float:
    here = values[~np.isnan(values)]
    return float(here.mean()) if len(here) else float("nan")
