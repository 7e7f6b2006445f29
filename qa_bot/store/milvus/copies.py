"""Near-duplicates of an article on Milvus, found when asked for: by the bands of its signature, and theirs in turn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa_bot.article import Article
from qa_bot.duplicates import alike, signatures
from qa_bot.store.milvus.articles import Articles
from qa_bot.store.milvus.engine import MOST, Engine
from qa_bot.store.milvus.rows import band_words

#: So many articles of a family are looked up together.
_LOT = 50


def copies(engine: Engine, articles: Articles, article_id: str) -> list[Article]:
    """The other articles of its family, the connected component of the graph of likeness, as they came."""
    present, _ = articles.present([article_id])
    known = articles.load({id: row["version"] for id, row in present.items()})
    family = dict(known)
    border = list(known)
    while border:
        texts = [known[id].text for id in border[:_LOT]]
        border = border[_LOT:]
        signed = signatures(texts)
        near = _sharing(engine, articles, band_words(signed))
        new = [id for id in near if id not in family]
        if new:
            others = signatures([near[id].text for id in new])
            linked = np.flatnonzero(np.stack([alike(each, others) for each in signed]).any(axis=0))
            found = {new[at]: near[new[at]] for at in linked}
            family |= found
            known |= found
            border += found
    came, _ = articles.present(family)
    return [family[id] for id in sorted(came, key=lambda id: int(came[id]["came"])) if id != article_id]


def families(articles: Sequence[Article]) -> dict[str, str]:
    """Those of the articles that are copies of others among them, by id, with the lowest id of these."""
    signed = signatures([article.text for article in articles])
    names = {article.id: article.id for article in articles}
    for article, signature in zip(articles, signed, strict=True):
        near = np.flatnonzero(alike(signature, signed))
        linked = {names[article.id], *(names[articles[int(at)].id] for at in near)}
        names = {id: min(linked) if name in linked else name for id, name in names.items()}
    held = list(names.values())
    return {id: name for id, name in names.items() if held.count(name) > 1}


def _sharing(engine: Engine, articles: Articles, words: dict[int, float]) -> dict[str, Article]:
    """Present articles that have one of the bands, by id."""
    found = engine.search(articles.collection, "bands", words, MOST, "piece == 0", ("article", "version"))
    present, _ = articles.present({row["article"] for _, row in found})
    now = {id: row["version"] for id, row in present.items()}
    return articles.load(
        {row["article"]: row["version"] for _, row in found if now.get(row["article"]) == row["version"]}
    )
