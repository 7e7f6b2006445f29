"""Worst: the questions from which most can be learned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from eval.run import Record


def worst(records: Sequence[Record], most: int) -> list[Record]:
    """The records that went wrong, at most ``most``: wrong answers and wrong silences by turns, each worst first."""
    failed = sorted((each for each in records if loss(each) > 0), key=lambda each: (-loss(each), each.question.id))
    said = [each for each in failed if each.answer and each.answer.answered]
    silent = [each for each in failed if not (each.answer and each.answer.answered)]
    turns = [each for pair in zip_longest(said, silent) for each in pair if each]
    return turns[:most]


def loss(record: Record) -> float:
    """How sure the wrong thing was done, 0 to 1; 0 for what went right, or of which that cannot be told.

    For a wrong answer that is its confidence, for silence where there was an answer what is missing from the
    confidence to 1; without answers, what is missing from the reciprocal rank.
    """
    if record.answer is None:
        return 1 - record.scores.get("mrr@10", 1.0)
    if record.scores.get("right", 1.0):
        return 0.0
    return max(1e-6, record.answer.confidence if record.answer.answered else 1 - record.answer.confidence)
