"""Ranking: what becomes of the fused candidates, and of those of a question that asks several sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from qa_bot.fusion import Fused
from qa_bot.passage import Stages

#: Share of a part's own words beside those of the whole question, which tell the part what it is about.
PART_WEIGHT = 0.4
#: What each further passage of an article is worth less, so that others of like score come first. Of 0 to 0.05, this
#: is best for finding all evidence: .389 instead of .375 on the first half of MultiHop-RAG, .747 instead of .723 by
#: words alone on 300 questions of RealTimeQA, and no different on the project's own set, which 0.02 and more harm.
_FURTHER = 0.01
#: Passages that may come together as one hit, and the characters of white space that may lie between two.
_TOGETHER, _GAP = 3, 4
#: How far below the best of them the score of the others may lie. On the first half of MultiHop-RAG all evidence is
#: found for .432 with 0.1, .478 with 0.2, .495 with 0.3 and .507 with 0.5, in hits of 1,120, 1,490, 1,700 and 1,860
#: characters.
_NEAR = 0.3
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


def rerank(ranked: Sequence[Fused], scores: Sequence[float]) -> list[Fused]:
    """The ranking by a reranker's scores of its first, which are scaled so that they span 0 to 1; the others follow."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    scaled = [(score - low) / (high - low) if high > low else 1.0 for score in scores]
    scaled += [0.0] * (len(ranked) - len(scaled))
    scored = [replace(each, reranked=score) for each, score in zip(ranked, scaled, strict=True)]
    return sorted(scored, key=lambda each: -each.score)


def spread(ranked: Sequence[Fused]) -> list[Fused]:
    """The ranking with other articles before the further passages of one, where their scores are near."""
    passages: Counter[str] = Counter()
    worth = []
    for each in ranked:
        worth.append(each.score - _FURTHER * passages[each.found.article])
        passages[each.found.article] += 1
    order = sorted(range(len(ranked)), key=lambda place: -worth[place])
    return [ranked[place] for place in order]


def neighbours(ranked: Sequence[Fused], k: int) -> list[list[Fused]]:
    """The first ``k`` of a ranking as groups: what stands beside one in its article and scores near it joins it.

    A group stands in the place of its best, which comes first in it.
    """
    left: dict[str, dict[int | str, Fused]] = {}
    for each in ranked:
        left.setdefault(each.found.article, {})[each.found.key] = each
    groups: list[list[Fused]] = []
    for each in ranked:
        article = left[each.found.article]
        if len(groups) == k:
            break
        if article.pop(each.found.key, None) is None:
            continue
        group = [each]
        while len(group) < _TOGETHER:
            near = [other for other in article.values() if each.score - other.score <= _NEAR and _adjoin(group, other)]
            if not near:
                break
            group.append(article.pop(max(near, key=lambda other: other.score).found.key))
        groups.append(group)
    return groups


def _adjoin(group: Sequence[Fused], other: Fused) -> bool:
    start, end = min(each.found.start for each in group), max(each.found.end for each in group)
    return any(0 <= gap <= _GAP for gap in (other.found.start - end, start - other.found.end))


def explained(ranked: Sequence[Fused]) -> dict[int | str, Stages]:
    """How each came to its place, by the key of its candidate."""
    by_score = sorted(ranked, key=lambda each: -each.score)
    before = {each.found.key: rank for rank, each in enumerate(by_score, 1)}
    return {
        each.found.key: Stages(
            each.dense, each.words, each.bonus, before[each.found.key], rank, each.part, each.reranked
        )
        for rank, each in enumerate(ranked, 1)
    }


def _distinct(ranking: Sequence[Fused]) -> float:
    return ranking[0].score - ranking[min(_BELOW, len(ranking) - 1)].score
