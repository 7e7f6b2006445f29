"""The tables of the store's SQLite file, how they are made, and how those of version 1 become them."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from qa_bot.duplicates import signatures
from qa_bot.store import families
from qa_bot.store.rows import now

#: "QABT": tells our files from any other SQLite database.
APPLICATION = 0x51414254
VERSION = 2
_FIRST = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    authors TEXT NOT NULL,
    published TEXT,
    standfirst TEXT NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX passages_of ON passages (article)
"""
#: ``signature``, ``family`` and ``bands`` tell near-duplicates (``families.py``).
_SECOND = """
ALTER TABLE articles ADD COLUMN updated TEXT;
ALTER TABLE articles ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN stored TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN signature BLOB NOT NULL DEFAULT x'';
ALTER TABLE articles ADD COLUMN family INTEGER;
CREATE INDEX articles_of_family ON articles (family) WHERE family IS NOT NULL;
CREATE TABLE bands (
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE INDEX bands_of ON bands (article);
CREATE TABLE revisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    id TEXT NOT NULL,
    digest TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    authors TEXT NOT NULL,
    published TEXT,
    standfirst TEXT NOT NULL,
    updated TEXT,
    language TEXT NOT NULL,
    stored TEXT NOT NULL,
    replaced TEXT NOT NULL
);
CREATE INDEX revisions_of ON revisions (article)
"""
_LOT = 500


def create(sql: sqlite3.Connection, settings: dict[str, Any]) -> None:
    """Make the tables of an empty database; call it inside a transaction."""
    _run(sql, _FIRST)
    _run(sql, _SECOND)
    values = {**settings, "generation": 0}
    sql.executemany("INSERT INTO settings VALUES (?, ?)", [(k, json.dumps(v)) for k, v in values.items()])
    sql.execute(f"PRAGMA application_id = {APPLICATION}")
    sql.execute(f"PRAGMA user_version = {VERSION}")


def migrate(sql: sqlite3.Connection) -> None:
    """Bring a database of version 1 to the present one; call it inside a transaction.

    No passage is embedded again, and digests stay as they are: an article that was altered
    behind the store's back still shows. When the articles came in was not kept; they count
    as stored at the time of migration.
    """
    _run(sql, _SECOND)
    sql.execute("UPDATE articles SET stored = ?", (now(),))
    last = 0
    while rows := sql.execute(
        f"SELECT number, text FROM articles WHERE number > ? ORDER BY number LIMIT {_LOT}", (last,)
    ).fetchall():
        made = signatures([text for _, text in rows])
        families.join(sql, dict(zip((number for number, _ in rows), made, strict=True)))
        last = rows[-1][0]
    sql.execute(f"PRAGMA user_version = {VERSION}")


def _run(sql: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):  # executescript would end the transaction
        sql.execute(statement)
