"""The passages of the database: which there are, which a filter allows, their spans and their vectors."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from qa_bot.passage import Passage
from qa_bot.store import Filter
from qa_bot.store.rows import COLUMNS, VECTOR, article_of

_GIVEN = "id IN (SELECT value FROM json_each(?))"


def conditions(allowed: Filter) -> tuple[list[str], list[str]]:
    """What the filter asks of an article ``a``, as SQL, and the values for it."""
    conditions: list[str] = []
    values: list[str] = []
    for column, wanted in (("source", allowed.sources), ("language", allowed.languages)):
        if wanted:
            conditions.append(f"casefold(a.{column}) IN (SELECT value FROM json_each(?))")
            values.append(json.dumps([each.strip().casefold() for each in wanted]))
    # A stored datetime begins with its day, so that days compare as text.
    if allowed.since:
        conditions.append("substr(a.published, 1, 10) >= ?")
        values.append(allowed.since.isoformat()[:10])
    if allowed.until:
        conditions.append("substr(a.published, 1, 10) <= ?")
        values.append(allowed.until.isoformat()[:10])
    return conditions, values


def ids(sql: sqlite3.Connection, allowed: Filter) -> np.ndarray:
    """Ids of the passages of the articles that pass the filter, int64, rising."""
    found, values = conditions(allowed)
    joined = f"JOIN articles a ON a.number = p.article WHERE {' AND '.join(found)}" if found else ""
    rows = sql.execute(f"SELECT p.id FROM passages p {joined} ORDER BY p.id", values)
    return np.fromiter((row[0] for row in rows), dtype=np.int64)


def passages(sql: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Passage]:
    """Passages by id, rising; ids that are gone are left out."""
    rows = sql.execute(f"SELECT id, article, start, end FROM passages WHERE {_GIVEN} ORDER BY id", (_json(ids),))
    spans = rows.fetchall()
    articles = {
        number: article_of(row)
        for number, *row in sql.execute(
            f"SELECT number, {COLUMNS} FROM articles WHERE number IN (SELECT value FROM json_each(?))",
            (_json({span[1] for span in spans}),),
        )
    }
    return {id: Passage(articles[number], start, end) for id, number, start, end in spans}


def heads(sql: sqlite3.Connection, ids: Iterable[int]) -> Iterator[tuple[int, str, int, int, str, str, date | None]]:
    """(id, article's id, start, end, source, language, day) of passages, without reading their texts."""
    rows = sql.execute(
        "SELECT p.id, a.id, p.start, p.end, a.source, a.language, substr(a.published, 1, 10)"
        " FROM passages p JOIN articles a ON a.number = p.article"
        " WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY a.id, p.start",
        (_json(ids),),
    )
    for *head, day in rows:
        yield *head, date.fromisoformat(day) if day else None


def vectors(sql: sqlite3.Connection, ids: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
    """(ids int64 (n,) rising, vectors float32 (n, dimension)); ids that are gone are left out."""
    rows = sql.execute(f"SELECT id, vector FROM passages WHERE {_GIVEN} ORDER BY id", (_json(ids),)).fetchall()
    found = np.array([row[0] for row in rows], dtype=np.int64)
    return found, matrix([row[1] for row in rows])


def matrix(blobs: Sequence[bytes]) -> np.ndarray:
    """Stored vectors as float32 (n, dimension)."""
    stored = np.frombuffer(b"".join(blobs), VECTOR).astype(np.float32)
    return stored.reshape(len(blobs), -1) if blobs else np.empty((0, 0), dtype=np.float32)


def _json(ids: Iterable[int]) -> str:
    return json.dumps(sorted(int(id) for id in ids))
