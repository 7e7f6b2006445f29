"""Sitemaps: the pages that a site lists, and what a news sitemap says of each (sitemaps.org protocol 0.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.dates import parse_date
from index.draft import Draft, UnusableError

#: The root elements of a sitemap, and of a list of sitemaps.
ROOTS = frozenset({"urlset", "sitemapindex"})


@dataclass(frozen=True)
class Sitemap:
    """Pages with what is said of them, and further sitemaps; a sitemap has the one or the other."""

    pages: tuple[tuple[str, Draft], ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_sitemap(data: bytes) -> Sitemap:
    """What a sitemap lists, in its order. Raises UnusableError when it lists nothing."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableError(f"a sitemap that cannot be parsed: {error}") from error
    entries = [] if root is None else [(url, element) for element in root if (url := _text(element, "loc"))]
    if not entries:
        raise UnusableError("a sitemap without addresses")
    if etree.QName(root).localname == "sitemapindex":
        return Sitemap(sitemaps=tuple(url for url, _ in entries))
    return Sitemap(pages=tuple((url, _draft(url, element)) for url, element in entries))


def _draft(url: str, element: Any) -> Draft:
    """The metadata of one page; "lastmod" is no date of an article: it changes with the page around it."""
    return Draft(
        title=_text(element, "title"),
        published=parse_date(_text(element, "publication_date")),
        source=_text(element, "name"),
        url=url,
        language=_text(element, "language"),
    )


def _text(element: Any, name: str) -> str:
    """The text of the first element of that name below, "" without one; sites differ in their namespaces."""
    if not isinstance(element.tag, str):  # a comment
        return ""
    found = next(element.iterfind(f".//{{*}}{name}"), None)
    return " ".join((found.text or "").split()) if found is not None else ""
