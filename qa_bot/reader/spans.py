"""The best answer spans of a window, from its start and end logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa_bot.reader.windows import MAX_ANSWER, Window


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of the context and the margin over "no answer here".

    ``margin`` is (start logit + end logit) of the span less that of the [CLS] token: the
    no-answer score of Devlin et al. (2019), with its sign turned so that more is surer.
    """

    start: int
    end: int
    margin: float


def best_spans(
    window: Window, starts: np.ndarray, ends: np.ndarray, k: int = 1, longest: int = MAX_ANSWER
) -> list[Span]:
    """The ``k`` best spans of at most ``longest`` tokens, best first.

    ``starts`` and ``ends`` are the window's logits, float arrays of shape (tokens,);
    entries past ``len(window.ids)`` are padding and ignored.
    """
    tokens = np.array([i for i, (start, _) in enumerate(window.offsets) if start >= 0])
    if not len(tokens):
        return []
    null = float(starts[0] + ends[0])
    first, last = tokens[0], tokens[-1] + 1
    scores = starts[first:last, None] + ends[None, first:last]
    size = last - first
    allowed = np.triu(np.ones((size, size), dtype=bool)) & ~np.triu(np.ones((size, size), dtype=bool), longest)
    scores = np.where(allowed, scores, -np.inf).ravel()
    k = min(k, int(allowed.sum()))
    order = np.argpartition(-scores, k - 1)[:k]
    order = order[np.argsort(-scores[order], kind="stable")]
    return [
        Span(window.offsets[first + i // size][0], window.offsets[first + i % size][1], float(scores[i]) - null)
        for i in order
    ]
