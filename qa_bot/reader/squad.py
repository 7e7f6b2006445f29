"""Exact match and F1 as the official SQuAD 2.0 evaluation script computes them.

Source: Rajpurkar, Jia and Liang, "Know What You Don't Know" (2018), evaluate-v2.0.py.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(answer: str) -> str:
    """Lower-case, drop ASCII punctuation and the articles a, an, the, collapse white space."""
    return " ".join(_ARTICLES.sub(" ", answer.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, answers: Iterable[str]) -> float:
    """1.0 when the prediction equals an accepted answer; ``answers`` empty means unanswerable."""
    return max((float(normalise(prediction) == normalise(answer)) for answer in answers or [""]), default=0.0)


def f1(prediction: str, answers: Iterable[str]) -> float:
    """Best word overlap F1 with an accepted answer, 0 to 1; 1.0 when both sides are empty."""
    return max(
        (_f1(normalise(prediction).split(), normalise(answer).split()) for answer in answers or [""]), default=0.0
    )


def _f1(prediction: list[str], answer: list[str]) -> float:
    if not prediction or not answer:
        return float(prediction == answer)
    shared = sum((Counter(prediction) & Counter(answer)).values())
    return 2 * shared / (len(prediction) + len(answer))
