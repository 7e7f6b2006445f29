"""Entries: articles made ready for a store, split into passages that have their vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from qa_bot.article import Article
from qa_bot.encoder import Encoder, Progress
from qa_bot.splitter import Splitter
from qa_bot.store import Entry


def prepare(
    articles: Sequence[Article],
    encoder: Encoder,
    splitter: Splitter,
    known: Mapping[str, np.ndarray] | None = None,
    progress: Progress | None = None,
) -> list[Entry]:
    """An entry for each article, in their order; each different text is encoded once.

    ``known`` holds vectors, float32 (dimension,), that need not be made again, by the index
    text of their passage. ``progress`` gets (passages encoded, passages to encode).
    """
    if not articles:
        return []
    vectors = dict(known or {})
    split = [splitter.split(article) for article in articles]
    texts = [passage.index_text for passages in split for passage in passages]
    new = list(dict.fromkeys(text for text in texts if text not in vectors))
    vectors |= dict(zip(new, encoder.encode_passages(new, progress), strict=True)) if new else {}
    empty = np.empty((0, encoder.dimension), dtype=np.float32)
    return [
        Entry(article, passages, np.stack([vectors[p.index_text] for p in passages]) if passages else empty)
        for article, passages in zip(articles, split, strict=True)
    ]
