"""The store in a folder: SQLite for the truth, FAISS and tantivy as derived caches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.article import Article
from qa_bot.errors import StoreError
from qa_bot.passage import Passage
from qa_bot.store import Candidate, Entry, Filter, Revision, State
from qa_bot.store.catalogue import Catalogue, Month
from qa_bot.store.database import Database
from qa_bot.store.snapshot import Snapshot, Snapshots

_FILE = "qa_bot.sqlite"


class LocalStore:
    """A folder that one process writes and many read; safe to use from several threads."""

    def __init__(self, folder: str | Path, settings: Callable[[], dict[str, Any]], create: bool = True) -> None:
        """Open the store in ``folder``; when there is none and ``create``, make it with ``settings()``.

        Raises StoreError when the folder is something else, or no store and not to be made.
        """
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise StoreError(f"{self.folder} is a file; a store is a folder")
        if not (self.folder / _FILE).exists():
            if not create:
                raise StoreError(
                    f"There is no store in {self.folder}: make one with  python -m index PATH --store {self.folder}"
                )
            if self.folder.is_dir() and any(self.folder.iterdir()):
                raise StoreError(f"{self.folder} is not empty and not a store; give a new or an empty folder")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be made: {error}") from error
        self._lock = threading.RLock()
        self._database = Database(self.folder / _FILE, settings)
        self._dimension = int(self._database.settings()["dimension"])
        self._snapshots = Snapshots(self.folder / "cache", self._dimension)
        self._snapshot: Snapshot | None = None
        self._sources: tuple[int, tuple[str, ...]] = (-1, ())
        self._open = True

    def settings(self) -> dict[str, Any]:
        """What the store was made with."""
        with self._lock:
            return self._database.settings()

    def state(self, article: Article) -> State:
        """Whether the article is new, stored just so, or stored in another version."""
        with self._lock:
            return self._database.state(article)

    def vectors(self, article_id: str) -> dict[str, np.ndarray]:
        """The stored vectors of an article by the index text that they were made from."""
        with self._lock:
            return self._database.vectors(article_id)

    def put(self, entries: Sequence[Entry]) -> None:
        """Store the entries, all of them or none; an earlier version is kept as a revision."""
        with self._lock:
            self._database.put(entries)

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Remove the articles with their revisions, all or none; returns the ids that were there."""
        with self._lock:
            return self._database.remove(article_ids)

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""
        with self._lock:
            return self._database.article(article_id)

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they came."""
        return self._database.articles()

    def entries(self) -> Iterator[Entry]:
        """Everything stored, in the order in which it came, read from one state of the store."""
        with closing(Database(self.folder / _FILE, dict)) as database, database.reading():
            yield from database.entries()

    def history(self, article_id: str) -> list[Revision]:
        """The earlier versions of an article, newest first."""
        with self._lock:
            return self._database.history(article_id)

    def copies(self, article_id: str) -> list[Article]:
        """The other articles that say nearly the same in nearly the same words."""
        with self._lock:
            return self._database.copies(article_id)

    def families(self, articles: Iterable[Article]) -> dict[str, str]:
        """Those of the articles that have copies among them, by id, with one id that stands for all of these."""
        with self._lock:
            return self._database.families([article.id for article in articles])

    def sources(self) -> tuple[str, ...]:
        """The names of all sources, looked for anew when articles have changed."""
        with self._lock:
            generation = self._database.generation()
            if self._sources[0] != generation:
                self._sources = (generation, self._database.sources())
            return self._sources[1]

    def candidates(self, query: str, vector: np.ndarray, reach: int, allowed: Filter) -> list[Candidate]:
        """The ``reach`` nearest passages and the ``reach`` best by words, ordered by article id and start."""
        with self._lock, self._database.reading():
            snapshot = self._snapshot = self._snapshots.current(self._database, self._snapshot)
            ids = self._database.passage_ids(allowed) if allowed else None
            if not len(snapshot.vectors) or (ids is not None and not len(ids)):
                return []
            near = snapshot.vectors.nearest(vector, reach, ids)
            words = snapshot.words.search(query, reach, ids)
            found, stored = self._database.passage_vectors({*near, *words})
            dense = dict(zip(found.tolist(), (stored @ vector).tolist(), strict=True))
            near = sorted(near, key=lambda id: (-dense[id], id))[:reach]
            heads = list(self._database.passage_heads({*near, *words}))
        return [Candidate(*head, dense[head[0]], words.get(head[0], 0.0)) for head in heads]

    def passages(self, found: Sequence[Candidate]) -> dict[int | str, Passage]:
        """The passages of candidates, with their articles as they were found, by key; what is gone is left out."""
        with self._lock, self._database.reading():  # an article that was replaced has passages of other ids
            there = self._database.passages(int(each.key) for each in found)
        return {each.key: there[int(each.key)] for each in found if each.key in there}

    def compact(self) -> int:
        """Clear what was removed off the disk, caches included; returns the bytes that became free."""
        with self._lock:
            before = self._size()
            self._database.compact()
            self._snapshot = None
            with self._database.reading():
                self._snapshot = self._snapshots.renewed(self._database)
            return before - self._size()

    def _size(self) -> int:
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def catalogue(self, query: str, allowed: Filter, limit: int, offset: int) -> Catalogue:
        """A part of the list of articles that pass the filter and have the words of the query above their text."""
        with self._lock:
            return self._database.catalogue(query, allowed, limit, offset)

    def months(self) -> list[Month]:
        """Articles by month and source."""
        with self._lock:
            return self._database.months()

    def info(self) -> dict[str, Any]:
        """Counts, sizes and settings, JSON-ready."""
        with self._lock:
            megabytes = round(self._size() / 1e6, 1)
            return {"store": str(self.folder), "megabytes": megabytes, **self._database.info()}

    def verify(self) -> list[str]:
        """Everything that is wrong with the store, a sentence each; empty when it is sound."""
        with self._lock, self._database.reading():
            return [*self._database.problems(), *self._snapshots.problems(self._database)]

    def close(self) -> None:
        """Bring the caches up to date on disk and let go of the files; may be called twice."""
        with self._lock:
            if self._open:
                self._open = False
                try:
                    with self._database.reading():
                        self._snapshots.current(self._database, self._snapshot)
                finally:
                    self._snapshot = None
                    self._snapshots.close()
                    self._database.close()
