"""Store: where articles, passages and vectors live and are searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

import numpy as np

from qa_bot.article import Article
from qa_bot.passage import Passage
from qa_bot.store.catalogue import Catalogue, Month

State = Literal["new", "same", "changed"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may use: of these sources and languages (any case), published since/until.

    Both days are included. An article without a date passes only where neither bound is given,
    one of unknown language only where no language is.
    """

    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    languages: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sources or self.since or self.until or self.languages)

    def admits(self, article: Article | Candidate) -> bool:
        """Whether the article, or that of the candidate, passes: what a store does with all it has, for one at hand."""
        day = article.day
        return (
            (not self.sources or article.source.casefold() in {source.strip().casefold() for source in self.sources})
            and (not self.languages or article.language.casefold() in {each.casefold() for each in self.languages})
            and not ((self.since or self.until) and day is None)
            and not (self.since and day and day < self.since)
            and not (self.until and day and day > self.until)
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search brought up, before ranking and without its text, which ``Store.passages`` reads.

    Characters [start, end) of the article with the id ``article``. ``key`` is the store's own name for the passage in
    this version of its article. ``dense`` is the exact cosine of the query's vector and the stored one, ``words`` the
    BM25 score, 0.0 when the words did not bring the passage up.
    """

    key: int | str
    article: str
    start: int
    end: int
    source: str
    language: str
    day: date | None
    dense: float
    words: float


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier version of an article, in the store from ``stored`` until ``replaced``, both UTC."""

    article: Article
    stored: datetime
    replaced: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with what is stored beside it: ``vectors[i]``, float32 (dimension,), belongs to ``passages[i]``.

    ``stored`` and ``history``, oldest first, come along when it was in a store before; an article
    that is new has neither.
    """

    article: Article
    passages: Sequence[Passage]
    vectors: np.ndarray
    stored: datetime | None = None
    history: Sequence[Revision] = ()


@dataclass
class AddReport:
    """What became of the articles given to ``QABot.add``: their ids, in the order given."""

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)


class Store(Protocol):
    """What QABot needs of a store; every method raises StoreError when the store cannot do it."""

    def settings(self) -> dict[str, Any]:
        """What the store was made with: encoder name, fingerprint and dimension, splitter settings."""
        ...

    def state(self, article: Article) -> State:
        """Whether the article is new, stored just so, or stored in another version."""
        ...

    def vectors(self, article_id: str) -> dict[str, np.ndarray]:
        """The stored vectors of an article by the index text that they were made from."""
        ...

    def put(self, entries: Sequence[Entry]) -> None:
        """Store the entries, all of them or none; an earlier version is kept as a revision.

        An article that is stored just so is left alone. A ``history`` joins the revisions that
        are there; ``stored`` counts for an article that is new.
        """
        ...

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Remove the articles with their revisions, all or none; returns the ids that were there."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""
        ...

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they came."""
        ...

    def entries(self) -> Iterator[Entry]:
        """Everything stored, as ``put`` takes it, in the order in which it came: one state of the store."""
        ...

    def history(self, article_id: str) -> list[Revision]:
        """The earlier versions of an article, newest first; the present one is not among them."""
        ...

    def copies(self, article_id: str) -> list[Article]:
        """The other articles that say nearly the same in nearly the same words, in the order in which they came."""
        ...

    def families(self, articles: Iterable[Article]) -> dict[str, str]:
        """Those of the articles that have copies among them, by id, with one id that stands for all of these."""
        ...

    def sources(self) -> tuple[str, ...]:
        """The names of all sources; asked for with every question that may name one, and hence remembered."""
        ...

    def candidates(self, query: str, vector: np.ndarray, reach: int, allowed: Filter) -> list[Candidate]:
        """The ``reach`` passages nearest to ``vector`` (dimension,) and the ``reach`` best for the query's words.

        Both searches run among the allowed passages only. Ordered by article id and start.
        """
        ...

    def passages(self, found: Sequence[Candidate]) -> dict[int | str, Passage]:
        """The passages of candidates, with their articles as they were found, by key; what is gone is left out."""
        ...

    def compact(self) -> int:
        """Clear what was removed off the disk and give its space back; returns the bytes that became free."""
        ...

    def catalogue(self, query: str, allowed: Filter, limit: int, offset: int) -> Catalogue:
        """``limit`` articles after the first ``offset`` that pass the filter and fit the query, the newest first.

        An article fits when its title, source or authors have every word of the query.
        """
        ...

    def months(self) -> list[Month]:
        """How many articles each source published in each month."""
        ...

    def info(self) -> dict[str, Any]:
        """Counts, sizes and settings for people to read, JSON-ready."""
        ...

    def verify(self) -> list[str]:
        """Everything that is wrong with the store, a sentence each; empty when it is sound."""
        ...

    def close(self) -> None:
        """Write what is not yet on disk and let go of the files; may be called twice."""
        ...
