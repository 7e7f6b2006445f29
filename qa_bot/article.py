"""Article: the immutable text that every quote is a slice of, and what is known about it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from qa_bot.errors import ArticleError

#: Query parameters that say where a reader came from, not which page it is.
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")


@dataclass(frozen=True)
class Article:
    """One news article.

    ``text`` is stored and quoted exactly as given, line ends and all; ``standfirst``, where
    there is one, is the paragraph that ``text`` begins with. ``published`` and ``updated`` are
    dates, or datetimes when the hour is known; ``language`` is an ISO 639-1 code such as "en",
    "" when unknown. Raises ArticleError when the text is blank, holds half of a surrogate pair
    (no encoding can store that), or a field is of the wrong kind.
    """

    text: str
    title: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: date | datetime | None = None
    standfirst: str = ""
    updated: date | datetime | None = None
    language: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.authors, str):
            raise ArticleError(f"authors is a tuple of names, not one string: {self.authors!r}")
        object.__setattr__(self, "authors", tuple(self.authors))
        for field in ("text", "title", "url", "source", "standfirst", "language"):
            value = getattr(self, field)
            if not isinstance(value, str):
                raise ArticleError(f"{field} must be a string, not {type(value).__name__}")
            _check_encodable(field, value)
        for author in self.authors:
            if not isinstance(author, str):
                raise ArticleError(f"authors must be strings, not {type(author).__name__}")
            _check_encodable("authors", author)
        if not self.text.strip():
            raise ArticleError("the article has no text")
        for field in ("published", "updated"):
            value = getattr(self, field)
            if value is not None and not isinstance(value, date):
                raise ArticleError(f"{field} must be a date or datetime, not {value!r}")
        if not _LANGUAGE.fullmatch(self.language):
            raise ArticleError(f'language must be two small letters such as "en" (ISO 639-1), not {self.language!r}')

    @cached_property
    def id(self) -> str:
        """16 hex digits, the same on every run: from the URL, or else from title and text."""
        key = canonical_url(self.url) if self.url else f"{self.title}\n{self.text}"
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    @property
    def day(self) -> date | None:
        """The calendar day of publication, as the article's own time zone has it."""
        return self.published.date() if isinstance(self.published, datetime) else self.published

    @property
    def dateline(self) -> str:
        """Source and day for people to read: "Northern Wire, 30 November 2024"."""
        day = f"{self.day.day} {self.day:%B %Y}" if self.day else ""
        return ", ".join(part for part in (self.source, day) if part)

    def to_dict(self, text: bool = False) -> dict[str, Any]:
        """Metadata as JSON-ready values; the text only when asked for."""
        result: dict[str, Any] = {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "source": self.source,
            "authors": list(self.authors),
            "published": self.published.isoformat() if self.published else None,
            "standfirst": self.standfirst,
            "updated": self.updated.isoformat() if self.updated else None,
            "language": self.language,
        }
        return result | {"text": self.text} if text else result

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Article:
        """The inverse of ``to_dict(text=True)``; other keys are ignored."""
        published, updated = values.get("published"), values.get("updated")
        return cls(
            text=values["text"],
            title=values.get("title", ""),
            url=values.get("url", ""),
            source=values.get("source", ""),
            authors=tuple(values.get("authors", ())),
            published=parse_published(published) if published else None,
            standfirst=values.get("standfirst", ""),
            updated=parse_published(updated) if updated else None,
            language=values.get("language", ""),
        )


def parse_published(value: str) -> date | datetime:
    """An ISO 8601 date or date and time; raises ArticleError on anything else."""
    try:
        return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    except ValueError as error:
        raise ArticleError(f"not an ISO date such as 2026-03-31: {value!r}") from error


def canonical_url(url: str) -> str:
    """The URL without what does not change the page: fragment, tracking, case of the host."""
    try:
        parts = urlsplit(url.strip())
        query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_TRACKING)]
    except ValueError:  # such as a half-open IPv6 address: keep it as a plain name
        return url.strip()
    path = parts.path.rstrip("/") if len(parts.path) > 1 else ""
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, urlencode(query), ""))


def _check_encodable(field: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(f"{field} holds half of a surrogate pair at position {error.start}") from error
