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
from qa_bot.store.milvus.rows import article_rows, passage_rows, version_of
from qa_bot.store.milvus.state import State, StateRows
from qa_bot.store.rows import digest


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
        batch = self._state.mark("batch")
        state = self._articles.state()
        try:
            heads, state = self._articles.present(latest)
            self._check(state)
            # Told before the first row goes out: what Milvus would not take.
            rows, passages, replaced = self._rows(latest, heads, batch)
            self._engine.insert(state.passages, passages)
            self._engine.insert(self._articles.collection, rows)
            self._state.unmark(batch)  # from here on the new versions are the present ones
        except BaseException:
            with suppress(StoreError):  # the next writer sees to it
                self.clear(batch, state)
            raise
        finally:
            self._state.release(batch)
        written = self._engine.query(
            self._articles.collection, both(is_in("batch", [batch]), "piece == 0"), ["key"]
        )  # fmt: skip
        if len(written) != sum(row["piece"] == 0 for row in rows):
            raise StoreError(
                f"{self._engine.address}: another process took this batch for abandoned and cleared it; add it again"
            )
        if replaced:
            self._engine.delete(state.passages, both(is_in("article", replaced), f"version < {batch}"))

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

    def clear(self, batch: int, state: State) -> None:
        """Take away all that was written of a batch, and its mark at last."""
        condition = is_in("batch", [batch])
        self._engine.delete(self._articles.collection, both(condition, "piece == 0"))
        self._engine.delete(self._articles.collection, condition)
        self._engine.delete(state.passages, condition)
        self._state.unmark(batch)

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

    def _rows(
        self, entries: dict[str, Entry], heads: dict[str, Row], batch: int
    ) -> tuple[list[Row], list[Row], list[str]]:
        """Rows of articles and of passages, and the ids whose present passages are to go."""
        rows: list[Row] = []
        passages: list[Row] = []
        replaced: list[str] = []
        for number, (id, entry) in enumerate(entries.items()):
            head = heads.get(id)
            came = head["came"] if head else batch + number
            if head is None or head["digest"] != digest(entry.article):
                version = version_of(entry.stored) if entry.stored and not head else batch
                rows += article_rows(entry.article, batch, version, came, len(entry.passages))
                passages += passage_rows(entry, batch, version, came)
                replaced += [id] if head else []
            rows += self._earlier(entry, batch, came, known=head is not None)
        return rows, passages, replaced

    def _earlier(self, entry: Entry, batch: int, came: int, known: bool) -> list[Row]:
        """Rows of the revisions that came with the entry and are not there already."""
        if not entry.history:
            return []
        there = self._articles.versions(entry.article.id) if known else {}
        return [
            row
            for each in entry.history
            if (version := version_of(each.stored)) not in there
            for row in article_rows(each.article, batch, version, came, 0)
        ]
