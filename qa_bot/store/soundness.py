"""Is the database sound: everything in it that contradicts itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np

from qa_bot.errors import ArticleError
from qa_bot.store import families
from qa_bot.store.rows import COLUMNS, VECTOR, article_of, digest


def problems(sql: sqlite3.Connection, dimension: int) -> Iterator[str]:
    """What is wrong with file, articles, revisions, passages, vectors and families, a sentence each."""
    for (line,) in sql.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"SQLite: {line}"
    for table, row, *_ in sql.execute("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} belongs to no article"
    yield from _altered(sql, "article", "articles")
    yield from _altered(sql, "revision of article", "revisions")
    yield from _revisions(sql)
    yield from _passages(sql, dimension)
    yield from families.problems(sql)


def _altered(sql: sqlite3.Connection, kind: str, table: str) -> Iterator[str]:
    for row in sql.execute(f"SELECT {COLUMNS} FROM {table}"):
        try:
            article = article_of(row)
            whole = row[1] == digest(article) and row[0] == article.id
        except (ArticleError, ValueError, TypeError):
            whole = False
        if not whole:
            yield f"{kind} {row[0]} ({row[3]!r}) was altered: its text or metadata no longer match its digest"


def _revisions(sql: sqlite3.Connection) -> Iterator[str]:
    rows = sql.execute(
        "SELECT r.number, a.id FROM revisions r JOIN articles a ON a.number = r.article"
        " WHERE r.id != a.id OR r.stored > r.replaced"
    )
    for number, id in rows:
        yield f"revision {number} does not fit the history of article {id}"


def _passages(sql: sqlite3.Connection, dimension: int) -> Iterator[str]:
    for id, start, end, vector, length in sql.execute(
        "SELECT p.id, p.start, p.end, p.vector, length(CAST(a.text AS BLOB))"
        " FROM passages p JOIN articles a ON a.number = p.article"
    ):
        if not 0 <= start < end <= length:
            yield f"passage {id} is no span of its article: [{start}, {end})"
        values = np.frombuffer(vector, VECTOR).astype(np.float32) if len(vector) == 2 * dimension else np.zeros(1)
        if abs(float(values @ values) - 1) > 0.02:
            yield f"passage {id} has no vector of length 1 and dimension {dimension}"
