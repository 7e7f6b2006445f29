"""The store's truth: one SQLite file with articles, their revisions, passages, vectors and settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from qa_bot.article import Article
from qa_bot.duplicates import signatures
from qa_bot.passage import Passage
from qa_bot.store import Entry, Filter, Revision, State, families, passages
from qa_bot.store.catalogue import Catalogue, Month, catalogue, months
from qa_bot.store.connection import Connection
from qa_bot.store.rows import COLUMNS, VECTOR, article_of, digest, moment, now, row_of
from qa_bot.store.soundness import problems

_PLACES = ", ".join("?" for _ in COLUMNS.split(","))


class Database(Connection):
    """What is stored, read and written; not for use by two threads at once."""

    def state(self, article: Article) -> State:
        """Whether the article is new, stored just so, or stored in another version."""
        row = self._sql.execute("SELECT digest FROM articles WHERE id = ?", (article.id,)).fetchone()
        return "new" if row is None else "same" if row[0] == digest(article) else "changed"

    def put(self, entries: Sequence[Entry]) -> None:
        """Write the entries in one transaction; an earlier version becomes a revision."""
        signed = signatures([entry.article.text for entry in entries])
        with self.writing():
            arrived = now()
            joining: dict[int, np.ndarray] = {}
            for entry, signature in zip(entries, signed, strict=True):
                if self.state(entry.article) != "same":  # another process may have been first
                    number = self._write(entry, arrived)
                    joining[number] = signature
                self._remember(entry)
            families.leave(self._sql, joining)
            families.join(self._sql, joining)

    def _write(self, entry: Entry, arrived: str) -> int:
        """Insert or replace an article with its passages; returns its number."""
        article = entry.article
        number = self._number(article.id)
        if number is None:
            stored = moment(entry.stored) if entry.stored else arrived
            made = self._sql.execute(
                f"INSERT INTO articles ({COLUMNS}, stored) VALUES ({_PLACES}, ?)", (*row_of(article), stored)
            )
            number = int(made.lastrowid or 0)
        else:
            self._sql.execute(
                f"INSERT INTO revisions (article, {COLUMNS}, stored, replaced)"
                f" SELECT number, {COLUMNS}, stored, ? FROM articles WHERE number = ?",
                (arrived, number),
            )
            self._sql.execute("DELETE FROM passages WHERE article = ?", (number,))
            self._sql.execute(
                f"UPDATE articles SET ({COLUMNS}, stored) = ({_PLACES}, ?) WHERE number = ?",
                (*row_of(article), arrived, number),
            )
        self._sql.executemany(
            "INSERT INTO passages (article, start, end, vector) VALUES (?, ?, ?, ?)",
            [
                (number, passage.start, passage.end, vector.astype(VECTOR).tobytes())
                for passage, vector in zip(entry.passages, entry.vectors, strict=True)
            ],
        )
        return number

    def _remember(self, entry: Entry) -> None:
        """Keep the revisions that came with an entry, those that are there already left alone."""
        number = self._number(entry.article.id)
        for each in entry.history:
            stored, replaced = moment(each.stored), moment(each.replaced)
            self._sql.execute(
                f"INSERT INTO revisions (article, {COLUMNS}, stored, replaced) SELECT ?, {_PLACES}, ?, ?"
                " WHERE NOT EXISTS (SELECT 1 FROM revisions WHERE article = ? AND digest = ? AND stored = ?)",
                (number, *row_of(each.article), stored, replaced, number, digest(each.article), stored),
            )

    def _number(self, article_id: str) -> int | None:
        row = self._sql.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row and int(row[0])

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Delete the articles with passages and revisions in one transaction; returns the ids that were there."""
        if not any(self._number(id) is not None for id in article_ids):
            return []
        with self.writing():
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
            f"SELECT stored, replaced, {COLUMNS} FROM revisions WHERE article = ? ORDER BY replaced DESC, number DESC",
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

    def families(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Those of the articles that share a family, by id, with the lowest id among them; reads no texts."""
        rows = self._sql.execute(
            "SELECT id, min(id) OVER same, count(*) OVER same FROM articles"
            " WHERE family IS NOT NULL AND id IN (SELECT value FROM json_each(?)) WINDOW same AS (PARTITION BY family)",
            (json.dumps(list(article_ids)),),
        )
        return {id: first for id, first, members in rows if members > 1}

    def sources(self) -> tuple[str, ...]:
        """The names of all sources."""
        rows = self._sql.execute("SELECT DISTINCT source FROM articles WHERE source != '' ORDER BY source")
        return tuple(source for (source,) in rows)

    def entries(self) -> Iterator[Entry]:
        """Everything stored, article by article, in the order in which it came."""
        rows = self._sql.execute(f"SELECT number, stored, {COLUMNS} FROM articles ORDER BY number")
        for number, stored, *row in rows:
            article = article_of(row)
            cut = self._sql.execute(
                "SELECT start, end, vector FROM passages WHERE article = ? ORDER BY id", (number,)
            ).fetchall()
            spans = [Passage(article, start, end) for start, end, _ in cut]
            vectors = passages.matrix([vector for _, _, vector in cut])
            yield Entry(article, spans, vectors, datetime.fromisoformat(stored), self.history(article.id)[::-1])

    def passage_ids(self, allowed: Filter = Filter()) -> np.ndarray:  # noqa: B008 - it is frozen
        """Ids of the passages of the articles that pass the filter, int64, rising."""
        return passages.ids(self._sql, allowed)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id, rising; ids that are gone are left out."""
        return passages.passages(self._sql, ids)

    def passage_heads(self, ids: Iterable[int]) -> Iterator[tuple[int, str, int, int, str, str, date | None]]:
        """(id, article's id, start, end, source, language, day) of passages, by article and start."""
        return passages.heads(self._sql, ids)

    def passage_vectors(self, ids: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """(ids int64 (n,) rising, vectors float32 (n, dimension)); ids that are gone are left out."""
        return passages.vectors(self._sql, ids)

    def catalogue(self, query: str, allowed: Filter, limit: int, offset: int) -> Catalogue:
        """A part of the list of articles that pass the filter and have the words of the query above their text."""
        return catalogue(self._sql, query, *passages.conditions(allowed), limit, offset)

    def months(self) -> list[Month]:
        """Articles by month and source."""
        return months(self._sql)

    def vectors(self, article_id: str) -> dict[str, np.ndarray]:
        """The vectors of an article's passages by the index text that they were made from."""
        rows = self._sql.execute("SELECT id FROM passages WHERE article = ?", (self._number(article_id),)).fetchall()
        ids = [row[0] for row in rows]
        found = self.passages(ids)
        return {found[int(id)].index_text: vector for id, vector in zip(*self.passage_vectors(ids), strict=True)}

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
