"""The passages of a store on Milvus in the order of their keys, to be walked beside the articles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.rows import prefix_of

#: Passages in one page, with their vectors.
_PAGE = 500


class Passages:
    """The passages' rows, rising by key, handed out version by version."""

    def __init__(self, engine: Engine, collection: str, fields: tuple[str, ...]) -> None:
        # milvus-lite cannot give vectors of a collection that never had any.
        pages = engine.pages(collection, "", fields, _PAGE) if engine.count(collection) else ()
        rows = (row for page in pages for row in page)
        self._groups = groupby(rows, key=prefix_of)
        self._advance()

    def _advance(self) -> None:
        prefix, rows = next(self._groups, (None, iter(())))
        self._prefix, self._rows = prefix, list(rows)

    def before(self, prefix: str | None) -> Iterator[Row]:
        """What comes before ``prefix``, or all that is left."""
        while self._prefix is not None and (prefix is None or self._prefix < prefix):
            yield from self._rows
            self._advance()

    def take(self, prefix: str) -> list[Row]:
        """The passages of the version, rising by start."""
        rows: list[Row] = []
        if self._prefix == prefix:
            rows = self._rows
            self._advance()
        return rows
