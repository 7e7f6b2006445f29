"""Sitemaps list pages, news sitemaps with what they say of each."""

from datetime import UTC, datetime

import pytest

from index.draft import UnusableError
from index.sitemaps import read_sitemap

NEWS = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><!-- daily -->
<url><loc> https://w.example/1 </loc><lastmod>2026-05-01</lastmod><news:news><news:publication>
<news:name>The Lavel Courier</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-04-14T06:35:00Z</news:publication_date><news:title>Bridge</news:title></news:news></url>
<url><loc>https://w.example/2</loc></url><url/></urlset>"""


def test_a_news_sitemap():
    """Title, outlet, language and date of publication; "lastmod" is about the page and not the article."""
    first, second = read_sitemap(NEWS.encode()).pages
    assert first[0] == "https://w.example/1"
    draft = first[1]
    assert (draft.title, draft.source, draft.language) == ("Bridge", "The Lavel Courier", "en")
    assert (draft.published, draft.updated) == (datetime(2026, 4, 14, 6, 35, tzinfo=UTC), None)
    assert (second[0], second[1].published) == ("https://w.example/2", None)


def test_an_index_of_sitemaps():
    """It lists sitemaps in place of pages."""
    index = b"<sitemapindex><sitemap><loc>https://w.example/a.xml.gz</loc></sitemap></sitemapindex>"
    assert read_sitemap(index).sitemaps == ("https://w.example/a.xml.gz",)


@pytest.mark.parametrize("data", [b"<urlset/>", b"", b"<urlset><url>"])
def test_a_sitemap_that_lists_nothing_is_refused(data):
    """Empty, or broken off before the first address."""
    with pytest.raises(UnusableError, match="a sitemap"):
        read_sitemap(data)
