"""Embedding a store on Milvus anew: another encoder's vectors grow beside the old ones, then take their place."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from qa_bot.encoder import Encoder, Progress
from qa_bot.errors import StoreError
from qa_bot.store.milvus.articles import Articles
from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.rows import rounded
from qa_bot.store.milvus.state import State, StateRows

_FIELDS = ("key", "article", "version", "batch", "start", "end", "source", "language", "day", "words")
_PAGE = 256


def reembed(
    engine: Engine, articles: Articles, state_rows: StateRows, encoder: Encoder, progress: Progress | None
) -> None:
    """Encode all passages with ``encoder`` into a new collection and make it the present one, in one step.

    Searches go on in the old vectors meanwhile; nobody may write. Raises StoreError when others are writing.
    """
    state = articles.state()
    if state.marks:
        raise StoreError(
            f"{engine.address} is being written to: embed it anew when that is done; "
            "what was broken off, qa-bot compact clears away"
        )
    version = state_rows.mark("reembed")
    collection = f"{state.passages.rpartition('_')[0]}_{version}"
    try:
        if set(articles.state().marks) != {version}:
            raise StoreError(f"{engine.address} is being written to: embed it anew when that is done")
        try:
            engine.create(collection, "passages", encoder.dimension)
            _copy(engine, state.passages, collection, encoder, progress)
        except BaseException:
            with suppress(StoreError):  # compact sees to it
                engine.drop(collection)
            raise
        made = {"encoder": encoder.name, "fingerprint": encoder.fingerprint, "dimension": encoder.dimension}
        # Vectors and the encoder that they belong to change together; an alias could not promise that.
        state_rows.write({**state.settings, **made, "passages": collection})
    finally:
        with suppress(StoreError):
            state_rows.unmark(version)
        state_rows.release(version)
    engine.drop(state.passages)


def forsaken(engine: Engine, state: State) -> Iterable[str]:
    """Collections of passages that are neither the present one nor being made."""
    stem = state.passages.rpartition("_")[0]
    for name in engine.collections():
        number = name.removeprefix(f"{stem}_")
        present = name == state.passages or (number.isdecimal() and int(number) in state.marks)
        if number != name and number.isdecimal() and not present:
            yield name


def _copy(engine: Engine, old: str, new: str, encoder: Encoder, progress: Progress | None) -> None:
    total = engine.count(old)
    done = 0
    for page in engine.pages(old, "", _FIELDS, _PAGE):
        vectors: np.ndarray = encoder.encode_passages([row["words"] for row in page])
        rows: list[Row] = [row | {"vector": rounded(vector)} for row, vector in zip(page, vectors, strict=True)]
        engine.insert(new, rows)
        done += len(page)
        if progress:
            progress(done, total)
