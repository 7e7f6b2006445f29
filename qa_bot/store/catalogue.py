"""What a store holds, for people to look through: articles without their text, and how many a month."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qa_bot.article import parse_published


@dataclass(frozen=True, slots=True)
class Item:
    """One article as a list shows it: what is known of it, its length in characters, its number of passages."""

    id: str
    title: str
    url: str
    source: str
    authors: tuple[str, ...]
    published: date | datetime | None
    characters: int
    passages: int

    @property
    def day(self) -> date | None:
        """The calendar day of publication, as the article's own time zone has it."""
        return self.published.date() if isinstance(self.published, datetime) else self.published


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A part of a list: ``items`` of ``total``, the newest first, those without a date last."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Month:
    """How many articles of a source were published in a month; ``month`` is "2026-03", "" without a date."""

    month: str
    source: str
    articles: int


def catalogue(
    sql: sqlite3.Connection, query: str, conditions: Sequence[str], values: Sequence[Any], limit: int, offset: int
) -> Catalogue:
    """The articles for which the conditions hold and whose title, source or authors have every word of the query."""
    where, bound = ["1", *conditions], list(values)
    for word in query.casefold().split():
        where.append("instr(casefold(a.title || char(10) || a.source || char(10) || a.authors), ?)")
        bound.append(word)
    condition = " AND ".join(where)
    total = sql.execute(f"SELECT count(*) FROM articles a WHERE {condition}", bound).fetchone()[0]
    rows = sql.execute(
        "SELECT a.id, a.title, a.url, a.source, a.authors, a.published, length(a.text), "
        "(SELECT count(*) FROM passages p WHERE p.article = a.number) "
        f"FROM articles a WHERE {condition} "
        "ORDER BY substr(a.published, 1, 10) DESC NULLS LAST, a.number DESC LIMIT ? OFFSET ?",
        [*bound, limit, offset],
    )
    return Catalogue(tuple(_items(rows)), total)


def months(sql: sqlite3.Connection) -> list[Month]:
    """Articles by month and source, the earliest month first, those without a date before them."""
    rows = sql.execute(
        "SELECT coalesce(substr(published, 1, 7), ''), source, count(*) FROM articles GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [Month(*row) for row in rows]


def _items(rows: sqlite3.Cursor) -> Iterator[Item]:
    for id, title, url, source, authors, published, characters, passages in rows:
        when = parse_published(published) if published else None
        yield Item(id, title, url, source, tuple(json.loads(authors)), when, characters, passages)
