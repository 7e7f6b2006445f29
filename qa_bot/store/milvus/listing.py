"""The catalogue of a store on Milvus, for people to look through: one walk over the articles' first rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from qa_bot.article import parse_published
from qa_bot.store import Filter
from qa_bot.store.catalogue import Catalogue, Item, Month
from qa_bot.store.milvus.articles import Articles
from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.expressions import both, day_number, folded, is_not_in

_FIELDS = ("article", "version", "source", "language", "day", "passages", "meta")


def catalogue(articles: Articles, query: str, allowed: Filter, limit: int, offset: int) -> Catalogue:
    """``limit`` articles after the first ``offset`` that pass the filter and fit the query, the newest first.

    Only the articles that are shown are read whole; all others cost one small row each.
    """
    words = query.casefold().split()
    found = [
        (row["day"], place, row)
        for place, row in enumerate(_heads(articles))
        if _passes(row, allowed) and all(word in _searched(row) for word in words)
    ]
    found.sort(key=lambda each: (-each[0], -each[1]))
    shown = [row for _, _, row in found[offset : offset + limit]]
    whole = articles.load({row["article"]: row["version"] for row in shown})
    items = [_item(row, len(whole[row["article"]].text)) for row in shown if row["article"] in whole]
    return Catalogue(tuple(items), len(found))


def months(articles: Articles) -> list[Month]:
    """Articles by month and source, the earliest month first, those without a date before them."""
    counts = Counter((_month(row["day"]), row["source"]) for row in _heads(articles))
    return [Month(month, source, count) for (month, source), count in sorted(counts.items())]


def sources(engine: Engine, articles: Articles) -> tuple[str, ...]:
    """The names of all sources, those of revisions too, without a walk: each query leaves out what is known already."""
    unfinished = is_not_in("batch", sorted(articles.state().marks))
    known = {""}
    while True:
        condition = both("piece == 0", unfinished, is_not_in("source", sorted(known)))
        found = {row["source"] for row in engine.query(articles.collection, condition, ("source",))}
        if found <= known:  # names with control characters cannot be left out
            return tuple(sorted(known - {""}))
        known |= found


def _heads(articles: Articles) -> Iterator[Row]:
    for versions in articles.walk(_FIELDS, "piece == 0"):
        [row] = versions[max(versions)]
        yield row


def _passes(row: Row, allowed: Filter) -> bool:
    chosen = (("source", allowed.sources), ("language", allowed.languages))
    return (
        all(not wanted or folded(row[name]) in map(folded, wanted) for name, wanted in chosen)
        and (not allowed.since or row["day"] >= day_number(allowed.since))
        and (not allowed.until or 0 < row["day"] <= day_number(allowed.until))
    )


def _searched(row: Row) -> str:
    meta = json.loads(row["meta"])
    return "\n".join((meta["title"], meta["source"], *meta["authors"])).casefold()


def _item(row: Row, characters: int) -> Item:
    meta = json.loads(row["meta"])
    when = parse_published(meta["published"]) if meta["published"] else None
    authors = tuple(meta["authors"])
    return Item(meta["id"], meta["title"], meta["url"], meta["source"], authors, when, characters, row["passages"])


def _month(day: int) -> str:
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}" if day else ""
