"""What lies at an address becomes articles: a page, a feed, a sitemap or a file."""

import gzip
import json

import pytest

from index.draft import Draft, Rejected
from index.fetch import Fetched
from index.files import Meter
from index.inputs import read_files
from index.web import content_kind, own_address
from tests.index.pages import BODY, HTML, PAGE, STANDFIRST, TITLE
from tests.index.servers import Answer
from tests.index.test_feeds import FULL
from tests.index.test_mhtml import _saved
from tests.index.test_newsml import NITF
from tests.index.test_zips import _archive

#: A page that says nothing of its date, authors and address.
BARE = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{FULL}</article></body></html>"
TEXT = "\n\n".join([STANDFIRST, *BODY])


def _read(site, fetcher, path="/", **options):
    found = read_files([site.url(path)], fetcher=fetcher, **options)
    return {reading.place.removeprefix(site.address): reading.result for reading in found}


def _page(path):
    return Answer(HTML.replace("https://lavelcourier.example/bridge", path).encode())


def _rss(site, *items):
    channel = "".join(f"<item><link>{site.url(path)}</link>{rest}</item>" for path, rest in items)
    return Answer(
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>The Feed</title>{channel}</channel></rss>".encode(),
        type="application/rss+xml",
    )


def test_a_page_is_an_article_under_its_own_address(site, fetcher):
    """Redirects and what follows ? do not count where the page says its address."""
    site.pages["/old"] = Answer(status=301, headers={"Location": "/bridge?utm_source=x"})
    site.pages["/bridge?utm_source=x"] = _page(site.url("/bridge"))
    [article] = _read(site, fetcher, "/old").values()
    assert (article.text, article.url, article.language) == (TEXT, site.url("/bridge"), "en")


def test_a_page_in_the_charset_that_the_server_names(site, fetcher):
    """Where the page itself names none, or the wrong one."""
    for named in ("", '<meta charset="utf-8">'):
        page = BARE.replace("<head>", f"<head>{named}").replace("Odile Ransome", "Odile Rançomé")
        site.pages["/a"] = Answer(page.encode("iso-8859-2", "xmlcharrefreplace"), type="text/html; charset=ISO-8859-2")
        [article] = _read(site, fetcher, "/a").values()
        assert "Odile Rançomé" in article.text


def test_a_page_with_a_wrong_charset_is_read_all_the_same(site, fetcher):
    """UTF-8 is known by itself, whatever the label says."""
    site.pages["/a"] = Answer(HTML.encode(), type="text/html; charset=iso-8859-1")
    [article] = _read(site, fetcher, "/a").values()
    assert "“We had hoped for weeks" in article.text


def test_the_pages_of_a_feed_are_fetched_and_the_feed_fills_their_gaps(site, fetcher):
    """The page's own word goes first."""
    known = (
        "<title>From the feed</title><author>a@b.example (Ana Ruiz)</author><pubDate>14 Apr 2026 08:00 GMT</pubDate>"
    )
    site.pages["/"] = _rss(site, ("/bare", known), ("/full", known))
    site.pages["/bare"] = Answer(BARE.encode())
    site.pages["/full"] = _page(site.url("/full"))
    meter = Meter()
    bare, full = _read(site, fetcher, meter=meter).values()
    assert (bare.title, bare.authors, str(bare.day), bare.source) == (TITLE, ("Ana Ruiz",), "2026-04-14", "The Feed")
    assert (full.authors, full.source, full.text) == (("Mira-Lou Osk",), "The Lavel Courier", TEXT)
    assert (meter.pages, meter.expected) == (2, 2)


def test_an_entry_with_the_full_text_stands_in_for_a_page_that_is_gone(site, fetcher):
    """With a remark in the dry run; an entry with a teaser is rejected with the page's failure."""
    full = f"<title>{TITLE}</title><content:encoded><![CDATA[{FULL}]]></content:encoded>"
    site.pages["/"] = _rss(site, ("/gone", full), ("/lost", "<title>x</title><description>Short…</description>"))
    site.pages["/menu"] = Answer(b"<html><body>Menu</body></html>")
    gone, lost = read_files([site.url("/")], fetcher=fetcher)
    assert gone.result.text == "\n\n".join(BODY)
    assert gone.result.url == site.url("/gone")
    assert gone.draft.notes == ("taken from the feed's entry, for its page cannot be fetched: HTTP 404 Not Found",)
    assert lost.result == Rejected("cannot be fetched: HTTP 404 Not Found")


def test_no_more_pages_are_fetched_than_allowed(site, fetcher):
    """And the rest is not passed over in silence."""
    site.pages["/"] = _rss(site, *((f"/{i}", "") for i in range(5)))
    site.pages |= {f"/{i}": _page(site.url(f"/{i}")) for i in range(5)}
    found = _read(site, fetcher, most=2)
    assert list(found) == ["/0", "/1", "/"]
    assert found["/"] == Rejected("it lists more than 2 pages; --max-pages N lets more be fetched")
    assert site.asked == ["/", "/0", "/1"]


