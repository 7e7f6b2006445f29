"""Draft: what a reader found in one piece of input, before it becomes an Article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from index.language import declared_language, detected_language
from qa_bot.article import Article

#: So many short lines with hardly a sentence among them are a list of links or results.
_LIST = 100
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
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

    def with_remarks(self) -> Draft:
        """The same draft with a remark where its date cannot be right: it is kept as the source gives it."""
        day = _day(self.published)
        if day is None or day <= datetime.now(UTC).date() + timedelta(days=1):  # somewhere it is tomorrow already
            return self
        return self.with_note(f"dated in the future: {day}")

    def article(self, source: str | None = None, published: date | datetime | None = None) -> Article:
        """The finished article.

        ``source`` replaces whatever the input says; ``published`` only fills a gap. Raises
        UnusableError when nothing is left as text, and ArticleError when the text cannot be stored.
        """
        if not self.kept:
            raise UnusableError(_nothing_left(self.dropped))
        if _is_list(self.kept):
            raise UnusableError(f"no article but a list: {len(self.kept):,} lines, hardly a sentence among them")
        first = self.published or published
        return Article(
            text=self.text,
            title=self.title or _first_words(self.kept[0]),
            url=self.url,
            source=source or self.source or _host(self.url),
            authors=self.authors,
            published=first,
            standfirst=self.standfirst,
            updated=_later(self.updated, first),
            language=declared_language(self.language) or detected_language(self.text),
        )


def _is_list(parts: Sequence[str]) -> bool:
    """Whether a text is a long list, as of links, names or results: nobody can quote a sentence from it."""
    if len(parts) < _LIST:
        return False
    return sum(len(part.split()) > 6 and bool(_SENTENCE_END.search(part)) for part in parts) < len(parts) / 20


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _later(updated: date | datetime | None, published: date | datetime | None) -> date | datetime | None:
    """The time of an update, None where it is that of publication or, by a mistake of the page, before it."""
    day, first = _day(updated), _day(published)
    return None if updated == published or (day and first and day < first) else updated


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
