"""Is the store on Milvus sound, and what in it is left over from writers that died.

Articles and passages are walked side by side: their keys rise in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qa_bot.errors import StoreError
from qa_bot.store.milvus.articles import Articles, lots
from qa_bot.store.milvus.batch import Batches
from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.expressions import both, is_in
from qa_bot.store.milvus.passages import Passages
from qa_bot.store.milvus.reembedding import forsaken
from qa_bot.store.milvus.rows import WHOLE, article_of, prefix_of
from qa_bot.store.milvus.state import StateRows
from qa_bot.store.rows import digest

_FIELDS = ("key", "article", "version", "batch", "start", "end")
#: Rows that are cleared away at a time.
_LOT = 500


def problems(engine: Engine, articles: Articles, state_rows: StateRows) -> Iterator[str]:
    """Everything that contradicts itself, a sentence each."""
    state = articles.state()
    for kind in state_rows.abandoned(state).values():
        what = "a batch that was not written to its end" if kind == "batch" else "an embedding anew that was broken off"
        yield f"there is {what}: it does not count; qa-bot compact clears it away"
    for collection in forsaken(engine, articles.state()):
        yield f"the collection {collection} is of no use any more; qa-bot compact drops it"
    dimension = int(state.settings["dimension"])
    passages = Passages(engine, state.passages, (*_FIELDS, "vector"))
    left = 0
    for versions in articles.walk((*WHOLE, "passages")):
        for rows in versions.values():
            yield from _altered(rows)
        present = versions[max(versions)]
        prefix = prefix_of(present[0])
        left += len(_stale(articles, list(passages.before(prefix))))
        yield from _wrong(passages.take(prefix), present, dimension)
    left += len(_stale(articles, list(passages.before(None))))
    if left:
        yield f"{left} passages belong to no present version of an article: qa-bot compact clears them away"
    for id, version in articles.headless():
        yield f"article {id} was removed, but not all of its text (version {version}); qa-bot compact clears it away"


def sweep(engine: Engine, articles: Articles, state_rows: StateRows, batches: Batches) -> int:
    """Clear away whatever does not count any more; returns the number of rows."""
    state = articles.state()
    for version in state_rows.abandoned(state):
        batches.clear(version, state)
    for collection in forsaken(engine, articles.state()):
        engine.drop(collection)
    cleared = 0
    for id, version in articles.headless():
        engine.delete(articles.collection, both(is_in("article", [id]), is_in("version", [version])))
        cleared += 1
    passages = Passages(engine, state.passages, _FIELDS)
    stale: list[Row] = []
    for versions in articles.walk(("key",), "piece == 0"):
        prefix = prefix_of(versions[max(versions)][0])
        stale += passages.before(prefix)
        passages.take(prefix)
        if len(stale) >= _LOT:
            cleared += _clear(engine, articles, state.passages, stale)
            stale = []
    return cleared + _clear(engine, articles, state.passages, [*stale, *passages.before(None)])


def _stale(articles: Articles, rows: list[Row]) -> list[Row]:
    """Those rows that belong to no present version and to no batch that is being written: looked up once more, since
    others write meanwhile."""
    present, state = articles.present(row["article"] for row in rows)
    versions = {id: row["version"] for id, row in present.items()}
    return [r for r in rows if versions.get(r["article"]) != r["version"] and r["batch"] not in state.marks]


def _clear(engine: Engine, articles: Articles, collection: str, rows: list[Row]) -> int:
    stale = _stale(articles, rows)
    for lot in lots([str(row["key"]) for row in stale]):
        engine.delete(collection, is_in("key", lot))
    return len(stale)


def _altered(rows: list[Row]) -> Iterator[str]:
    first = rows[0]
    try:
        article = article_of(rows)
    except StoreError as error:
        yield str(error)
        return
    if (first["digest"], first["article"]) != (digest(article), article.id):
        why = "was altered: its text or metadata no longer match its digest"
        yield f"article {first['article']} ({article.title!r}) {why}"


def _wrong(passages: list[Row], rows: list[Row], dimension: int) -> Iterator[str]:
    id, expected, length = rows[0]["article"], rows[0]["passages"], sum(len(row["text"]) for row in rows)
    if len(passages) != expected:
        yield f"article {id} has {len(passages)} of its {expected} passages; remove it and add it again"
    for row in passages:
        if not 0 <= row["start"] < row["end"] <= length:
            yield f"passage {row['key']} is no span of its article: [{row['start']}, {row['end']})"
        vector = np.asarray(row["vector"])
        if len(vector) != dimension or abs(float(vector @ vector) - 1) > 0.02:
            yield f"passage {row['key']} has no vector of length 1 and dimension {dimension}"
