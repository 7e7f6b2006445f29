"""Counts of a store on Milvus, all taken in one walk over the articles' first rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qa_bot.store.milvus.articles import Articles

_FIELDS = ("source", "language", "day", "passages", "article")


def count(articles: Articles) -> dict[str, Any]:
    """Numbers of articles, passages and revisions, first and last day, articles by source and by language."""
    numbers: Counter[str] = Counter(articles=0, passages=0, revisions=0)
    sources: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    days: list[int] = []
    for versions in articles.walk(_FIELDS, "piece == 0"):
        [row] = versions[max(versions)]
        numbers.update(articles=1, passages=row["passages"], revisions=len(versions) - 1)
        sources[row["source"]] += 1
        languages[row["language"]] += 1
        if row["day"]:
            days = [min(row["day"], *days[:1]), max(row["day"], *days[1:])] if days else [row["day"]] * 2
    return {
        **numbers,
        "first_day": _day(days[0]) if days else None,
        "last_day": _day(days[1]) if days else None,
        "sources": _ordered(sources),
        "languages": _ordered(languages),
    }


def _day(number: int) -> str:
    return f"{number // 10_000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"


def _ordered(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
