"""Feeds give their entries, with what each says of its article and its text where that is whole."""

from datetime import UTC, datetime

import pytest

from index.draft import Rejected, UnusableError
from index.feeds import TEASER, read_feed
from index.inputs import read_files
from tests.index.pages import BODY, TITLE

FULL = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Lavel Courier</title><link>https://lavelcourier.example/</link><language>en-gb</language>
<item><title>{TITLE} &amp;amp; more</title><link>/bridge?utm_source=rss</link>
<dc:creator>Mira-Lou Osk and Bo van der Meer</dc:creator><pubDate>Tue, 14 Apr 2026 06:35:00 +0200</pubDate>
<description>Divers find cracks…</description><content:encoded><![CDATA[{FULL}]]></content:encoded></item>
<item><title>Short</title><link>https://lavelcourier.example/short</link>
<description>{BODY[0]} {BODY[1]} {BODY[2]} {BODY[3]} {BODY[4]} […]</description></item>
<item><title>Without address</title><guid isPermaLink="false">7</guid></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Hafenblatt</title>
<entry><title type="html">&lt;b&gt;{TITLE}&lt;/b&gt;</title><link href="https://hafen.example/1"/>
<id>urn:x:1</id><published>2026-04-14T06:35:00Z</published><updated>2026-04-15T08:00:00Z</updated>
<author><name>Ana Ruiz</name></author><summary>Kurz</summary></entry></feed>"""


def test_an_rss_feed():
    """Addresses are made whole, names split, dates keep their time zone; a teaser is no text."""
    [(url, full), (_, short), (none, _)] = read_feed(RSS.encode(), "https://lavelcourier.example/rss")
    assert url == "https://lavelcourier.example/bridge?utm_source=rss"
    assert full.kept == tuple(BODY)
    assert full.authors == ("Mira-Lou Osk", "Bo van der Meer")
    assert full.published.isoformat() == "2026-04-14T06:35:00+02:00"
    assert (full.title, full.source, full.language) == (f"{TITLE} & more", "The Lavel Courier", "en-gb")
    assert short.kept == ()
    assert none == ""


def test_an_atom_feed():
    """Markup in titles goes, the update has its own date, the language is that of the feed."""
    [(url, draft)] = read_feed(ATOM.encode())
    assert (url, draft.title, draft.authors) == ("https://hafen.example/1", TITLE, ("Ana Ruiz",))
    assert draft.published == datetime(2026, 4, 14, 6, 35, tzinfo=UTC)
    assert draft.updated == datetime(2026, 4, 15, 8, 0, tzinfo=UTC)
    assert draft.language == "de"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"<rss><channel/></rss>", "a feed without entries"), (b"<rss><chan", "a feed that cannot be parsed")],
)
def test_a_feed_without_entries_is_refused(data, reason):
    """Empty or broken."""
    with pytest.raises(UnusableError, match=reason):
        read_feed(data)


def test_a_feed_that_breaks_off_gives_what_came_before():
    """Half a download is half a feed."""
    cut = RSS[: RSS.index("Without address")].encode()
    assert [draft.title for _, draft in read_feed(cut)][:2] == [f"{TITLE} & more", "Short"]


def test_a_feed_in_a_file_gives_the_entries_that_are_whole(tmp_path):
    """No page is fetched because a file says so."""
    (tmp_path / "feed.xml").write_text(RSS)
    full, short, none = (reading.result for reading in read_files([tmp_path]))
    assert full.text == "\n\n".join(BODY)
    assert short == none == Rejected(TEASER)
