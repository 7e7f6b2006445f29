"""Web pages give their article, and what they declare about it."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest

from index.draft import UnusableError
from index.html import read_fragment, read_html
from tests.index.pages import BODY, HTML, STANDFIRST, TITLE


def test_a_news_page_gives_its_article_and_nothing_around_it():
    """Menu, byline, aside, banner and footer are not in the text; a prompt inside it is dropped."""
    draft = read_html(HTML)
    assert list(draft.kept) == BODY
    assert draft.text == "\n\n".join([STANDFIRST, *BODY])
    assert [p.dropped for p in draft.dropped] == ["newsletter sign-up"]


def test_declared_metadata_comes_before_guesses():
    """JSON-LD wins over OpenGraph, and the outlet's name is cut from the title."""
    draft = read_html(HTML)
    assert (draft.title, draft.standfirst) == (TITLE, STANDFIRST)
    assert draft.authors == ("Mira-Lou Osk",)
    assert draft.published == datetime(2026, 4, 14, 6, 35, tzinfo=UTC)
    assert draft.source == "The Lavel Courier"
    assert draft.url == "https://lavelcourier.example/bridge"


def _plain(head: str = "", top: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    article = f"<article><h1>{TITLE}</h1>{top}{body}</article>"
    return f"<html><head><title>{TITLE}</title>{head}</head><body>{article}</body></html>"


def test_without_json_ld_the_meta_elements_count():
    """OpenGraph and the older names, several authors in elements of their own."""
    head = (
        '<meta property="og:site_name" content="The Lavel Courier"><meta name="author" content="Ana Ruiz">'
        '<meta name="author" content="Bo Li"><meta property="article:published_time" content="2026-04-14">'
        '<link rel="canonical" href="https://lavelcourier.example/b">'
    )
    draft = read_html(_plain(head))
    assert (draft.source, draft.published) == ("The Lavel Courier", date(2026, 4, 14))
    assert draft.authors == ("Ana Ruiz", "Bo Li")
    assert draft.url == "https://lavelcourier.example/b"


def test_a_page_that_declares_nothing_is_read_from_what_it_shows():
    """Byline and time element are found, and the title is the heading."""
    draft = read_html(_plain(top='<p>By Ana Ruiz</p><time datetime="2026-04-14T06:35:00+02:00">Tuesday</time>'))
    assert draft.title == TITLE
    assert draft.authors == ("Ana Ruiz",)
    assert draft.published is not None
    assert draft.published.isoformat() == "2026-04-14T06:35:00+02:00"
    assert list(draft.kept) == BODY


def test_broken_json_ld_does_not_spoil_the_page():
    """Many pages have a comma too many in it."""
    assert list(read_html(_plain('<script type="application/ld+json">{"@type": "NewsArticle",}</script>')).kept) == BODY


def test_a_description_that_the_page_does_not_show_is_no_standfirst():
    """It would be quoted, and no reader of the page could find it there."""
    assert read_html(_plain('<meta name="description" content="All about bridges, and more.">')).standfirst == ""


def test_who_the_author_is_and_who_reported_from_where_is_not_the_article():
    """Both stand below it, as prose."""
    bio = "<p>Ana Ruiz is a reporter of the Courier who has sailed twice round the island.</p>"
    credit = "<p>Ana Ruiz reported from Port Lavel and Bo Li contributed from Tarn.</p>"
    page = _plain('<meta name="author" content="Ana Ruiz">').replace("</article>", f"{bio}{credit}</article>")
    draft = read_html(page)
    assert list(draft.kept) == BODY
    assert [each.dropped for each in draft.dropped] == ["about the author", "photo or reporting credit"]


def test_the_rows_of_a_table_are_shown_as_dropped():
    """They are no prose to quote; a page that is all table keeps them."""
    rows = "".join(f"<tr><td>Pier {n}</td><td>{n} cracks</td></tr>" for n in range(3))
    draft = read_html(_plain().replace("</article>", f"<table>{rows}</table></article>"))
    assert list(draft.kept) == BODY
    assert [each.text for each in draft.dropped] == ["Pier 0 | 0 cracks", "Pier 1 | 1 cracks", "Pier 2 | 2 cracks"]


def test_a_date_that_has_not_come_is_not_taken():
    """The next one that the page gives counts; without one, a note says why there is none."""
    head = '<meta property="article:published_time" content="2099-04-14T06:00:00Z">'
    draft = read_html(_plain(head))
    assert draft.published is None
    assert draft.notes == ("date in the future: 2099-04-14 06:00:00+00:00; not taken",)
    assert read_html(_plain(head, '<time datetime="2026-04-14">Tuesday</time>')).published == date(2026, 4, 14)


def test_a_body_without_paragraphs_does_not_replace_one_with_them():
    """JSON-LD often holds the whole article as one line, with captions and all."""
    caption = "Lorries wait at the bridge in the rain while a crane is brought over from the other shore. "
    declared = {"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(BODY) + caption * 5}
    page = _plain(f'<script type="application/ld+json">{json.dumps(declared)}</script>')
    assert list(read_html(page).kept) == BODY


@pytest.mark.parametrize(
    "page",
    [
        "",
        "   ",
        "<html></html>",
        "<html><body><nav><a href='/a'>City</a><a href='/b'>Sport</a></nav></body></html>",
        "<html><body><h1>404</h1><p>This page could not be found.</p></body></html>",
        "<html><body><div id='root'></div><noscript>Please enable JavaScript.</noscript><script>x=1</script></body>",
        "not html at all",
    ],
)
def test_a_page_without_an_article_is_refused(page):
    """Menus, error pages and empty shells have no article text."""
    with pytest.raises(UnusableError, match="no article text found"):
        read_html(page)


def test_deeply_nested_markup_is_an_article_or_a_refusal():
    """It neither crashes nor runs on."""
    page = "<html><body>" + "<div>" * 20_000 + "".join(f"<p>{p}</p>" for p in BODY) + "</body></html>"
    with suppress(UnusableError):
        assert read_html(page).kept


def test_a_fragment_comes_paragraph_by_paragraph():
    """Feeds carry markup in a field; scripts in it are no text."""
    fragment = "<p>One <b>bold</b> word.</p><ul><li>First</li><li>Second</li></ul>Last<br>line<script>alert(1)</script>"
    assert read_fragment(fragment) == ["One bold word.", "First", "Second", "Last", "line"]
