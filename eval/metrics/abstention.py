"""Abstention: whether the confidence knows when to be silent, and whether 80% means four in five.

All functions take arrays with one entry a question. Figures over answers that were given say nothing of those that
were held back: what those would have been is not part of an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def auroc(confidence: np.ndarray, answerable: np.ndarray) -> float:
    """Area under the ROC curve: how often an answerable question gets more confidence than an unanswerable one.

    Computed by scikit-learn (Fawcett, "An introduction to ROC analysis", 2006); NaN unless there are both kinds.
    """
    if len(np.unique(answerable)) < 2:
        return float("nan")
    from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

    return float(roc_auc_score(answerable, confidence))


def risk_coverage(confidence: np.ndarray, wrong: np.ndarray, asked: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of the risk-coverage curve (El-Yaniv and Wiener, JMLR 2010).

    ``confidence`` and ``wrong`` (0 or 1) are those of the answers given; ``asked`` the number of questions. For each
    number of answers, surest first, coverage is their share of all questions and risk the share of them that is
    wrong. Answers of equal confidence stand in no order: errors are spread evenly over them.
    """
    if not len(confidence):
        return np.empty(0), np.empty(0)
    order = np.argsort(-confidence, kind="stable")
    errors = np.concatenate([[0.0], np.cumsum(wrong[order])])
    ends = np.flatnonzero(np.diff(confidence[order], append=-np.inf) != 0) + 1
    counts = np.arange(1, len(order) + 1)
    expected = np.interp(counts, np.concatenate([[0], ends]), errors[np.concatenate([[0], ends])])
    return counts / asked, expected / counts


def aurc(confidence: np.ndarray, wrong: np.ndarray) -> float:
    """Area under the risk-coverage curve over the answers given: the mean of the risks at every coverage.

    Source: Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers" (ICLR 2019).
    Lower is better; NaN when no answer was given.
    """
    _, risk = risk_coverage(confidence, wrong, max(1, len(confidence)))
    return float(risk.mean()) if len(risk) else float("nan")


def error_at(confidence: np.ndarray, wrong: np.ndarray, asked: int, coverage: float) -> float:
    """Risk when the surest answers are given to that share of all questions; NaN when fewer were given at all."""
    shares, risk = risk_coverage(confidence, wrong, asked)
    reached = np.flatnonzero(shares >= coverage - 1e-9)
    return float(risk[reached[0]]) if len(reached) else float("nan")


def calibration_bins(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, answers) of each of the equally wide bins that is not empty."""
    return [
        (float(confidence[here].mean()), float(right[here].mean()), int(here.sum()))
        for here in _filled(confidence, bins)
    ]


def _filled(confidence: np.ndarray, bins: int) -> Iterator[np.ndarray]:
    """Of each bin that is not empty which answers are in it, a mask of shape (answers,)."""
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return (place == each for each in np.unique(place))


def ece(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: mean distance of confidence and share right over the bins, by their size.

    Source: Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017), equally wide bins (a, b]. NaN for none.
    """
    if not len(confidence):
        return float("nan")
    found = calibration_bins(confidence, right, bins)
    return sum(abs(sure - good) * count for sure, good, count in found) / len(confidence)


def ece_by_chance(confidence: np.ndarray, bins: int = 15) -> float:
    """The ECE to expect of so many answers if each were right with exactly its probability; NaN for none.

    Shares right of a handful of answers lie beside their probability by chance alone, so that a small set shows an
    error where there is none. The share in a bin is taken as normally distributed: its mean distance from what is
    expected is sqrt(2 / π) of its standard deviation.
    """
    if not len(confidence):
        return float("nan")
    spread = confidence * (1 - confidence)
    return sum(float(np.sqrt(2 / np.pi * spread[here].sum())) for here in _filled(confidence, bins)) / len(confidence)
