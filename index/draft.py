"""Draft: what a reader found in one piece of input, before it becomes an Article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from qa_bot.article import Article

#: An untitled text is shown under its first words: at most this many.
_TITLE_WORDS = 10


class UnusableError(Exception):
    """The input holds no article; the message is the reason, in words for the user."""


@dataclass(frozen=True)
class Rejected:
    """Input that gave no article, and why. It takes the place of the Article."""

    reason: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the input; ``dropped`` is the reason it is left out, "" if it is kept."""

    text: str
    dropped: str = ""


@dataclass(frozen=True)
class Draft:
    """Metadata and paragraphs in the order of the page, kept and dropped ones alike.

    ``notes`` are remarks for the user, such as a date that could not be understood.
    """

    paragraphs: tuple[Paragraph, ...] = ()
    title: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published: date | datetime | None = None
    updated: date | datetime | None = None
    source: str = ""
    url: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[str, ...]:
        """The body paragraphs of the article, without the standfirst."""
        return tuple(p.text for p in self.paragraphs if not p.dropped)

    @property
    def dropped(self) -> tuple[Paragraph, ...]:
        """What is not the article, each paragraph with its reason."""
        return tuple(p for p in self.paragraphs if p.dropped)

    @property
    def text(self) -> str:
        """The text of the article: standfirst, then body, a blank line between paragraphs."""
        return "\n\n".join(([self.standfirst] if self.standfirst else []) + list(self.kept))

    def with_note(self, note: str) -> Draft:
        """The same draft with one more remark."""
        return replace(self, notes=(*self.notes, note))

    def filled_from(self, other: Draft) -> Draft:
        """The same draft, with the metadata of the other where it has none; its paragraphs stay its own."""
        names = ("title", "standfirst", "authors", "published", "updated", "source", "url", "language")
        return replace(self, **{name: getattr(self, name) or getattr(other, name) for name in names})

    def article(self, source: str | None = None, published: date | datetime | None = None) -> Article:
        """The finished article.

        ``source`` replaces whatever the input says; ``published`` only fills a gap. Raises
        UnusableError when nothing is left as text, and ArticleError when the text cannot be stored.
        """
        if not self.kept:
            raise UnusableError(_nothing_left(self.dropped))
        return Article(
            text=self.text,
            title=self.title or _first_words(self.kept[0]),
            url=self.url,
            source=source or self.source or _host(self.url),
            authors=self.authors,
            published=self.published or published,
            standfirst=self.standfirst,
        )


def _nothing_left(dropped: Iterable[Paragraph]) -> str:
    reasons = list(dict.fromkeys(p.dropped for p in dropped))
    if not reasons:
        return "no article text found"
    return f"no article text left: all of it is {', '.join(reasons[:3])}{' and more' if len(reasons) > 3 else ''}"


def _first_words(text: str) -> str:
    words = text.split()
    return text if len(words) <= _TITLE_WORDS else " ".join(words[:_TITLE_WORDS]).rstrip(",;:.–—-") + " …"


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # such as a half-open IPv6 address
        return ""
