"""Metadata: what a web page declares about its article in JSON-LD, OpenGraph and meta elements."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from index.dates import parse_date
from index.draft import Draft, Paragraph
from index.fields import clean_url, read_fields
from index.names import clean_authors

_ARTICLE_TYPE = re.compile(r"(?:article|blogposting|report(?:age)?|webpage)$", re.I)
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "pubdate",
    "publish-date", "publication_date", "dc.date.issued", "dcterms.created", "sailthru.date", "date",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_AUTHORS = ("article:author", "author", "parsely-author", "byl", "dc.creator", "sailthru.author")


def declared(tree: Any) -> Draft:
    """A draft from a parsed page: JSON-LD, and where it is silent meta elements.

    The standfirst is the description, which may have been written for search engines only. The
    paragraphs are the lines of "articleBody", where JSON-LD has one; many hold only a part.
    """
    meta = _meta(tree)
    items = list(_json_ld(tree))
    linked = read_fields(items[0]) if items else Draft()
    body = max((str(item.get("articleBody") or "") for item in items), key=len, default="")
    canonical = next((clean_url(href) for href in tree.xpath("//link[@rel='canonical']/@href")), "")
    return replace(
        linked,
        paragraphs=tuple(Paragraph(line) for raw in body.splitlines() if (line := _unescape(raw))),
        title=_title(
            tree, _unescape(linked.title), _unescape(meta.get("og:title", "") or meta.get("twitter:title", ""))
        ),
        standfirst=_unescape(meta.get("og:description", "") or meta.get("description", "")),
        authors=linked.authors or _authors(tree),
        published=linked.published or next((found for n in _DATES if (found := parse_date(meta.get(n)))), None),
        updated=linked.updated or next((found for n in _UPDATED if (found := parse_date(meta.get(n)))), None),
        language=_language(tree, meta) or linked.language,
        source=_unescape(linked.source or meta.get("og:site_name", "")),
        url=next((u for u in (canonical, linked.url, clean_url(meta.get("og:url", ""))) if "://" in u), ""),
        notes=(),
    )


def _title(tree: Any, linked: str, shared: str) -> str:
    """The headline of JSON-LD, unless page and share card both have another: some write one for search engines."""
    on_page = {_unescape(h1.text_content()) for h1 in tree.xpath("//body//h1")}
    return shared if shared in on_page and linked not in on_page else linked or shared


def _language(tree: Any, meta: Mapping[str, str]) -> str:
    """The language that the page declares, most binding first; "" if it declares none."""
    shown = tree.xpath("//html/@lang|//html/@xml:lang")
    return next((name for name in (*shown, meta.get("og:locale", ""), meta.get("content-language", "")) if name), "")


def live_posts(tree: Any) -> list[str]:
    """Headline and text of the posts of a live blog, as JSON-LD declares them."""
    blogs = _json_ld(tree, kind="liveblogposting", key="liveBlogUpdate")
    posts = [post for blog in blogs if isinstance(blog["liveBlogUpdate"], list) for post in blog["liveBlogUpdate"]]
    return [
        f"{_unescape(str(post.get('headline') or ''))} {_unescape(str(post['articleBody']))}"
        for post in posts
        if isinstance(post, Mapping) and post.get("articleBody")
    ]


def visible_date(tree: Any) -> date | datetime | None:
    """The first machine-readable <time> of the page."""
    times = tree.xpath("//time/@datetime")
    return next((found for value in times[:5] if (found := parse_date(value.strip()))), None)


def _authors(tree: Any) -> tuple[str, ...]:
    """The authors of the first kind of meta element that names any; there may be one for each author."""
    elements = tree.xpath("//meta[@content and (@property or @name)]")
    named = [((e.get("property") or e.get("name")).casefold(), _unescape(e.get("content"))) for e in elements]
    found = (clean_authors(content for name, content in named if name == wanted) for wanted in _AUTHORS)
    return next((authors for authors in found if authors), ())


def _json_ld(tree: Any, kind: str = "", key: str = "headline") -> Iterator[Mapping[str, Any]]:
    """The objects of JSON-LD that describe an article, of one kind if it is named, and hold the key."""
    found: list[Mapping[str, Any]] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        try:
            found.extend(_objects(json.loads(script, strict=False)))
        except (ValueError, RecursionError):  # broken JSON-LD is common, and the page goes on without it
            continue
    yield from (item for item in found if item.get(key) and kind in str(item["@type"]).casefold())


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        kinds = value.get("@type") or ""
        if any(_ARTICLE_TYPE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield value
        yield from _objects(value.get("@graph"))


def _meta(tree: Any) -> dict[str, str]:
    result: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if element.get("content").strip():
            result.setdefault(name.casefold(), element.get("content").strip())
    return result


def _unescape(text: str) -> str:
    return " ".join(html.unescape(text).split())
