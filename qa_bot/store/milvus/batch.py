"""Writing articles in batches: all of a batch counts, or none of it, whatever fails in between.

The order of steps: mark the batch; write passages and articles, which nobody regards yet;
take the mark away, which is the one moment when new versions replace old ones; only then
clear the old passages. Whoever dies in between leaves rows that do not count and that the
next writer, or ``compact``, clears away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from qa_bot.errors import StoreError
from qa_bot.store import Entry
from qa_bot.store.milvus.articles import Articles
from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.expressions import both, is_in
from qa_bot.store.milvus.rows import article_rows, passage_rows
from qa_bot.store.milvus.state import State, StateRows


class Batches:
    """Puts articles in and takes them out; for one thread at a time."""

    def __init__(self, engine: Engine, articles: Articles, state: StateRows) -> None:
        self._engine = engine
        self._articles = articles
        self._state = state

    def put(self, entries: Sequence[Entry]) -> None:
        """Write the entries; earlier versions stay as revisions."""
        latest = {entry.article.id: entry for entry in entries}
        self._clear_abandoned()
        version = self._state.mark("batch")
        state = self._articles.state()
        try:
            heads, state = self._articles.present(latest)
            self._check(state)
            # Told before the first row goes out: what Milvus would not take.
            rows, passages = _rows(latest, heads, version)
            self._engine.insert(state.passages, passages)
            self._engine.insert(self._articles.collection, rows)
            self._state.unmark(version)  # from here on the new versions are the present ones
        except BaseException:
            with suppress(StoreError):  # the next writer sees to it
                self.clear(version, state)
            raise
        finally:
            self._state.release(version)
        written = self._engine.query(
            self._articles.collection, both(is_in("version", [version]), "piece == 0"), ["key"]
        )  # fmt: skip
        if len(written) != len(latest):
            raise StoreError(
                f"{self._engine.address}: another process took this batch for abandoned and cleared it; add it again"
            )
        if replaced := sorted(heads):
            self._engine.delete(state.passages, both(is_in("article", replaced), f"version < {version}"))

    def remove(self, ids: Sequence[str]) -> list[str]:
        """Take the articles out with revisions and passages; returns the ids that were there."""
        heads, state = self._articles.present(ids)
        there = [id for id in dict.fromkeys(ids) if id in heads]
        if there:
            self._check(state)
            condition = is_in("article", there)
            # First rows first: without them nothing else of an article counts.
            self._engine.delete(self._articles.collection, both(condition, "piece == 0"))
            self._engine.delete(self._articles.collection, condition)
            self._engine.delete(state.passages, condition)
        return there

    def clear(self, version: int, state: State) -> None:
        """Take away all that was written of a batch, and its mark at last."""
        condition = is_in("version", [version])
        self._engine.delete(self._articles.collection, both(condition, "piece == 0"))
        self._engine.delete(self._articles.collection, condition)
        self._engine.delete(state.passages, condition)
        self._state.unmark(version)

    def _clear_abandoned(self) -> None:
        state = self._articles.state()
        for version, kind in self._state.abandoned(state).items():
            if kind == "batch":
                self.clear(version, state)

    def _check(self, state: State) -> None:
        """Refuse to write vectors of an encoder that is not, or not for long, the store's."""
        self._articles.check(state)
        if "reembed" in state.marks.values():
            raise StoreError(
                f"{self._engine.address} is being embedded anew: add or remove when that is done; "
                "if it was broken off, qa-bot compact clears it away"
            )


def _rows(entries: dict[str, Entry], heads: dict[str, Row], version: int) -> tuple[list[Row], list[Row]]:
    rows: list[Row] = []
    passages: list[Row] = []
    for number, (id, entry) in enumerate(entries.items()):
        came = heads[id]["came"] if id in heads else version + number
        rows += article_rows(entry.article, version, came, len(entry.passages))
        passages += passage_rows(entry, version, came)
    return rows, passages
