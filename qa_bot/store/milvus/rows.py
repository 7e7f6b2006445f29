"""An article and its passages as rows of Milvus, and back.

Keys rise with the arrival of the article, then with the version, then along the text: a
walk over a collection by key comes article by article, in the order in which they came.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from qa_bot.article import Article
from qa_bot.duplicates import bands, signatures
from qa_bot.errors import ArticleError, StoreError
from qa_bot.store import Entry
from qa_bot.store.milvus.engine import Row
from qa_bot.store.milvus.expressions import day_number, folded
from qa_bot.store.milvus.schema import LONGEST, PIECE, SPARSE
from qa_bot.store.rows import VECTOR, digest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What of an article's row tells who and which version it is.
HEAD = ("article", "version", "batch", "came", "piece", "digest")
#: What gives the article back.
WHOLE = (*HEAD, "pieces", "meta", "text")


def article_rows(article: Article, batch: int, version: int, came: int, passages: int) -> list[Row]:
    """The rows of an article: the first with its metadata and the beginning of the text, the others go on with it.

    Raises StoreError when a field beside the text is longer than Milvus takes.
    """
    meta = json.dumps(article.to_dict(), ensure_ascii=False)
    for name, value in (("title, address, authors and standfirst", meta), ("source", article.source)):
        if len(value.encode()) > LONGEST:
            raise StoreError(f"article {article.id} ({article.title[:60]!r}): {name} have more than {LONGEST:,} bytes")
    pieces = list(_pieces(article.text))
    common = {"article": article.id, "batch": batch, "version": version, "came": came, "pieces": len(pieces)}
    first = {
        "digest": digest(article), "source": article.source, "language": article.language, "meta": meta,
        "day": day_number(article.day), "passages": passages, "bands": band_words(signatures([article.text])),
    }  # fmt: skip
    later = {"digest": "", "source": "", "language": "", "meta": "", "day": 0, "passages": 0, "bands": {0: 1.0}}
    return [
        {**common, **(later if number else first), "piece": number, "text": piece,
         "key": f"{_prefix(came, article.id, version)}.{number:05d}"}
        for number, piece in enumerate(pieces)
    ]  # fmt: skip


def passage_rows(entry: Entry, batch: int, version: int, came: int) -> list[Row]:
    """The rows of an article's passages, rising by start."""
    article = entry.article
    common = {
        "article": article.id, "batch": batch, "version": version, "source": folded(article.source),
        "language": folded(article.language), "day": day_number(article.day),
    }  # fmt: skip
    return [
        {**common, "key": f"{_prefix(came, article.id, version)}.{passage.start:09d}", "start": passage.start,
         "end": passage.end, "words": _cut(passage.index_text, LONGEST), "vector": rounded(vector)}
        for passage, vector in zip(entry.passages, entry.vectors, strict=True)
    ]  # fmt: skip


def prefix_of(row: Row) -> str:
    """What the keys of an article's and its passages' rows of one version begin with."""
    return str(row["key"]).rpartition(".")[0]


def version_in(key: str) -> int:
    """The version of the article in the key of one of its rows."""
    return int(key.rsplit(".", 2)[1])


def article_of(rows: Sequence[Row]) -> Article:
    """The article out of its rows. Raises StoreError when one is missing or was altered."""
    ordered = sorted(rows, key=lambda row: row["piece"])
    try:
        if [row["piece"] for row in ordered] != list(range(ordered[0]["pieces"])):
            raise ValueError("a part of its text is missing")
        article = Article.from_dict(json.loads(ordered[0]["meta"]) | {"text": "".join(row["text"] for row in ordered)})
    except (ArticleError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"article {rows[0]['article']} cannot be read: {error}; qa-bot verify tells more") from error
    return article


def band_words(signed: np.ndarray) -> dict[int, float]:
    """The bands of signatures (n, 128) as a sparse vector: those of two articles meet where they share a band."""
    return {hash % SPARSE + 1: 1.0 for hash in bands(signed).ravel().tolist()}


def rounded(vector: np.ndarray) -> list[float]:
    """The vector in the half precision of the local store, so that both give the same cosines."""
    values: list[float] = vector.astype(VECTOR).astype(np.float32).tolist()
    return values


def moment(version: int) -> datetime:
    """When a version was stored, UTC; versions are nanoseconds since 1970."""
    return _EPOCH + timedelta(microseconds=version // 1_000)


def version_of(stored: datetime) -> int:
    """The version that was stored at this moment."""
    return (stored - _EPOCH) // timedelta(microseconds=1) * 1_000


def _prefix(came: int, id: str, version: int) -> str:
    return f"{came:019d}.{id}.{version:019d}"


def _pieces(text: str) -> Iterator[str]:
    data = text.encode()
    at = 0
    while at < len(data):
        end = _boundary(data, at + PIECE)
        yield data[at:end].decode()
        at = end


def _cut(text: str, most: int) -> str:
    data = text.encode()
    return data[: _boundary(data, most)].decode()


def _boundary(data: bytes, at: int) -> int:
    """The last place up to ``at`` where a character of the UTF-8 bytes begins."""
    at = min(at, len(data))
    while at < len(data) and data[at] & 0xC0 == 0x80:
        at -= 1
    return at
