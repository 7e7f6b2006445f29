"""The store's truth: one SQLite file with articles, their revisions, passages, vectors and settings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.article import Article
from qa_bot.errors import StoreError
from qa_bot.passage import Passage
from qa_bot.store import Entry, Filter, Revision, State, families
from qa_bot.store.rows import COLUMNS, VECTOR, article_of, digest, now, row_of
from qa_bot.store.schema import APPLICATION, VERSION, create, migrate
from qa_bot.store.soundness import problems

_PLACES = ", ".join("?" for _ in COLUMNS.split(","))


class Database:
    """Reads and writes the SQLite file; not for use by two threads at once."""

    def __init__(self, path: Path, settings: Callable[[], dict[str, Any]]) -> None:
        """Open the database, or make it with ``settings()`` when the file is not there.

        A database of an earlier version is brought to the present one.
        """
        new = not path.exists()
        self.path = path
        try:
            self._sql = _connect(path)
            application = self._sql.execute("PRAGMA application_id").fetchone()[0]
            tables = self._sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if new or (application == 0 and tables == 0):
                self._sql.execute("PRAGMA journal_mode = WAL")
                with self._writing(counted=False):
                    create(self._sql, settings())
            elif application != APPLICATION:
                raise StoreError(f"{path} is a database, but not one of qa_bot")
            if self._version() < VERSION:
                self._migrate()
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened as a store: {error}") from error
        if self._version() != VERSION:
            raise StoreError(
                f"{path} has schema version {self._version()}, this qa_bot reads version {VERSION}; "
                "use the qa_bot that made it"
            )

    def _version(self) -> int:
        return int(self._sql.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        try:
            with self._writing(counted=False):
                if self._version() < VERSION:  # no other process was first
                    migrate(self._sql)
        except StoreError as error:
            raise StoreError(
                f"{self.path} was made by an earlier qa_bot (schema version {self._version()}) and must be brought to "
                f"version {VERSION} before it is read; open it once where it may be written. {error}"
            ) from error

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
    def _writing(self, counted: bool = True) -> Iterator[None]:
        """One transaction: all of it or, on any error, nothing. ``counted`` makes it a generation."""
        try:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                if counted:
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
        return "new" if row is None else "same" if row[0] == digest(article) else "changed"

    def put(self, entries: Sequence[Entry]) -> None:
        """Write the entries in one transaction; an earlier version becomes a revision."""
        with self._writing():
            moment = now()
            known = {entry.article.id: self._number(entry.article.id) for entry in entries}
            families.leave(self._sql, [number for number in known.values() if number is not None])
            texts = {}
            for entry in entries:
                number = self._write(entry.article, moment)
                self._sql.executemany(
                    "INSERT INTO passages (article, start, end, vector) VALUES (?, ?, ?, ?)",
                    [
                        (number, passage.start, passage.end, vector.astype(VECTOR).tobytes())
                        for passage, vector in zip(entry.passages, entry.vectors, strict=True)
                    ],
                )
                texts[number] = entry.article.text
            families.join(self._sql, texts)

    def _write(self, article: Article, moment: str) -> int:
        """Insert or replace the row of an article, without its passages; returns its number."""
        number = self._number(article.id)
        if number is None:
            made = self._sql.execute(
                f"INSERT INTO articles ({COLUMNS}, stored) VALUES ({_PLACES}, ?)", (*row_of(article), moment)
            )
            return int(made.lastrowid or 0)
        self._sql.execute(
            f"INSERT INTO revisions (article, {COLUMNS}, stored, replaced)"
            f" SELECT number, {COLUMNS}, stored, ? FROM articles WHERE number = ?",
            (moment, number),
        )
        self._sql.execute("DELETE FROM passages WHERE article = ?", (number,))
        self._sql.execute(
            f"UPDATE articles SET ({COLUMNS}, stored) = ({_PLACES}, ?) WHERE number = ?",
            (*row_of(article), moment, number),
        )
        return number

    def _number(self, article_id: str) -> int | None:
        row = self._sql.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row and int(row[0])

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Delete the articles with passages and revisions in one transaction; returns the ids that were there."""
        if not any(self._number(id) is not None for id in article_ids):
            return []
        with self._writing():
            there = {id: number for id in article_ids if (number := self._number(id)) is not None}
            families.leave(self._sql, there.values())
            self._sql.executemany("DELETE FROM articles WHERE number = ?", [(number,) for number in there.values()])
        return list(there)

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""
        row = self._sql.execute(f"SELECT {COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()
        return article_of(row) if row else None

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they came, read in small lots."""
        last = 0
        while rows := self._sql.execute(
            f"SELECT number, {COLUMNS} FROM articles WHERE number > ? ORDER BY number LIMIT 100", (last,)
        ).fetchall():
            for row in rows:
                yield article_of(row[1:])
            last = rows[-1][0]

    def history(self, article_id: str) -> list[Revision]:
        """The earlier versions of an article, newest first."""
        rows = self._sql.execute(
            f"SELECT stored, replaced, {COLUMNS} FROM revisions WHERE article = ? ORDER BY number DESC",
            (self._number(article_id),),
        )
        return [
            Revision(article_of(row), datetime.fromisoformat(stored), datetime.fromisoformat(replaced))
            for stored, replaced, *row in rows
        ]

    def copies(self, article_id: str) -> list[Article]:
        """The other articles of its family, in the order in which they came."""
        rows = self._sql.execute(
            f"SELECT {COLUMNS} FROM articles WHERE id != ? AND family ="
            " (SELECT family FROM articles WHERE id = ?) ORDER BY number",
            (article_id, article_id),
        )
        return [article_of(row) for row in rows]

    def passage_ids(self) -> np.ndarray:
        """The ids of all passages, int64, rising."""
        return np.fromiter((row[0] for row in self._sql.execute("SELECT id FROM passages ORDER BY id")), dtype=np.int64)

    def filtered_ids(self, allowed: Filter) -> np.ndarray:
        """Ids of the passages of the articles that pass the filter, int64, rising."""
        conditions, values = ["1"], []
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
        where = " AND ".join(conditions)
        query = f"SELECT p.id FROM passages p JOIN articles a ON a.number = p.article WHERE {where} ORDER BY p.id"
        return np.fromiter((row[0] for row in self._sql.execute(query, values)), dtype=np.int64)

    def passages(self, ids: Iterable[int]) -> dict[int, tuple[Passage, np.ndarray]]:
        """Passages with their vectors, float32 (dimension,), by id; ids that are gone are left out."""
        wanted = json.dumps([int(id) for id in ids])
        rows = self._sql.execute(
            "SELECT id, article, start, end, vector FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (wanted,),
        ).fetchall()
        numbers = json.dumps(sorted({row[1] for row in rows}))
        articles = {
            number: article_of(row)
            for number, *row in self._sql.execute(
                f"SELECT number, {COLUMNS} FROM articles WHERE number IN (SELECT value FROM json_each(?))", (numbers,)
            )
        }
        return {
            id: (Passage(articles[number], start, end), np.frombuffer(vector, VECTOR).astype(np.float32))
            for id, number, start, end, vector in rows
        }

    def vectors(self, article_id: str) -> dict[str, np.ndarray]:
        """The vectors of an article's passages by the index text that they were made from."""
        rows = self._sql.execute("SELECT id FROM passages WHERE article = ?", (self._number(article_id),))
        return {passage.index_text: vector for passage, vector in self.passages(row[0] for row in rows).values()}

    def compact(self) -> None:
        """Rewrite the file without what was removed, log included. Raises StoreError while others use it."""
        try:
            self._sql.execute("VACUUM")
            busy = self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise StoreError(f"{self.path} cannot be compacted now: {error}") from error
        if busy:
            raise StoreError(f"{self.path} is being read by another process: compact it again when that is done")

    def info(self) -> dict[str, Any]:
        """Counts, days, sources and languages, and the settings."""
        articles, first, last, copies, families = self._sql.execute(
            "SELECT count(*), min(published), max(published), count(family), count(DISTINCT family) FROM articles"
        ).fetchone()
        return {
            "articles": articles,
            "passages": self._sql.execute("SELECT count(*) FROM passages").fetchone()[0],
            "revisions": self._sql.execute("SELECT count(*) FROM revisions").fetchone()[0],
            "duplicates": copies - families,
            "first_day": first and first[:10],
            "last_day": last and last[:10],
            "sources": self._by("source"),
            "languages": self._by("language"),
            "settings": self.settings(),
        }

    def _by(self, column: str) -> dict[str, int]:
        rows = self._sql.execute(f"SELECT {column}, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1")
        return dict(rows.fetchall())

    def problems(self) -> Iterator[str]:
        """Everything that contradicts itself, a sentence each."""
        return problems(self._sql, int(self.settings()["dimension"]))

    def close(self) -> None:
        """Close the file."""
        self._sql.close()


def _connect(path: Path) -> sqlite3.Connection:
    try:
        sql = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        sql.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        # In a folder that may only be read SQLite cannot make its log; where there is none, none is needed.
        sealed = error.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN"))
        if not sealed or not path.exists() or Path(f"{path}-wal").exists():
            raise
        sql.close()
        uri = f"{path.absolute().as_uri()}?immutable=1"
        sql = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    sql.create_function("casefold", 1, str.casefold, deterministic=True)
    sql.execute("PRAGMA foreign_keys = ON")
    return sql
