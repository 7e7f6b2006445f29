"""HTML: the article of a web page, its metadata from what the page declares before any guessing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.blocks import read_blocks
from index.boilerplate import reason_to_drop, sift
from index.dates import is_ahead, parse_date, parse_date_line
from index.draft import Draft, UnusableError
from index.fields import clean_url, without_outlet
from index.metadata import declared, live_posts, visible_date
from index.names import byline, clean_authors

#: So many paragraphs at the end may be about the authors.
_TAIL = 6
_BIOGRAPHY = (
    r"(?:is (?:an?|the|our|based|currently|also|\w+['’]s)|covers|writes|reports|edits|hosts|joined|works|serves|lives"
    r"|has (?:been|covered|written|worked|reported))\b"
)
NO_ARTICLE = "no article text found"
#: Fewer words than this are a notice, a menu or an error page, not an article.
_FEWEST_WORDS = 25
#: So many paragraphs at the top may repeat title, standfirst, byline or date.
_HEADER = 6
#: For htmldate: dates that the page marks as its own, not any year that it finds in the text.
_ONLY_MARKED = {"original_date": True, "extensive_search": False, "outputformat": "%Y-%m-%d"}
_STANDFIRST = re.compile(
    r"standfirst|\bdek\b|\bdeck\b|subtitle|sub-?head(?:line|ing)?\b|strapline|article__summary|excerpt\b", re.I
)


def read_html(text: str) -> Draft:
    """A draft of the one article on a web page.

    Raises UnusableError when there is none: a menu, an error page, a page that needs JavaScript.
    """
    import trafilatura

    tree = _parse(text)
    known = declared(tree)
    try:
        found: Any = trafilatura.bare_extraction(
            text, url=known.url or None, include_comments=False, with_metadata=True, date_extraction_params=_ONLY_MARKED
        )
    except (ValueError, AttributeError, TypeError, RecursionError) as error:  # from inside, on malformed pages
        raise UnusableError(f"{NO_ARTICLE}: the page cannot be parsed ({error})") from error
    if found is None or found.body is None:
        raise UnusableError(NO_ARTICLE)
    source = known.source or _line(found.sitename)
    title = without_outlet(known.title or _line(found.title), source, known.url)
    marked = read_blocks(tree, list(_paragraphs(found.body)), live_posts(tree))
    reasons = {part: reason for part, reason in marked if reason} | _rows(found.body, marked)
    parts = _fuller([part for part, _ in marked], known.kept)
    authors = _authors(known.authors or clean_authors((found.author or "").split(";")), source, parts)
    standfirst = _standfirst(tree, known.standfirst or _line(found.description), title, parts)
    dates = (known.published, visible_date(tree), parse_date(found.date))
    published = next((day for day in dates if day and not is_ahead(day)), None)
    body = _without_header(parts, title, standfirst, authors)
    if sum(len(part.split()) for part in body) < _FEWEST_WORDS:
        raise UnusableError(NO_ARTICLE)
    return replace(
        known,
        paragraphs=sift(body, reasons | _biographies(body, authors)),
        title=title,
        standfirst=standfirst,
        authors=authors,
        published=published,
        source=source,
        url=known.url or clean_url(found.url or ""),
        notes=() if published else tuple(f"date in the future: {day}; not taken" for day in dates[:1] if day),
    )


def read_fragment(text: str) -> list[str]:
    """The paragraphs of a piece of HTML that is all article, as feeds and records carry it."""
    blocks = re.sub(r"(?i)<(?:br|/?(?:p|div|li|ul|ol|h[1-6]|blockquote|tr|section|article)\b)[^>]*>", "\n", text)
    tree = _parse(f"<div>{blocks}</div>")
    for element in tree.xpath("//script|//style|//noscript"):
        element.drop_tree()
    return [line for raw in tree.text_content().split("\n") if (line := _line(raw))]


def _parse(text: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    try:
        # Through bytes: lxml refuses text that declares an encoding of its own.
        parser = lxml_html.HTMLParser(encoding="utf-8")
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise UnusableError(NO_ARTICLE) from error


def _paragraphs(body: Any) -> Iterator[str]:
    """The blocks of trafilatura's result, each on one line."""
    for element in body.iter("p", "head", "item", "row", "quote"):
        if any(parent.tag in ("item", "row") for parent in element.iterancestors()):
            continue  # part of its list item or row, which is taken whole
        if element.tag == "quote" and element.find(".//p") is not None:
            continue  # its paragraphs come by themselves
        if element.tag == "row":
            lines = [" | ".join(filter(None, (_line("".join(cell.itertext())) for cell in element)))]
        else:
            lines = _lines(element).split("\n")
        yield from filter(None, map(_line, lines))


