"""The store's truth: one SQLite file with articles, passages, vectors and settings."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.article import Article, parse_published
from qa_bot.errors import StoreError
from qa_bot.passage import Passage
from qa_bot.store import Entry, Filter, State
from qa_bot.store.catalogue import Catalogue, Month, catalogue, months

#: "QABT": tells our files from any other SQLite database.
_APPLICATION = 0x51414254
_SCHEMA = 1
_TABLES = """
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
CREATE INDEX passages_of ON passages (article);
"""
_FIELDS = "id, digest, text, title, url, source, authors, published, standfirst"
#: Half precision halves the disk; the caches are built from these same values.
_VECTOR = np.dtype("<f2")


class Database:
    """Reads and writes the SQLite file; not for use by two threads at once."""

    def __init__(self, path: Path, settings: Callable[[], dict[str, Any]]) -> None:
        """Open the database, or make it with ``settings()`` when the file is not there."""
        new = not path.exists()
        self.path = path
        try:
            self._sql = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self._sql.create_function("casefold", 1, str.casefold, deterministic=True)
            self._sql.execute("PRAGMA foreign_keys = ON")
            application = self._sql.execute("PRAGMA application_id").fetchone()[0]
            tables = self._sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if new or (application == 0 and tables == 0):
                self._create(settings())
            elif application != _APPLICATION:
                raise StoreError(f"{path} is a database, but not one of qa_bot")
            version = self._sql.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened as a store: {error}") from error
        if version != _SCHEMA:
            raise StoreError(
                f"{path} has schema version {version}, this qa_bot reads version {_SCHEMA}; use the qa_bot that made it"
            )

    def _create(self, settings: dict[str, Any]) -> None:
        self._sql.execute("PRAGMA journal_mode = WAL")
        with self._writing():
            for statement in _TABLES.split(";"):
                self._sql.execute(statement)
            values = {**settings, "generation": 0}
            self._sql.executemany("INSERT INTO settings VALUES (?, ?)", [(k, json.dumps(v)) for k, v in values.items()])
            self._sql.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._sql.execute(f"PRAGMA user_version = {_SCHEMA}")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside sees one state of the database."""
        try:
            self._sql.execute("BEGIN")
            try:
                yield
            finally:
                self._sql.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it or, on any error, nothing."""
        try:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._sql.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")
                self._sql.execute("COMMIT")
            except BaseException:
                self._sql.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            busy = "locked" in str(error)
            hint = "another process is writing to it; try again when it is done" if busy else str(error)
            raise StoreError(f"{self.path} cannot be written: {hint}") from error

    def settings(self) -> dict[str, Any]:
        """All settings, the generation number among them."""
        return {name: json.loads(value) for name, value in self._sql.execute("SELECT name, value FROM settings")}

    def generation(self) -> int:
        """A number that grows with every change of the articles."""
        return int(self._sql.execute("SELECT value FROM settings WHERE name = 'generation'").fetchone()[0])

    def state(self, article: Article) -> State:
        """Whether the article is new, stored just so, or stored in another version."""
        row = self._sql.execute("SELECT digest FROM articles WHERE id = ?", (article.id,)).fetchone()
        return "new" if row is None else "same" if row[0] == _digest(article) else "changed"

    def put(self, entries: Sequence[Entry]) -> None:
        """Write the entries, replacing earlier versions, in one transaction."""
        with self._writing():
            for entry in entries:
                article = entry.article
                self._sql.execute("DELETE FROM articles WHERE id = ?", (article.id,))
                number = self._sql.execute(
                    f"INSERT INTO articles ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (article.id, _digest(article), article.text, article.title, article.url, article.source,
                     json.dumps(article.authors, ensure_ascii=False),
                     article.published.isoformat() if article.published else None, article.standfirst),
                ).lastrowid  # fmt: skip
                self._sql.executemany(
                    "INSERT INTO passages (article, start, end, vector) VALUES (?, ?, ?, ?)",
                    [
                        (number, passage.start, passage.end, vector.astype(_VECTOR).tobytes())
                        for passage, vector in zip(entry.passages, entry.vectors, strict=True)
                    ],
                )

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Delete the articles with their passages in one transaction; returns the ids that were there."""
        there = [id for id in dict.fromkeys(article_ids) if self.article(id) is not None]
        if there:
            with self._writing():
                self._sql.executemany("DELETE FROM articles WHERE id = ?", [(id,) for id in there])
        return there

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""
        row = self._sql.execute(f"SELECT {_FIELDS} FROM articles WHERE id = ?", (article_id,)).fetchone()
        return _article(row) if row else None

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they came, read in small lots."""
        last = 0
        while rows := self._sql.execute(
            f"SELECT number, {_FIELDS} FROM articles WHERE number > ? ORDER BY number LIMIT 100", (last,)
        ).fetchall():
            for row in rows:
                yield _article(row[1:])
            last = rows[-1][0]

    def passage_ids(self) -> np.ndarray:
        """The ids of all passages, int64, rising."""
        return np.fromiter((row[0] for row in self._sql.execute("SELECT id FROM passages ORDER BY id")), dtype=np.int64)

    def filtered_ids(self, allowed: Filter) -> np.ndarray:
        """Ids of the passages of the articles that pass the filter, int64, rising."""
        conditions, values = _conditions(allowed)
        where = " AND ".join(["1", *conditions])
        query = f"SELECT p.id FROM passages p JOIN articles a ON a.number = p.article WHERE {where} ORDER BY p.id"
        return np.fromiter((row[0] for row in self._sql.execute(query, values)), dtype=np.int64)

    def catalogue(self, query: str, allowed: Filter, limit: int, offset: int) -> Catalogue:
        """A part of the list of articles that pass the filter and have the words of the query above their text."""
        return catalogue(self._sql, query, *_conditions(allowed), limit, offset)

    def months(self) -> list[Month]:
        """Articles by month and source."""
        return months(self._sql)

    def passages(self, ids: Iterable[int]) -> dict[int, tuple[Passage, np.ndarray]]:
        """Passages with their vectors, float32 (dimension,), by id; ids that are gone are left out."""
        wanted = json.dumps([int(id) for id in ids])
        articles: dict[int, Article] = {}
        found = {}
        for id, number, start, end, vector in self._sql.execute(
            "SELECT id, article, start, end, vector FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (wanted,),
        ).fetchall():
            if number not in articles:
                articles[number] = _article(
                    self._sql.execute(f"SELECT {_FIELDS} FROM articles WHERE number = ?", (number,)).fetchone()
                )
            found[id] = Passage(articles[number], start, end), np.frombuffer(vector, _VECTOR).astype(np.float32)
        return found

    def vectors(self, article_id: str) -> dict[str, np.ndarray]:
        """The vectors of an article's passages by the index text that they were made from."""
        rows = self._sql.execute(
            "SELECT p.id FROM passages p JOIN articles a ON a.number = p.article WHERE a.id = ?", (article_id,)
        )
        return {passage.index_text: vector for passage, vector in self.passages(row[0] for row in rows).values()}

    def sources(self) -> dict[str, int]:
        """Number of articles by source, most first."""
        rows = self._sql.execute("SELECT source, count(*) FROM articles GROUP BY source ORDER BY 2 DESC, 1")
        return dict(rows.fetchall())

    def counts(self) -> dict[str, Any]:
        """Numbers of articles and passages and the first and last day."""
        articles, first, last = self._sql.execute(
            "SELECT count(*), min(published), max(published) FROM articles"
        ).fetchone()
        passages = self._sql.execute("SELECT count(*) FROM passages").fetchone()[0]
        return {
            "articles": articles,
            "passages": passages,
            "first_day": first and first[:10],
            "last_day": last and last[:10],
        }

    def problems(self, dimension: int) -> Iterator[str]:
        """Everything that contradicts itself, a sentence each."""
        for (line,) in self._sql.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"SQLite: {line}"
        for row in self._sql.execute(f"SELECT {_FIELDS} FROM articles"):
            article = _article(row)
            if row[1] != _digest(article) or row[0] != article.id:
                yield f"article {row[0]} ({row[3]!r}) was altered: its text or metadata no longer match its digest"
        for id, start, end, vector, length in self._sql.execute(
            "SELECT p.id, p.start, p.end, p.vector, length(CAST(a.text AS BLOB))"
            " FROM passages p JOIN articles a ON a.number = p.article"
        ):
            if not 0 <= start < end <= length:
                yield f"passage {id} is no span of its article: [{start}, {end})"
            values = np.frombuffer(vector, _VECTOR).astype(np.float32) if len(vector) == 2 * dimension else np.zeros(1)
            if abs(float(values @ values) - 1) > 0.02:
                yield f"passage {id} has no vector of length 1 and dimension {dimension}"

    def close(self) -> None:
        """Close the file."""
        self._sql.close()


def _conditions(allowed: Filter) -> tuple[list[str], list[str]]:
    """What an article ``a`` that passes the filter fulfils, and the values for it."""
    conditions, values = [], []
    if allowed.sources:
        conditions.append("casefold(a.source) IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([source.strip().casefold() for source in allowed.sources]))
    # A stored datetime begins with its day, so that days compare as text.
    if allowed.since:
        conditions.append("substr(a.published, 1, 10) >= ?")
        values.append(allowed.since.isoformat()[:10])
    if allowed.until:
        conditions.append("substr(a.published, 1, 10) <= ?")
        values.append(allowed.until.isoformat()[:10])
    return conditions, values


def _article(row: Sequence[Any]) -> Article:
    _id, _hash, text, title, url, source, authors, published, standfirst = row
    when = parse_published(published) if published else None
    return Article(text, title, url, source, tuple(json.loads(authors)), when, standfirst)


def _digest(article: Article) -> str:
    """Hash of everything stored of an article."""
    return hashlib.sha256(json.dumps(article.to_dict(text=True), sort_keys=True).encode()).hexdigest()
