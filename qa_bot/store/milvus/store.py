"""The store on Milvus: the same promises as the local one, kept in the engine's own collections."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from qa_bot.article import Article
from qa_bot.encoder import Encoder, Progress
from qa_bot.errors import StoreError
from qa_bot.passage import Passage
from qa_bot.store import Candidate, Entry, Filter, Revision, State
from qa_bot.store.catalogue import Catalogue, Month
from qa_bot.store.milvus import listing, soundness
from qa_bot.store.milvus.address import Address
from qa_bot.store.milvus.articles import Articles, Versions
from qa_bot.store.milvus.batch import Batches
from qa_bot.store.milvus.copies import copies, families
from qa_bot.store.milvus.counts import count
from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.expressions import both, day_of, is_in, is_not_in, passes
from qa_bot.store.milvus.passages import Passages
from qa_bot.store.milvus.reembedding import reembed
from qa_bot.store.milvus.rows import WHOLE, article_of, moment, prefix_of, version_in
from qa_bot.store.milvus.schema import VERSION
from qa_bot.store.milvus.state import StateRows
from qa_bot.store.rows import digest
from qa_bot.store.words import plain

_FOUND = ("key", "article", "version", "start", "end", "vector")
_HEAD = ("source", "language", "day")
#: How often a search is run again because articles changed under it.
_ROUNDS = 8
#: Seconds after which the names of the sources are asked for again: others may have written.
_REMEMBERED = 60


class MilvusStore:
    """Collections of a Milvus server, or in a milvus-lite file; safe to use from several threads and processes.

    A file serves one process at a time. Writers may work beside each other on different articles.
    """

    def __init__(self, address: Address, settings: Callable[[], dict[str, Any]], create: bool = True) -> None:
        """Open the store at ``address``; when there is none and ``create``, make it with ``settings()``.

        Raises StoreError when it cannot be reached, is something else, or there is none and none is to be made.
        """
        self.address = address
        if address.file and not address.file.exists() and not create:
            raise self._none()
        self._lock = threading.RLock()
        self._sources: tuple[float, tuple[str, ...]] | None = None
        self._engine = Engine(address)
        try:
            self._state = StateRows(self._engine, address.collection)
            self._articles = Articles(self._engine, address.collection, self._state)
            self._batches = Batches(self._engine, self._articles, self._state)
            self._prepare(settings, create)
            self._articles.check(self._articles.state())
        except BaseException:
            self._engine.close()
            raise

    def _prepare(self, settings: Callable[[], dict[str, Any]], create: bool) -> None:
        there = self._engine.has(self._state.collection)
        state = self._state.read() if there else None
        if state is None:
            if not create:
                raise self._none()
            chosen = settings()
            passages = f"{self.address.collection}_passages_{self._state.next()}"
            for name, kind in ((self._articles.collection, "articles"), (passages, "passages")):
                if not self._engine.has(name):
                    self._engine.create(name, kind, int(chosen["dimension"]))
            if not there:
                self._engine.create(self._state.collection, "state")
            self._state.write({**chosen, "schema": VERSION, "passages": passages})  # only now it is a store
        elif not (self._engine.has(self._articles.collection) and self._engine.has(state.passages)):
            raise StoreError(f"{self.address} has lost one of its collections: bring them back from a backup")

    def _none(self) -> StoreError:
        return StoreError(
            f"There is no store at {self.address}: make one with  python -m index PATH --store {self.address}"
        )

    def settings(self) -> dict[str, Any]:
        """What the store was made with."""
        return dict(self._articles.state().settings)

    def state(self, article: Article) -> State:
        """Whether the article is new, stored just so, or stored in another version."""
        present, _ = self._articles.present([article.id])
        if article.id not in present:
            return "new"
        return "same" if present[article.id]["digest"] == digest(article) else "changed"

    def vectors(self, article_id: str) -> dict[str, np.ndarray]:
        """The stored vectors of an article by the index text that they were made from."""
        present, state = self._articles.present([article_id])
        article = self.article(article_id)
        if article is None or article_id not in present:
            return {}
        condition = both(is_in("article", [article_id]), is_in("version", [present[article_id]["version"]]))
        rows = self._engine.query(state.passages, condition, _FOUND)
        return {
            Passage(article, row["start"], row["end"]).index_text: np.array(row["vector"], dtype=np.float32)
            for row in rows
            if row["end"] <= len(article.text)
        }

    def put(self, entries: Sequence[Entry]) -> None:
        """Store the entries, all of them or none; an earlier version is kept as a revision."""
        with self._lock:
            self._batches.put(entries)
            self._sources = None

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Remove the articles with their revisions; returns the ids that were there."""
        with self._lock:
            removed = self._batches.remove(article_ids)
            self._sources = None
            return removed

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""
        present, _ = self._articles.present([article_id])
        return self._articles.load({id: row["version"] for id, row in present.items()}).get(article_id)

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they came."""
        for versions in self._articles.walk(WHOLE):
            yield article_of(versions[max(versions)])

    def entries(self) -> Iterator[Entry]:
        """Everything stored, in the order in which it came. Put nothing in meanwhile: Milvus keeps no old state."""
        passages = Passages(self._engine, self._articles.state().passages, _FOUND)
        for versions in self._articles.walk(WHOLE):
            present = versions[max(versions)]
            article, prefix = article_of(present), prefix_of(present[0])
            deque(passages.before(prefix), maxlen=0)
            rows = passages.take(prefix)
            vectors = np.array([row["vector"] for row in rows], dtype=np.float32)
            yield Entry(
                article,
                [Passage(article, row["start"], row["end"]) for row in rows],
                vectors.reshape(len(rows), -1),
                moment(max(versions)),
                _revisions(versions)[::-1],
            )

    def history(self, article_id: str) -> list[Revision]:
        """The earlier versions of an article, newest first."""
        return _revisions(self._articles.versions(article_id))

    def copies(self, article_id: str) -> list[Article]:
        """The other articles that say nearly the same in nearly the same words, in the order in which they came."""
        return copies(self._engine, self._articles, article_id)

    def families(self, articles: Iterable[Article]) -> dict[str, str]:
        """Those of the articles that have copies among them, by id, with one id that stands for all of these."""
        return families(list(articles))

    def sources(self) -> tuple[str, ...]:
        """The names of all sources; those that other processes bring are known within a minute."""
        known = self._sources
        if known is None or time.monotonic() - known[0] > _REMEMBERED:
            known = self._sources = (time.monotonic(), listing.sources(self._engine, self._articles))
        return known[1]

    def candidates(self, query: str, vector: np.ndarray, reach: int, allowed: Filter) -> list[Candidate]:
        """The ``reach`` nearest passages and the ``reach`` best by words, ordered by article id and start."""
        left_out: set[str] = set()
        for _ in range(_ROUNDS):
            before = self._articles.state()
            self._articles.check(before)
            unfinished = is_not_in("batch", sorted(before.marks))
            condition = both(passes(allowed), unfinished, is_not_in("key", sorted(left_out)))
            found = self._found(before.passages, query, vector, reach, condition)
            present, after = self._articles.present(row["article"] for row, _ in found.values())
            versions = {id: row["version"] for id, row in present.items()}
            stale = {key for key, (row, _) in found.items() if versions.get(row["article"]) != row["version"]}
            if not stale and set(before.marks) <= set(after.marks) and before.passages == after.passages:
                break
            left_out |= stale
        return sorted(
            (
                Candidate(
                    row["key"], row["article"], row["start"], row["end"], row["source"], row["language"],
                    day_of(row["day"]), float(np.array(row["vector"], dtype=np.float32) @ vector), words,
                )
                for row, words in found.values()
                if versions.get(row["article"]) == row["version"]
            ),
            key=lambda each: (each.article, each.start),
        )  # fmt: skip

    def passages(self, found: Sequence[Candidate]) -> dict[int | str, Passage]:
        """The passages of candidates, with their articles as they were found, by key; what is gone is left out."""
        versions = {each.article: version_in(str(each.key)) for each in found}
        articles = self._articles.load(versions)
        return {
            each.key: Passage(articles[each.article], each.start, each.end)
            for each in found
            if each.article in articles and versions[each.article] == version_in(str(each.key))
        }

    def _found(
        self, passages: str, query: str, vector: np.ndarray, reach: int, condition: str
    ) -> dict[str, tuple[Row, float]]:
        """Rows by key with their BM25 score; 0.0 when the words did not bring them up."""
        near = self._engine.search(passages, "vector", vector.tolist(), reach, condition, (*_FOUND, *_HEAD))
        if not near:  # nothing passes the filter, or there is nothing: milvus-lite cannot take a mean length then
            return {}
        # Said twice counts once, as in tantivy's queries.
        asked = " ".join(dict.fromkeys(plain(query).split()))
        words = self._engine.search(passages, "terms", asked, reach, condition, (*_FOUND, *_HEAD))
        return {row["key"]: (row, 0.0) for _, row in near} | {row["key"]: (row, score) for score, row in words}

    def catalogue(self, query: str, allowed: Filter, limit: int, offset: int) -> Catalogue:
        """A part of the list of articles that pass the filter and have the words of the query above their text."""
        return listing.catalogue(self._articles, query, allowed, limit, offset)

    def months(self) -> list[Month]:
        """Articles by month and source."""
        return listing.months(self._articles)

    def compact(self) -> int:
        """Clear away what does not count any more; returns the bytes that became free, where that can be known."""
        with self._lock:
            before = self._size()
            soundness.sweep(self._engine, self._articles, self._state, self._batches)
            for collection in (self._articles.collection, self._articles.state().passages):
                self._engine.compact(collection)
            return max(0, before - self._size())

    def reembed(self, encoder: Encoder, progress: Progress | None = None) -> None:
        """Put vectors of another encoder in place of the present ones; searches go on meanwhile, writing does not.

        ``progress`` gets (passages encoded, passages to encode). Bots that are open keep their encoder:
        open them anew.
        """
        with self._lock:
            reembed(self._engine, self._articles, self._state, encoder, progress)

    def info(self) -> dict[str, Any]:
        """Counts, sizes and settings, JSON-ready; the counts are those of one moment."""
        counts, settings = count(self._articles), self.settings()
        # What a server's indexes and copies take is for its own tools to tell; the vectors and words are most of it.
        size = self._size() or counts["passages"] * 4 * settings["dimension"]
        return {"store": str(self.address), "megabytes": round(size / 1e6, 1), **counts, "settings": settings}

    def _size(self) -> int:
        return self.address.file.stat().st_size if self.address.file else 0

    def verify(self) -> list[str]:
        """Everything that is wrong with the store, a sentence each; empty when it is sound."""
        return list(soundness.problems(self._engine, self._articles, self._state))

    def close(self) -> None:
        """Let go of the connection; may be called twice."""
        self._engine.close()


def _revisions(versions: Versions) -> list[Revision]:
    """All versions but the last, newest first."""
    numbers = sorted(versions, reverse=True)
    return [Revision(article_of(versions[old]), moment(old), moment(new)) for new, old in pairwise(numbers)]