def _rows(body: Any, parts: list[tuple[str, str]]) -> dict[str, str]:
    """The rows of tables, which are no prose to quote from, where there is an article beside them."""
    rows = [[_line("".join(cell.itertext())) for cell in row] for row in body.iter("row")]
    joined = {" | ".join(filter(None, cells)) for cells in rows if sum(map(bool, cells)) > 1}
    prose = sum(len(part.split()) for part, _ in parts if part not in joined)
    return dict.fromkeys(joined, "table row") if prose >= 2 * _FEWEST_WORDS else {}


def _fuller(parts: list[str], declared_body: tuple[str, ...]) -> list[str]:
    """The body that JSON-LD holds, where the extraction from the page caught only a part of it."""
    found, stated = (sum(len(part.split()) for part in body) for body in (parts, declared_body))
    # One endless paragraph is better than nothing, but worse than paragraphs as the page has them.
    enough = 1.3 if len(declared_body) > stated / 200 else 2
    return list(declared_body) if stated > enough * found else parts


def _lines(element: Any) -> str:
    """The text of an element, with its line breaks."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n"] if child.tag == "lb" else [_lines(child)]
        parts.append(child.tail or "")
    return "".join(parts)


def _standfirst(tree: Any, description: str, title: str, parts: list[str]) -> str:
    """The standfirst, if the page shows one above the body.

    That is an element marked as one, or the description, if the page shows it: many
    descriptions are written for search engines and stand nowhere in the article.
    """
    long = [part for part in parts if len(part.split()) >= 15]
    below = long[1] if len(long) > 1 else ""  # the first of them may be the standfirst itself
    shown: list[tuple[str, str]] = []
    for element in tree.xpath("//body//h1|//body//h2|//body//h3|//body//p|//body//div[not(*)]"):
        text = _line(element.text_content())
        if text == below:
            break
        shown.append((text, f"{element.get('class', '')} {element.get('data-testid', '')}"))
    titles = [i for i, (text, _) in enumerate(shown) if _key(text) == _key(title)]
    marked = (text for text, marks in shown[titles[0] if titles else 0 :] if _STANDFIRST.search(marks))
    candidate = next((text for text in marked if 4 <= len(text.split()) <= 80 and not reason_to_drop(text)), "")
    if candidate:
        return candidate
    return description if description in {text for text, _ in shown} else ""


def _authors(names: tuple[str, ...], source: str, parts: list[str]) -> tuple[str, ...]:
    """The declared authors, or the byline on the page where only the outlet is declared."""
    if any(_key(name) != _key(source) for name in names):
        return tuple(name for name in names if _key(name) != _key(source))
    signed = (byline(part) for part in parts[:_HEADER] if part.casefold().startswith("by "))
    return next((found for found in signed if found), names)


def _without_header(parts: list[str], title: str, standfirst: str, authors: tuple[str, ...]) -> list[str]:
    """The paragraphs without title, standfirst, byline, date line and section name: they are metadata."""
    known = {_key(text) for text in (title, standfirst, *authors) if text}
    opening = next((i for i, part in enumerate(parts) if len(part.split()) >= 15), 0)

    def is_header(position: int, part: str) -> bool:
        if position < opening and len(part.split()) <= 3:
            return True  # the name of a section above the story
        names = byline(part)
        signed = bool(names) and (part.casefold().startswith("by ") or all(_key(name) in known for name in names))
        return signed or _key(part) in known or parse_date_line(part)[0] is not None

    top = [part for position, part in enumerate(parts[:_HEADER]) if not is_header(position, part)]
    return top + parts[_HEADER:]


def _biographies(parts: list[str], authors: tuple[str, ...]) -> dict[str, str]:
    """The paragraphs at either end that say who an author is."""
    if not authors:
        return {}
    names = "|".join(map(re.escape, authors))
    signed = re.compile(rf"(?:{names})(?:,[^,]{{2,60}},)? {_BIOGRAPHY}", re.I)
    return {part: "about the author" for part in parts[:2] + parts[-_TAIL:] if signed.match(part)}


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
