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
    """The ``k`` best spans of at most ``longest`` tokens, best first, none in the place of a better one.

    Without that the second best is nearly always the best one with a word more or less, and what a
    passage says besides ("2,400, the union says; 1,950, says the port") is not seen.

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
    scores = np.where(allowed, scores, -np.inf)
    found: list[Span] = []
    while len(found) < k and np.isfinite(scores).any():
        best = int(np.argmax(scores))
        begin, end = divmod(best, size)
        start, stop = window.offsets[first + begin][0], window.offsets[first + end][1]
        found.append(Span(start, stop, float(scores[begin, end]) - null))
        scores[: end + 1, begin:] = -np.inf  # every span that begins before its end and ends after its beginning
    return found
