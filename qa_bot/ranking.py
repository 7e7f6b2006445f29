"""Ranking: what becomes of the fused candidates of a question that asks several sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from qa_bot.fusion import Fused
from qa_bot.passage import Stages

#: Share of a part's own words beside those of the whole question, which tell the part what it is about.
PART_WEIGHT = 0.4
#: A part stands out by how far its best passage is above the one of this rank.
_BELOW = 3


def blend(text: str, part: Sequence[Fused], whole: Sequence[Fused]) -> list[Fused]:
    """One ranking, best first, of those found for a part of a question, ``text``, and for the whole question."""
    scores: dict[int | str, Fused] = {}
    for weight, ranking in ((PART_WEIGHT, part), (1 - PART_WEIGHT, whole)):
        for each in ranking:
            before = scores.get(each.found.key) or replace(each, dense=0.0, words=0.0, part=text)
            scores[each.found.key] = replace(
                before, dense=before.dense + weight * each.dense, words=before.words + weight * each.words
            )
    return sorted(scores.values(), key=lambda each: (-each.score, each.found.article, each.found.start))


def deal(rankings: Sequence[Sequence[Fused]]) -> list[Fused]:
    """The rankings in turns, each passage once; the ranking whose first passage stands out most begins."""
    ordered = sorted((ranking for ranking in rankings if ranking), key=_distinct, reverse=True)
    dealt: dict[int | str, Fused] = {}
    for row in zip_longest(*ordered):
        for each in row:
            if each:
                dealt.setdefault(each.found.key, each)
    return list(dealt.values())


def explained(ranked: Sequence[Fused]) -> dict[int | str, Stages]:
    """How each came to its place, by the key of its candidate."""
    by_score = sorted(ranked, key=lambda each: -each.score)
    before = {each.found.key: rank for rank, each in enumerate(by_score, 1)}
    return {
        each.found.key: Stages(each.dense, each.words, each.bonus, before[each.found.key], rank, each.part)
        for rank, each in enumerate(ranked, 1)
    }


def _distinct(ranking: Sequence[Fused]) -> float:
    return ranking[0].score - ranking[min(_BELOW, len(ranking) - 1)].score
