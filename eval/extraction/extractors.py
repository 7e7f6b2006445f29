"""Extractors: this project's own way from a page to an article, and those of other libraries, by name.

The other libraries are no dependencies: one that is not installed is left out of the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

from eval.extraction.gold import Page
from eval.extraction.measures import Found

Extractor = Callable[[Page], Found]


def own(page: Page) -> Found:
    """``index.html``: the standfirst and the kept paragraphs, as they are stored."""
    from index.html import read_html

    draft = read_html(page.html)
    return Found(tuple(draft.text.split("\n\n")), draft.title, draft.authors, draft.published)


def available() -> Iterator[tuple[str, Extractor, bool]]:
    """(name, extractor, whether it looks for title, authors and date) of what is installed, the own one first."""
    yield "qa_bot", own, True
    for name, (package, extractor, fields) in _OTHERS.items():
        if find_spec(package) is not None:
            yield name, extractor, fields


def _trafilatura(page: Page, **settings: Any) -> Found:
    import trafilatura

    from index.dates import parse_date

    got: Any = trafilatura.bare_extraction(page.html, with_metadata=True, **{"include_comments": False} | settings)
    if got is None:
        return Found(error="nothing found")
    authors = tuple(filter(None, (got.author or "").split("; ")))
    return Found(tuple(got.text.split("\n")), got.title, authors, parse_date(got.date))


def _readability(page: Page) -> Found:
    from readability import Document

    document = Document(page.html)
    return Found(_lines(document.summary(html_partial=True)), document.short_title())


def _justext(page: Page) -> Found:
    import justext

    # With headings, and the rest as the package's own command has it.
    got = justext.justext(page.html.encode(), justext.get_stoplist("English"), encoding="utf-8")
    return Found(tuple(paragraph.text for paragraph in got if not paragraph.is_boilerplate))


def _resiliparse(page: Page) -> Found:
    from resiliparse.extract.html2text import extract_plain_text

    return Found(tuple(extract_plain_text(page.html, main_content=True).split("\n")))


def _newspaper(page: Page) -> Found:
    import newspaper

    article = newspaper.Article(page.url or "https://example.org/", fetch_images=False)
    article.download(input_html=page.html)
    article.parse()
    return Found(tuple(article.text.split("\n")), article.title, tuple(article.authors), article.publish_date)


def _goose(page: Page) -> Found:
    from goose3 import Goose

    from index.dates import parse_date

    with Goose({"enable_image_fetching": False}) as goose:
        got = goose.extract(raw_html=page.html)
    return Found(tuple(got.cleaned_text.split("\n")), got.title, tuple(got.authors), parse_date(got.publish_date))


def _newsplease(page: Page) -> Found:
    from newsplease import NewsPlease

    got = NewsPlease.from_html(page.html, url=page.url, fetch_images=False)
    return Found(tuple((got.maintext or "").split("\n")), got.title, tuple(got.authors), got.date_publish)


def _boilerpipe(page: Page) -> Found:
    from boilerpy3.extractors import ArticleExtractor

    return Found(tuple(ArticleExtractor(raise_on_failure=False).get_content(page.html).split("\n")))


def _lines(markup: str) -> tuple[str, ...]:
    from index.html import read_fragment

    return tuple(read_fragment(markup))


_OTHERS: dict[str, tuple[str, Extractor, bool]] = {
    "trafilatura": ("trafilatura", _trafilatura, True),
    "trafilatura, no tables": ("trafilatura", partial(_trafilatura, include_tables=False), True),
    "trafilatura, precision": ("trafilatura", partial(_trafilatura, favor_precision=True), True),
    "trafilatura, recall": ("trafilatura", partial(_trafilatura, favor_recall=True), True),
    "trafilatura, fast": ("trafilatura", partial(_trafilatura, fast=True), True),
    "news-please": ("newsplease", _newsplease, True),
    "newspaper4k": ("newspaper", _newspaper, True),
    "goose3": ("goose3", _goose, True),
    "readability-lxml": ("readability", _readability, False),
    "resiliparse": ("resiliparse", _resiliparse, False),
    "jusText": ("justext", _justext, False),
    "boilerpy3": ("boilerpy3", _boilerpipe, False),
}
