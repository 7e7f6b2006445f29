"""From articles to entries: split into passages, and encoded where the vector is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from qa_bot.article import Article
from qa_bot.encoder import Encoder
from qa_bot.splitter import Splitter
from qa_bot.store import Entry


def entries_of(
    articles: Sequence[Article],
    splitter: Splitter,
    encoder: Encoder,
    known: Mapping[str, np.ndarray],
    progress: Callable[[int, int], None] | None = None,
) -> list[Entry]:
    """An entry for each article; ``known`` holds vectors, float32 (dimension,), by index text."""
    split = [splitter.split(article) for article in articles]
    texts = [passage.index_text for passages in split for passage in passages]
    new = list(dict.fromkeys(text for text in texts if text not in known))
    made = dict(zip(new, encoder.encode_passages(new, progress), strict=True)) if new else {}
    vectors = {**known, **made}
    empty = np.empty((0, encoder.dimension), dtype=np.float32)
    return [
        Entry(article, passages, np.stack([vectors[p.index_text] for p in passages]) if passages else empty)
        for article, passages in zip(articles, split, strict=True)
    ]
