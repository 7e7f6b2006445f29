"""One ranking out of two: likeness of meaning and shared words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.store import Candidate, Filter

#: Share of the dense score where none is chosen. Fusing normalised scores beats either ranking alone on news
#: (TREC-NEWS, nDCG@10: BM25 .395, dense .442, fused .501). On the first half of MultiHop-RAG .3 to .4 is best
#: (hit@10 .953 with .4, .946 with .5, mrr .730 and .720), on the project's own set .5 to .6 (hit@10 .951 and .956).
DENSE_WEIGHT = 0.4
#: What a passage of the days that a question asks about is worth beside its likeness. A strict limit loses articles
#: that look back: on the project's own dated questions hit@3 falls with 0.5 and more, and mrr is best at 0.15 to 0.2.
BONUS = 0.15


@dataclass(frozen=True, slots=True)
class Fused:
    """A candidate with what each side gives it, 0 to 1, and a bonus where its article is one that was wished for.

    ``part`` is the piece of the question that it was found for, "" for the whole. ``reranked`` is what a reranker gives
    it, 0 to 1, in place of both sides; None where there is none. ``weight`` is the share of the dense score.
    """

    found: Candidate
    dense: float
    words: float
    bonus: float
    part: str = ""
    reranked: float | None = None
    weight: float = DENSE_WEIGHT

    @property
    def score(self) -> float:
        """What candidates are ranked by: 0 to 1, and the bonus on top."""
        fused = self.weight * self.dense + (1 - self.weight) * self.words
        return (fused if self.reranked is None else self.reranked) + self.bonus


def fuse(found: Sequence[Candidate], preferred: Filter | None = None, weight: float = DENSE_WEIGHT) -> list[Fused]:
    """The candidates, best first; those that ``preferred`` admits have a bonus. ``weight`` is the dense side's share.

    Each side is scaled so that its best is 1: the cosines by min-max over the candidates,
    the BM25 scores, whose zero means something, by their best alone (Bruch et al. 2023,
    "An Analysis of Fusion Functions for Hybrid Retrieval"). Ties stay in the order given.
    """
    low, high = min((each.dense for each in found), default=0.0), max((each.dense for each in found), default=0.0)
    best = max((each.words for each in found), default=0.0)
    fused = [
        Fused(
            each,
            (each.dense - low) / (high - low) if high > low else 1.0,
            each.words / best if best > 0 else 0.0,
            BONUS if preferred and preferred.admits(each) else 0.0,
            weight=weight,
        )
        for each in found
    ]
    return sorted(fused, key=lambda each: -each.score)
