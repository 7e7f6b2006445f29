"""Feeds: the entries of an RSS or Atom feed, with what each says of its article."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from index.boilerplate import sift
from index.dates import parse_date
from index.draft import Draft, UnusableError
from index.names import clean_authors

#: The root elements of RSS, Atom and RSS 1.0.
ROOTS = frozenset({"rss", "feed", "RDF"})
#: Why an entry is no article by itself.
TEASER = "a feed entry without the full text: give the feed's address, and its pages are fetched"
#: Fewer words than this, or an ellipsis at the end, and the entry's text is a teaser.
_FEWEST_WORDS = 100
_MAIL = re.compile(r"\s*\S+@\S+\s*\(([^()]+)\)\s*$")
_CUT_OFF = ("…", "...", "[…]", "[...]", "(…)", "read more", "continue reading", "»")


def read_feed(data: bytes, url: str = "", charset: str = "") -> list[tuple[str, Draft]]:
    """The entries in their order, each with the address of its page ("" without one) and a draft.

    The draft holds the entry's own metadata, and paragraphs only where the entry holds the full
    text and not a teaser. ``url`` is the feed's address, which its relative links start from.
    Raises UnusableError when there are no entries.
    """
    import feedparser

    headers = {"content-location": url, "content-type": f"application/xml; charset={charset}" if charset else ""}
    # As a stream: feedparser would take bytes for the name of a file to open.
    parsed = feedparser.parse(BytesIO(data), response_headers={k: v for k, v in headers.items() if v})
    entries = [dict(entry) for entry in parsed.entries]
    if not entries:
        broken = parsed.get("bozo_exception")
        raise UnusableError(f"a feed that cannot be parsed: {broken}" if broken else "a feed without entries")
    feed = dict(parsed.feed)
    return [(_link(entry), _draft(entry, feed)) for entry in entries]


def _draft(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Draft:
    source = _plain(dict(entry.get("source") or {}).get("title") or feed.get("title") or "")
    published, updated = _date(entry, "published"), _date(entry, "updated")
    return Draft(
        paragraphs=sift(_full_text(entry)),
        title=_plain(entry.get("title") or ""),
        authors=clean_authors(_authors(entry)),
        published=published or _date(entry, "created") or updated,
        updated=updated if updated != published else None,
        source=source,
        url=_link(entry),
        language=_language(entry, feed),
    )


def _link(entry: Mapping[str, Any]) -> str:
    """The address of the article itself, not that of a service which counts the clicks."""
    link = str(entry.get("feedburner_origlink") or entry.get("link") or "")
    return link if link.startswith(("http://", "https://")) else ""


def _authors(entry: Mapping[str, Any]) -> list[str]:
    """The names of the authors; RSS writes one as "mail@paper.example (Ana Ruiz)"."""
    author = str(entry.get("author") or "")
    if found := _MAIL.match(author):
        return [found[1]]
    return [str(person.get("name") or "") for person in entry.get("authors") or []] or [author]


def _full_text(entry: Mapping[str, Any]) -> list[str]:
    """The paragraphs of the longest text in the entry, none if that is a teaser."""
    from index.html import read_fragment

    texts = [str(content.get("value") or "") for content in entry.get("content") or []]
    longest = max([*texts, str(entry.get("summary") or "")], key=len)
    parts = read_fragment(longest) if longest.strip() else []
    words = sum(len(part.split()) for part in parts)
    return [] if words < _FEWEST_WORDS or parts[-1].casefold().endswith(_CUT_OFF) else parts


def _date(entry: Mapping[str, Any], name: str) -> date | datetime | None:
    """A date as the feed writes it, with its time zone; otherwise as feedparser understands it, in UTC."""
    parsed = entry.get(f"{name}_parsed")
    return parse_date(entry.get(name)) or (datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None)


def _language(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    details = [*(entry.get("content") or []), entry.get("title_detail") or {}]
    return next((str(detail["language"]) for detail in details if detail.get("language")), feed.get("language") or "")


def _plain(text: str) -> str:
    """A title without the markup that it may carry."""
    from index.html import read_fragment

    return " ".join(read_fragment(text)) if "<" in text or "&" in text else " ".join(text.split())
