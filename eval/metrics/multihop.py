"""MultiHop-RAG's own retrieval measures, as its published script computes them.

Source: ``retrieval_evaluate.py`` of https://github.com/yixuantt/MultiHop-RAG (Tang and Yang 2024). They differ from
the usual ones of the same names: a passage counts when a fact stands in it with blanks and line ends left out of
both, and in MAP@10 a passage adds (facts in it that no earlier passage held) / rank, the sum being divided by the
number of facts. Null queries are left out.
"""

from __future__ import annotations

from collections.abc import Sequence


def score_facts(retrieved: Sequence[str], facts: Sequence[str]) -> dict[str, float]:
    """Hits@4, Hits@10, MRR@10 and MAP@10 of one query; ``retrieved`` holds passage texts, best first."""
    wanted = [_squeeze(fact) for fact in facts]
    seen: set[str] = set()
    ranks: list[int] = []
    precision = 0.0
    for rank, passage in enumerate(map(_squeeze, retrieved[:10]), 1):
        here = {fact for fact in wanted if fact in passage}
        if here:
            ranks.append(rank)
            precision += len(here - seen) / rank
            seen |= here
    first = ranks[0] if ranks else None
    return {
        "multihop_hits@4": float(first is not None and first <= 4),
        "multihop_hits@10": float(first is not None),
        "multihop_mrr@10": 1 / first if first else 0.0,
        "multihop_map@10": precision / min(len(wanted), 10),
    }


def _squeeze(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")
