"""The article pane: the stored text as it is, with the quotes highlighted in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa_bot import Article
from qa_bot.link import safe_url, text_fragment
from qa_bot.store.catalogue import Item
from ui import texts
from ui.escaping import esc
from ui.pointer import Pointer

#: What parts paragraphs: at least one blank line, however the line ends are written.
_BREAK = re.compile(r"(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))+")


def article_html(article: Article, pointers: Sequence[Pointer] = (), focus: int = 0) -> str:
    """Header and whole text; the first mark of quote ``n`` has the id ``quote-n``.

    A pointer that does not fit the stored text (the article was replaced meanwhile) is not
    highlighted, and a line above the text says so.
    """
    fitting = [(n, pointer) for n, pointer in enumerate(pointers) if pointer.fits(article)]
    focused = pointers[focus] if any(n == focus for n, _ in fitting) else None
    stale = "" if len(fitting) == len(pointers) else f'<p class="notice">{esc(texts.QUOTE_GONE)}</p>'
    return (
        f'<article class="article" data-focus="{focus if focused else ""}">'
        f"{_header(article, dict(fitting), focused)}{stale}"
        f'<div class="article-text">{_body(article, fitting)}</div></article>'
    )


def missing_html() -> str:
    """What the pane shows for an article that is not, or no longer, in the store."""
    return f'<p class="notice" role="alert">{esc(texts.ARTICLE_GONE)}</p>'


def byline(article: Article | Item) -> str:
    """Source, authors and day, escaped; says so where there is no date."""
    day = f"{article.day.day} {article.day:%B %Y}" if article.day else texts.UNDATED
    authors = ", ".join(article.authors)
    parts = [("source", article.source), ("authors", authors), ("day", day)]
    return " ".join(f'<span class="{name}" dir="auto">{esc(value)}</span>' for name, value in parts if value)


def _header(article: Article, fitting: dict[int, Pointer], focused: Pointer | None) -> str:
    """Title, byline, and the way to the original: to each quote's place in it, for the page's script to choose."""
    url = safe_url(article.url)
    link = ""
    if url:
        places = {n: url + text_fragment(article.text[p.start : p.end], url) for n, p in fitting.items()}
        target = url + text_fragment(article.text[focused.start : focused.end], url) if focused else url
        link = (
            f'<a class="original" href="{esc(target)}" target="_blank" rel="noopener noreferrer" '
            f'data-places="{esc(json.dumps(places))}">'
            f'{esc(texts.ORIGINAL)}<span aria-hidden="true"> ↗</span></a>'
        )
    return (
        f'<header><h2 class="article-title" id="article-title" tabindex="-1" dir="auto">'
        f"{esc(article.title or texts.UNTITLED)}</h2>"
        f'<p class="byline">{byline(article)}</p>{link}</header>'
    )


def _body(article: Article, pointers: Sequence[tuple[int, Pointer]]) -> str:
    """Paragraphs with marks; their text content, one after the other, is the stored text exactly."""
    text, started, pieces = article.text, set[int](), list[str]()
    for start, end, gap in _paragraphs(text):
        kind = ' class="standfirst"' if article.standfirst and text[start:end] == article.standfirst else ""
        pieces.append(f'<p dir="auto"{kind}>{_marked(text, start, end, pointers, started)}</p>')
        pieces.append(esc(text[end:gap]))
    return "".join(pieces)


def _paragraphs(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, end of the blank lines behind it) of every paragraph."""
    start = 0
    for found in _BREAK.finditer(text):
        yield start, found.start(), found.end()
        start = found.end()
    if start < len(text):
        yield start, len(text), len(text)


def _marked(text: str, start: int, end: int, pointers: Sequence[tuple[int, Pointer]], started: set[int]) -> str:
    here = [(n, p) for n, p in pointers if p.start < end and p.end > start]
    if not here:
        return esc(text[start:end])
    cuts = {start, end}
    for _, p in here:
        cuts.update(cut for cut in (p.start, p.end, p.answer_start, p.answer_end) if cut is not None)
    edges = sorted(cut for cut in cuts if start <= cut <= end)
    return "".join(_piece(text, a, b, here, started) for a, b in pairwise(edges))


def _piece(text: str, start: int, end: int, pointers: Sequence[tuple[int, Pointer]], started: set[int]) -> str:
    """One stretch inside which no quote and no answer begins or ends."""
    quotes = [n for n, p in pointers if p.start <= start and end <= p.end]
    shown = esc(text[start:end])
    if not quotes:
        return shown
    answer = any(
        p.answer_start is not None and p.answer_end is not None and p.answer_start <= start and end <= p.answer_end
        for _, p in pointers
    )
    first = [n for n in quotes if n not in started]
    started.update(first)
    anchors = "".join(f'<a id="quote-{n}"></a>' for n in first[1:])
    name = f' id="quote-{first[0]}"' if first else ""
    numbers = " ".join(str(n) for n in quotes)
    kind = "quote said" if answer else "quote"
    return f'{anchors}<mark class="{kind}" data-quotes="{numbers}"{name}>{shown}</mark>'
