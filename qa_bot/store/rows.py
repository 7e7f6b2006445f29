"""An article as a row of the database: its columns, and the digest by which an alteration shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from qa_bot.article import Article, parse_published

COLUMNS = "id, digest, text, title, url, source, authors, published, standfirst, updated, language"
#: Half precision halves the disk; the caches are built from these same values.
VECTOR = np.dtype("<f2")
#: Fields that later versions added count only when they are set, so that old digests stay true.
_ADDED = ("updated", "language")


def row_of(article: Article) -> tuple[Any, ...]:
    """The values of ``COLUMNS``."""
    authors = json.dumps(article.authors, ensure_ascii=False)
    published, updated = (day.isoformat() if day else None for day in (article.published, article.updated))
    return (article.id, digest(article), article.text, article.title, article.url, article.source, authors, published,
            article.standfirst, updated, article.language)  # fmt: skip


def article_of(row: Sequence[Any]) -> Article:
    """The article out of the values of ``COLUMNS``."""
    _id, _digest, text, title, url, source, authors, published, standfirst, updated, language = row
    when, again = (parse_published(day) if day else None for day in (published, updated))
    return Article(text, title, url, source, tuple(json.loads(authors)), when, standfirst, again, language)


def digest(article: Article) -> str:
    """Hash of everything stored of an article."""
    values = article.to_dict(text=True)
    kept = {name: value for name, value in values.items() if value or name not in _ADDED}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def now() -> str:
    """The present moment as the database keeps it."""
    return moment(datetime.now(UTC))


def moment(when: datetime) -> str:
    """A moment as the database keeps it: UTC, so that such texts sort by time."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")
