"""Web: the articles at an address, which is that of a page, a feed, a sitemap or a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from index import feeds, newsml, sitemaps
from index.contents import Maker, Makers, failed, makers, read_document, root_name
from index.draft import Draft, UnusableError
from index.fetch import Fetched
from index.field_map import FieldMap
from index.files import Meter, kind_of, unpack
from index.zips import zip_makers

#: Pages of one feed or sitemap that are fetched at most, unless the caller says otherwise.
MOST = 1_000
#: What a media type holds; for others the name in the address and the content itself decide.
_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/x-ndjson": "lines",
    "application/jsonl": "lines",
    "text/markdown": "markdown",
    "multipart/related": "mhtml",
    "application/x-mimearchive": "mhtml",
}
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"


class Source(Protocol):
    """What is needed of index.fetch.Fetcher."""

    def get(self, url: str) -> Fetched: ...


def web_makers(address: str, fetcher: Source, meter: Meter, fields: FieldMap | None = None, most: int = MOST) -> Makers:
    """The drafts at an address. Pages that a feed or sitemap names are fetched as each draft is made."""
    try:
        found = _inflated(fetcher.get(address))
        kind = content_kind(found)
        if kind in ("feed", "sitemap"):
            feed = kind == "feed"
            pages = feeds.read_feed(found.data, found.url, found.charset) if feed else _listed(found, fetcher)
            yield from _pages(address, pages, fetcher, meter, most)
            return
    except UnusableError as error:
        yield address, failed(error)
        return
    if kind == "zip":
        yield from zip_makers(address, found.data, meter, fields)
    elif kind in ("json", "lines", "xml"):
        yield from makers(address, kind, found.data, fields, found.charset)
    else:
        yield address, lambda: _page(kind, found)


def content_kind(found: Fetched) -> str:
    """What came: "feed", "sitemap", "zip", or a kind of file. The content is believed before its label."""
    if found.data.startswith(_ZIP):
        return "zip"
    root = root_name(found.data)
    if root in feeds.ROOTS:
        return "feed"
    if root in sitemaps.ROOTS:
        return "sitemap"
    if root in newsml.ROOTS:
        return "xml"
    named = kind_of(urlsplit(found.url).path)
    if found.type in _TYPES:
        return _TYPES[found.type]
    if root:
        return "html"
    return named if named not in ("", "html", "xml", "zip") else "text"


def own_address(draft: Draft, address: str) -> Draft:
    """The draft under the address that the page gives itself, if that can be true; else where it was found.

    It must be on the same site, and not the front page. A page that names another site is a copy, or lies.
    """
    canonical = urljoin(address, draft.url) if draft.url else address
    given, found = urlsplit(canonical), urlsplit(address)
    front = given.path in ("", "/") and not given.query and found.path not in ("", "/")
    if given.scheme in ("http", "https") and _site(given.hostname) == _site(found.hostname) and not front:
        return replace(draft, url=canonical)
    draft = replace(draft, url=address)
    return draft if front else draft.with_note(f"the page gives itself another site's address: {canonical}")


def _page(kind: str, found: Fetched) -> Draft:
    return own_address(read_document(kind, found.data, found.charset), found.url)


def _pages(
    address: str, pages: Iterable[tuple[str, Draft | UnusableError]], fetcher: Source, meter: Meter, most: int
) -> Iterator[tuple[str, Maker]]:
    entries = list(islice(pages, most + 1))
    meter.expected += min(len(entries), most)
    for number, (url, known) in enumerate(entries[:most], 1):
        make = failed(known) if isinstance(known, UnusableError) else _entry_maker(url, known, fetcher)
        yield url or f"{address}#{number}", make
        meter.pages += 1
    if len(entries) > most:
        yield address, failed(UnusableError(f"it lists more than {most:,} pages; --max-pages N lets more be fetched"))


def _entry_maker(url: str, known: Draft, fetcher: Source) -> Maker:
    """The page that an entry names; the entry fills its gaps, and stands in for it if it has the full text."""

    def make() -> Draft:
        try:
            if not url:
                raise UnusableError("an entry without an address or the full text")
            found = _inflated(fetcher.get(url))
            kind = content_kind(found)
            if kind in ("feed", "sitemap", "zip", "json", "lines", "xml"):
                raise UnusableError(f"not a page: {kind}")
            return _page(kind, found).filled_from(known)
        except UnusableError as error:
            if not known.kept:
                raise
            return known.with_note(f"taken from the feed's entry, for its page {error}")

    return make


def _listed(found: Fetched, fetcher: Source) -> Iterator[tuple[str, Draft | UnusableError]]:
    """The pages of a sitemap, and of the sitemaps that it lists; one that fails does not stop the others."""
    sitemap = sitemaps.read_sitemap(found.data)
    yield from sitemap.pages
    for url in sitemap.sitemaps:
        try:
            yield from sitemaps.read_sitemap(_inflated(fetcher.get(url)).data).pages
        except UnusableError as error:
            yield url, error


def _inflated(found: Fetched) -> Fetched:
    """A file that is packed by itself, such as sitemap.xml.gz."""
    return replace(found, data=unpack("page.gz", found.data)) if found.data.startswith(_GZIP) else found


def _site(host: str | None) -> str:
    """The part of a host's name that belongs to one owner: "lavelcourier.example" of "www.lavelcourier.example"."""
    from courlan import extract_domain

    name = (host or "").casefold()
    return str(extract_domain(f"http://{name}/") or name.removeprefix("www.").removeprefix("m.").removeprefix("amp."))
