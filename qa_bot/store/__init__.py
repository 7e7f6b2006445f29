"""Store: where articles, passages and vectors live and are searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

import numpy as np

from qa_bot.article import Article
from qa_bot.passage import Hit, Passage
from qa_bot.store.catalogue import Catalogue, Month

State = Literal["new", "same", "changed"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may use: of these sources (any case), published since/until, both included.

    An article without a date passes only where neither bound is given.
    """

    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.sources or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored: ``vectors[i]``, float32 (dimension,), belongs to ``passages[i]``."""

    article: Article
    passages: Sequence[Passage]
    vectors: np.ndarray


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
        """Store the entries, replacing earlier versions, all of them or none."""
        ...

    def remove(self, article_ids: Sequence[str]) -> list[str]:
        """Remove the articles, all or none; returns the ids that were there."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""
        ...

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they came."""
        ...

    def search(self, query: str, vector: np.ndarray, k: int, allowed: Filter) -> list[Hit]:
        """The ``k`` best passages for the query's words and its vector (dimension,), best first."""
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
