"""Bootstrap: how far a figure would move with other questions of the same kind.

Questions are drawn anew, with replacement, as often as there are; the figures of the draws give percentile intervals
(Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13). For two runs over the same questions the
same draw is taken of both, and the p-value is two-sided: twice the share of the draws in which the difference does
not have the sign that it had (Koehn, "Statistical Significance Tests for Machine Translation Evaluation", EMNLP 2004),
with one added to the draws and to those that count, so that it is never 0 (Davison and Hinkley 1997, section 4.2).
Questions about one article are not independent; the intervals do not know that and are a little too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

Table = Mapping[str, np.ndarray]

#: Draws. A thousand settle the second digit of a 95% interval.
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the bounds between which 95% of the draws put it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better or worse the second run is: an interval, and the chance that it is nothing (``p``)."""

    value: float
    low: float
    high: float
    p: float


def intervals(
    scores: Table, measure: Callable[[Table], dict[str, float]], draws: int = DRAWS, seed: int = 0
) -> dict[str, Interval]:
    """95% intervals for all figures that ``measure`` gives, from the same draws."""
    values = measure(scores)
    drawn: dict[str, list[float]] = {name: [] for name in values}
    rng = np.random.default_rng(seed)
    size = len(next(iter(scores.values()))) if scores else 0
    for _ in range(draws if size else 0):
        rows = rng.integers(size, size=size)
        for name, value in measure({key: column[rows] for key, column in scores.items()}).items():
            drawn[name].append(value)
    return {name: _interval(value, drawn[name]) for name, value in values.items()}


def paired(before: np.ndarray, after: np.ndarray, draws: int = DRAWS, seed: int = 0) -> Difference:
    """The mean of ``after - before``, two arrays of scores of the same questions."""
    change = after - before
    rng = np.random.default_rng(seed)
    means = np.array([change[rng.integers(len(change), size=len(change))].mean() for _ in range(draws)])
    value = float(change.mean())
    against = int((means <= 0).sum() if value > 0 else (means >= 0).sum())
    low, high = np.percentile(means, (2.5, 97.5))
    return Difference(value, float(low), float(high), min(1.0, 2 * (against + 1) / (draws + 1)) if value else 1.0)


def _interval(value: float, drawn: list[float]) -> Interval:
    if not drawn:
        return Interval(value, float("nan"), float("nan"))
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Interval(value, float(low), float(high))
