"""Search: from a question to its ranked passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_bot.by_source import Part
from qa_bot.encoder import Encoder
from qa_bot.fusion import DENSE_WEIGHT, Fused, fuse
from qa_bot.passage import Hit, Passage
from qa_bot.ranking import blend, explained, neighbours, rerank, spread
from qa_bot.reranker import Reranker
from qa_bot.store import Filter, Store
from qa_bot.understood import Constraint, narrowed

#: Passages that a reranker reads for one question, or for a part of one.
RERANKED = 30


@dataclass(frozen=True)
class Search:
    """Finds passages in a store, by words and by meaning, and in the order of a reranker where there is one.

    ``dense_weight`` is the share that meaning has, words have the rest.
    """

    store: Store
    encoder: Encoder
    reranker: Reranker | None = None
    dense_weight: float = DENSE_WEIGHT

    def rankings(
        self, query: str, parts: Sequence[Part], given: Filter, understood: Sequence[Constraint], reach: int
    ) -> list[list[Fused]]:
        """What is found for a query, best first: one ranking, or one for each of its ``parts`` where it has any."""
        vector, *vectors = self.encoder.encode_queries([query, *(part.text for part in parts)])
        if not parts:
            return [self._ordered(query, self._fused(query, vector, reach, *narrowed(given, understood)))]
        rankings = []
        for part, own in zip(parts, vectors, strict=True):
            limits = narrowed(given, part.said)
            whole = self._fused(query, vector, reach, *limits)
            blended = blend(part.text, self._fused(part.text, own, reach, *limits), whole)
            rankings.append(self._ordered(part.text, blended))
        return rankings

    def hits(self, ranked: Sequence[Fused], k: int, explain: bool = False, join: bool = False) -> list[Hit]:
        """The first ``k`` with their passages; with ``join`` those that follow one another in an article are one."""
        stages = explained(ranked) if explain else {}
        groups = neighbours(ranked, k) if join else [[each] for each in ranked[:k]]
        passages = self.store.passages([each.found for group in groups for each in group])
        found = []
        for group in groups:
            there = [passages[each.found.key] for each in group if each.found.key in passages]
            if len(there) < len(group):  # its article was changed or removed meanwhile
                continue
            best, key = group[0], group[0].found.key
            whole = Passage(there[0].article, min(p.start for p in there), max(p.end for p in there))
            found.append(Hit(whole, best.score, best.found.dense, best.found.words, stages=stages.get(key)))
        return found

    def _ordered(self, query: str, ranked: Sequence[Fused]) -> list[Fused]:
        """The ranking by the reranker where there is one, and with other articles before further passages of one."""
        if self.reranker and ranked:
            first = ranked[:RERANKED]
            passages = self.store.passages([each.found for each in first])
            first = [each for each in first if each.found.key in passages]
            scores = self.reranker.scores(query, [passages[each.found.key].index_text for each in first])
            ranked = rerank([*first, *ranked[RERANKED:]], scores.tolist())
        return spread(ranked)

    def _fused(
        self, query: str, vector: np.ndarray, reach: int, allowed: Filter, preferred: Filter | None
    ) -> list[Fused]:
        """What the two searches bring up, for these words and this vector, as one ranking."""
        found = self.store.candidates(query, vector, reach, allowed)
        if preferred:
            known = {each.key for each in found}
            found += [each for each in self.store.candidates(query, vector, reach, preferred) if each.key not in known]
        return fuse(found, preferred, self.dense_weight)
