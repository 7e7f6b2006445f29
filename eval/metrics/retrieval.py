"""Retrieval: how well the passages found fit, question by question.

A passage is relevant when it holds at least half of a gold quote or, where the set names no places, when an accepted
answer stands in it. The measures over ranks are those of trec_eval, computed by ir-measures (MacAvaney et al.,
"Streamlining Evaluation with ir-measures", ECIR 2022) over binary judgements:

- ``hit@k``: 1 when one of the first k is relevant (Success@k);
- ``recall@10``: share of the relevant passages that are among the first ten; ``all@10``: 1 when all are;
- ``mrr@10``: 1 / rank of the first relevant one (Voorhees 1999), 0 below rank ten;
- ``ndcg@10``: normalised discounted cumulative gain (Järvelin and Kekäläinen 2002).

``answer@k`` needs no gold: 1 when an accepted answer stands in one of the first k, whichever article it comes from
(top-k accuracy of Karpukhin et al., "Dense Passage Retrieval", EMNLP 2020). Short answers stand in many a passage
that proves nothing: read it beside ``hit@k``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from eval.metrics.answers import findable, stands_in
from eval.questions import Gold, Question
from qa_bot import Hit, Passage

#: How deep the ranking is looked at.
DEPTH = 10
_CUTS = (1, 3, 5, 10)
#: Share of a gold quote that a passage must hold to be relevant.
_SHARE = 0.5


def score_hits(question: Question, hits: Sequence[Hit], passages: Sequence[Passage]) -> dict[str, float]:
    """The measures for one answerable question; ``hits`` best first, at most ``DEPTH`` of them count.

    ``passages`` are all passages of the gold articles, to know how many there were to be found. Without gold
    places that number is unknown, and recall, all and nDCG are left out.
    """
    found = [hit.passage for hit in hits[:DEPTH]]
    relevant = [is_relevant(question, passage) for passage in found]
    scores: dict[str, float] = {}
    if findable(question.accepted):
        scores = {f"answer@{k}": float(any(has_answer(question, p) for p in found[:k])) for k in (1, DEPTH)}
    wanted = [passage for passage in passages if is_relevant(question, passage)]
    # A hit that joins several passages stands for all of them.
    held = [[key(each) for each in wanted if _within(each, passage)] for passage in found]
    ranks = [names[0] if names else key(passage) for names, passage in zip(held, found, strict=True)]
    right = {name for name, good in zip(ranks, relevant, strict=True) if good}
    left = {key(each) for each in wanted} - {name for names in held for name in names}
    scores |= rank_scores(ranks, left | right)
    if question.gold:
        return scores
    return {name: value for name, value in scores.items() if not name.startswith(("recall", "all", "ndcg"))}


def rank_scores(ranking: Sequence[str], relevant: Collection[str]) -> dict[str, float]:
    """Hit, recall, MRR and nDCG of one ranking of ids, best first, against the ids that are relevant."""
    judged = {"q": dict.fromkeys(sorted(relevant), 1)}
    run = {"q": {name: float(len(ranking) - rank) for rank, name in enumerate(ranking)}}
    if not relevant or not ranking:
        return dict.fromkeys((*(f"hit@{k}" for k in _CUTS), "recall@10", "all@10", "mrr@10", "ndcg@10"), 0.0)
    import ir_measures

    found = ir_measures.calc_aggregate(list(_measures().values()), judged, run)
    scores = {name: float(found[measure]) for name, measure in _measures().items()}
    return scores | {"all@10": float(scores["recall@10"] == 1)}


def is_relevant(question: Question, passage: Passage) -> bool:
    """Whether the passage holds half of a gold quote; without gold places, whether an answer stands in it."""
    if not question.gold:
        return has_answer(question, passage)
    return any(holds(passage, gold, question) for gold in question.gold)


def holds(passage: Passage, gold: Gold, question: Question) -> bool:
    """Whether the passage proves what the gold entry does; where that names no quote, whether it has the answer."""
    if passage.article.id != gold.article:
        return False
    if gold.start is None or gold.end is None:
        return has_answer(question, passage)
    return min(passage.end, gold.end) - max(passage.start, gold.start) >= _SHARE * len(gold.quote)


def has_answer(question: Question, passage: Passage) -> bool:
    """Whether an accepted answer, or one form of a part, stands in the passage."""
    return any(stands_in(answer, passage.text) for answer in findable(question.accepted))


def _within(part: Passage, whole: Passage) -> bool:
    return part.article.id == whole.article.id and whole.start <= part.start and part.end <= whole.end


def key(passage: Passage) -> str:
    """A name for the passage: its article and its place there."""
    return f"{passage.article.id}:{passage.start}-{passage.end}"


@cache
def _measures() -> dict[str, Any]:
    from ir_measures import RR, R, Success, nDCG

    return {f"hit@{k}": Success @ k for k in _CUTS} | {"recall@10": R @ 10, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}
