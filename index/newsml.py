"""NewsML: news items as agencies deliver them, in NITF 3 and NewsML-G2 (both standards of the IPTC)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from index.boilerplate import sift
from index.dates import parse_date
from index.draft import Draft, UnusableError
from index.fields import clean_url
from index.names import clean_authors

#: The root elements of a NITF document, of one news item, and of a message that carries several.
ROOTS = frozenset({"nitf", "newsItem", "newsMessage"})
#: Elements of NITF and XHTML that are one paragraph each.
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "li", "tr", "pre", "blockquote", "dt", "dd"}
)
#: Parts of NITF and XHTML that are not the story's own words.
_ASIDE = frozenset({"media", "note", "script", "style", "figure", "bibliography"})


def read_newsml(data: bytes) -> list[Callable[[], Draft]]:
    """The news items of a document, each a draft to be made, which raises UnusableError if it is no article.

    Raises UnusableError itself when the document is broken or holds no item.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableError(f"XML that is broken: {error}") from error
    if _name(root) == "nitf":
        return [partial(_nitf, root)]
    items = [root] if _name(root) == "newsItem" else list(root.iter("{*}newsItem"))
    if not items:
        raise UnusableError("a news message without news items")
    return [partial(_news_item, item) for item in items]


def _nitf(root: Any) -> Draft:
    """One NITF document: headline, byline and dateline in body.head, the story in body.content."""
    body = root.find("{*}body")
    if body is None:
        raise UnusableError("NITF without a body")
    head, content = body.find("{*}body.head"), body.find("{*}body.content")
    head = head if head is not None else body
    docdata = root.find("{*}head/{*}docdata")
    docdata = docdata if docdata is not None else root
    pubdata = root.find("{*}head/{*}pubdata")
    pubdata = {} if pubdata is None else pubdata.attrib
    bylines = head.findall("{*}byline")
    people = [_line(person) for byline in bylines for person in byline.iter("{*}person")]
    dates = [(docdata, "date.issue"), (docdata, "date.release"), (head, "dateline/{*}story.date")]
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    return Draft(
        paragraphs=sift(list(_paragraphs(content)) if content is not None else []),
        title=_first(head, "{*}hedline/{*}hl1") or _first(root, "{*}head/{*}title"),
        standfirst=_first(head, "{*}abstract"),
        authors=clean_authors(people or map(_line, bylines)),
        published=next((day for place, path in dates if (day := _norm(place, path))), None),
        source=pubdata.get("name", "") or _first(head, "distributor/{*}org") or _first(head, "distributor"),
        url=clean_url(pubdata.get("ex-ref", "")),
        language=language,
    )


def _news_item(item: Any) -> Draft:
    """One NewsML-G2 item: metadata in itemMeta and contentMeta, the story in contentSet."""
    status = item.find("{*}itemMeta/{*}pubStatus")
    if status is not None and status.get("qcode", "").endswith((":canceled", ":withheld")):
        raise UnusableError(f"taken back by its publisher ({status.get('qcode')})")
    story = next((_story(inner) for inner in item.iterfind("{*}contentSet/*")), Draft())
    meta = "{*}contentMeta/"
    published = _moment(item, f"{meta}{{*}}contentCreated") or _moment(item, "{*}itemMeta/{*}firstCreated")
    updated = _moment(item, f"{meta}{{*}}contentModified") or _moment(item, "{*}itemMeta/{*}versionCreated")
    language = item.find(f"{meta}{{*}}language")
    creators = [_first(creator, "{*}name") for creator in item.iterfind(f"{meta}{{*}}creator")]
    own = Draft(
        title=_first(item, f"{meta}{{*}}headline"),
        standfirst="",
        authors=clean_authors(filter(None, creators)) or clean_authors([_first(item, f"{meta}{{*}}by")]),
        published=published or story.published,
        updated=updated if updated != published else None,
        source=_first(item, f"{meta}{{*}}infoSource/{{*}}name") or _first(item, "{*}itemMeta/{*}provider/{*}name"),
        url=item.get("guid", ""),  # the same for every version of the item, so that a new one replaces the old
        language=language.get("tag", "") if language is not None else "",
        paragraphs=story.paragraphs,
    )
    return own.filled_from(story)


def _story(content: Any) -> Draft:
    """What inlineXML (NITF or XHTML) or inlineData (plain text) holds."""
    from index.page import split_paragraphs

    if _name(content) == "inlineData":
        return Draft(paragraphs=sift(split_paragraphs(content.text or "")))
    inner = next(iter(content), None)
    if inner is None:
        return Draft()
    if _name(inner) == "nitf":
        return _nitf(inner)
    body = inner.find("{*}body")
    return Draft(paragraphs=sift(list(_paragraphs(inner if body is None else body))))


def _paragraphs(element: Any) -> Iterator[str]:
    for child in element:
        if _name(child) in _ASIDE:
            continue
        if _name(child) in _BLOCKS and not any(_name(inner) in _BLOCKS for inner in child.iterdescendants()):
            if line := _line(child):
                yield line
        else:
            yield from _paragraphs(child)


def _moment(item: Any, path: str) -> date | datetime | None:
    return parse_date(_first(item, path))


def _norm(element: Any, path: str) -> date | datetime | None:
    """A date in NITF's "norm", which is ISO 8601 without separators, such as 20260414T063500Z."""
    found = element.find("{*}" + path)
    value = "" if found is None else found.get("norm", "").strip()
    try:
        return parse_date(date.fromisoformat(value) if len(value) == 8 else datetime.fromisoformat(value))
    except ValueError:
        return parse_date(value)


def _first(element: Any, path: str) -> str:
    found = element.find(path if path.startswith("{") else "{*}" + path)
    return "" if found is None else _line(found)


def _line(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