def test_an_index_of_sitemaps_leads_to_the_pages(site, fetcher):
    """Packed ones too; one that is missing does not stop the others."""
    lists = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/gone.xml", "/news.xml.gz"))
    site.pages["/sitemap.xml"] = Answer(f"<sitemapindex>{lists}</sitemapindex>".encode(), type="text/plain")
    entry = f"<url><loc>{site.url('/bare')}</loc><n:publication_date xmlns:n='n'>2026-04-14</n:publication_date></url>"
    packed = gzip.compress(f"<urlset>{entry}</urlset>".encode())
    site.pages["/news.xml.gz"] = Answer(packed, type="application/gzip")
    site.pages["/bare"] = Answer(BARE.encode())
    found = _read(site, fetcher, "/sitemap.xml")
    assert found["/gone.xml"] == Rejected("cannot be fetched: HTTP 404 Not Found")
    assert str(found["/bare"].day) == "2026-04-14"


def test_files_on_the_web_are_read_like_files(site, fetcher):
    """By media type, by name, by content."""
    record = json.dumps({"title": TITLE, "text": PAGE})
    site.pages |= {
        "/api": Answer(record.encode(), type="application/json; charset=utf-8"),
        "/a.jsonl": Answer(f"{record}\n".encode(), type="application/octet-stream"),
        "/b": Answer(_archive({"c.txt": PAGE}), type="application/zip"),
        "/d.txt": Answer(PAGE.encode(), type="text/plain"),
        "/e": Answer(_saved(HTML).encode(), type="multipart/related"),
        "/f": Answer(NITF.encode(), type="text/xml"),
        "/g.json.gz": Answer(gzip.compress(record.encode()), type="application/gzip"),
        "/h.pdf": Answer(b"%PDF-1.7", type="application/pdf"),
    }
    found = {path: list(_read(site, fetcher, path).items()) for path in site.pages}
    places = {path: place for path, [(place, _)] in found.items()}
    assert places == {path: path + {"/a.jsonl": ":1", "/b": "!c.txt"}.get(path, "") for path in site.pages}
    titles = {path: getattr(result, "title", result) for path, [(_, result)] in found.items()}
    assert titles.pop("/h.pdf") == Rejected("binary file, not text: a PDF file")
    assert set(titles.values()) == {TITLE}


def test_a_feed_that_cannot_be_reached_is_one_clear_line(site, fetcher):
    """The paths after it are read."""
    site.pages["/a"] = _page(site.url("/a"))
    failed, article = (r.result for r in read_files(["http://127.0.0.1:9/rss", site.url("/a")], fetcher=fetcher))
    assert failed.reason.startswith("cannot be fetched: ")
    assert article.title == TITLE


def test_half_a_page_is_no_article(site, fetcher):
    """Fewer bytes than the server announced."""
    site.pages["/a"] = Answer(HTML.encode()[:-500], length=len(HTML.encode()))
    [result] = _read(site, fetcher, "/a").values()
    assert "broke off" in result.reason


def test_addresses_are_not_fetched_unless_somebody_brings_the_means():
    """Reading files never goes to the network by itself."""
    [reading] = read_files(["https://news.example/a"])
    assert reading.result == Rejected("an address on the web, and nothing to fetch it with")


@pytest.mark.parametrize(
    ("canonical", "kept"),
    [
        ("https://www.w.example/2026/bridge", "https://www.w.example/2026/bridge"),
        ("/2026/bridge", "https://amp.w.example/2026/bridge"),
        ("https://other.example/2026/bridge", ""),
        ("https://w.example/", ""),
        ("", ""),
    ],
)
def test_a_page_s_own_address_counts_where_it_can_be_true(canonical, kept):
    """On the same site, and not the front page, which broken templates name on every page."""
    found = "https://amp.w.example/bridge.amp?x=1"
    assert own_address(Draft(url=canonical), found).url == (kept or found)


def test_a_page_that_names_another_site_has_a_remark():
    """It may be a copy."""
    draft = own_address(Draft(url="https://other.example/a"), "https://w.example/b")
    assert draft.notes == ("the page gives itself another site's address: https://other.example/a",)


@pytest.mark.parametrize(
    ("data", "type", "url", "kind"),
    [
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- x --><rss>", "text/html", "/", "feed"),
        ("<?xml version='1.0' encoding='utf-16'?><feed>".encode("utf-16"), "", "/", "feed"),
        (b"<rdf:RDF xmlns:rdf='x'>", "application/xml", "/", "feed"),
        (b"<!DOCTYPE html><html>", "application/octet-stream", "/x", "html"),
        (b"<!DOCTYPE html><html>", "", "/a.json", "html"),
        (b"plain", "text/plain", "/a.md", "markdown"),
        (b"plain", "text/plain", "/rss.xml", "text"),
    ],
)
def test_the_content_is_believed_before_its_label(data, type, url, kind):
    """Servers are careless about media types."""
    assert content_kind(Fetched("https://w.example" + url, type, "", data)) == kind
