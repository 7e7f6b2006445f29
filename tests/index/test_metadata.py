"""What pages declare in JSON-LD and meta elements, in all its variety."""

import json
from datetime import UTC, date, datetime

from lxml import html as lxml_html

from index.metadata import declared, live_posts, visible_date


def _tree(*objects, head=""):
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(o)}</script>' for o in objects)
    return lxml_html.document_fromstring(f"<html><head>{scripts}{head}</head><body><p>x</p></body></html>")


def test_the_article_is_found_among_other_objects():
    """In a graph, in a list, behind breadcrumbs, with several types."""
    article = {"@type": ["NewsArticle", "Thing"], "headline": "Bridge", "datePublished": "2026-04-14T06:00:00Z"}
    for objects in (article, [{"@type": "BreadcrumbList"}, article], {"@graph": [{"@type": "WebPage"}, article]}):
        draft = declared(_tree({"@type": "Organization", "name": "Wire", "headline": "No"}, objects))
        assert draft.title == "Bridge"
        assert draft.published == datetime(2026, 4, 14, 6, tzinfo=UTC)


def test_character_references_are_resolved():
    """They are written into JSON-LD by mistake so often that they are not text."""
    assert declared(_tree({"@type": "NewsArticle", "headline": "Bread &amp; butter"})).title == "Bread & butter"


def test_the_headline_on_the_page_wins_where_the_share_card_has_it_too():
    """JSON-LD may hold one for search engines; where page and card differ, it is believed."""
    article = {"@type": "NewsArticle", "headline": "Ten bridges of Elmstead to see"}
    card = '<meta property="og:title" content="The ten bridges that made a town">'
    for shown, title in (("The ten bridges\nthat made a town", "The ten bridges that made a town"), ("Bridges", None)):
        tree = _tree(article, head=card)
        heading = lxml_html.fromstring(f"<h1>{shown}</h1>")
        tree.find("body").append(heading)
        assert declared(tree).title == (title or article["headline"])


def test_profile_links_are_no_authors():
    """article:author is often an address; the next kind of element has the name."""
    head = '<meta property="article:author" content="https://x.example/ana"><meta name="author" content="Ana Ruiz">'
    assert declared(_tree(head=head)).authors == ("Ana Ruiz",)


def test_the_body_in_json_ld_comes_as_paragraphs():
    """It is used when the page itself holds only a part of the article."""
    draft = declared(_tree({"@type": "Article", "headline": "x", "articleBody": "One.\n\nTwo.\n"}))
    assert list(draft.kept) == ["One.", "Two."]


def test_a_relative_canonical_address_is_none():
    """Only a whole address tells pages apart."""
    assert declared(_tree(head='<link rel="canonical" href="/bridge">')).url == ""


def test_the_first_readable_time_element_is_the_date():
    """A duration in such an element is no date."""
    page = '<p><time datetime="PT5M">5 min</time><time datetime="2026-04-14">x</time></p>'
    tree = lxml_html.document_fromstring(page)
    assert str(visible_date(tree)) == "2026-04-14"
    assert visible_date(lxml_html.document_fromstring("<p>x</p>")) is None


def _declared(page):
    return declared(lxml_html.document_fromstring(page))


def test_update_and_language_are_declared():
    """JSON-LD and meta elements for the one, the page itself for the other."""
    linked = '{"@type": "NewsArticle", "headline": "x", "dateModified": "2026-04-15T08:00:00Z", "inLanguage": "nl"}'
    draft = _declared(f'<script type="application/ld+json">{linked}</script>')
    assert (draft.updated, draft.language) == (datetime(2026, 4, 15, 8, tzinfo=UTC), "nl")
    draft = _declared(
        '<html lang="de-AT"><meta property="article:modified_time" content="2026-04-15">'
        '<meta property="og:locale" content="en_GB"></html>'
    )
    assert (draft.updated, draft.language) == (date(2026, 4, 15), "de-AT")
    assert _declared('<meta property="og:locale" content="en_GB">').language == "en_GB"
    assert _declared("<p>x</p>").language == ""


def test_the_posts_of_a_live_blog_are_declared():
    """Headline and text of each; posts without text and other kinds of object are passed over."""
    posts = [{"headline": "Noon", "articleBody": "The crane &amp; its crew move."}, {"headline": "Soon"}, "x"]
    blog = {"@type": "LiveBlogPosting", "headline": "Bridge live", "liveBlogUpdate": posts}
    assert live_posts(_tree(blog)) == ["Noon The crane & its crew move."]
    assert live_posts(_tree({"@type": "LiveBlogPosting", "headline": "x", "liveBlogUpdate": {"a": 1}})) == []
    assert live_posts(_tree({"@type": "NewsArticle", "headline": "x"})) == []
