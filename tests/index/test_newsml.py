"""News items as agencies deliver them become articles: NITF and NewsML-G2."""

from datetime import UTC, date, datetime

from index.draft import Rejected
from index.inputs import read_files
from tests.index.pages import BODY, STANDFIRST, TITLE

STORY = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)

NITF = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- sent by the desk --><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf xml:lang="en-GB"><head><title>bridge-2</title>
<docdata><doc-id id-string="lw-2026-0414-7" regsrc="LW"/><date.issue norm="20260414T063500Z"/></docdata>
<pubdata type="print" name="The Lavel Courier" date.publication="20260415"/></head>
<body><body.head><hedline><hl1>{TITLE}</hl1><hl2>Second line</hl2></hedline>
<byline>By <person>Mira-Lou Osk</person> and <person>Bo van der Meer</person><byttl>Harbour desk</byttl></byline>
<dateline><location>PORT LAVEL</location></dateline><abstract><p>{STANDFIRST}</p></abstract></body.head>
<body.content><block>{STORY}<media media-type="image"><media-caption>A crane at work</media-caption></media></block>
<note><body.content><p>To editors: more to come.</p></body.content></note></body.content></body></nitf>"""

META = f"""<itemMeta><itemClass qcode="ninat:text"/><provider><name>Northern Wire</name></provider>
<versionCreated>2026-04-14T09:10:00+02:00</versionCreated><firstCreated>2026-04-14T08:35:00+02:00</firstCreated>
<pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><creator><name>Mira-Lou Osk</name></creator><language tag="en"/>
<headline>{TITLE}</headline></contentMeta>"""


def _item(content, meta=META, guid="urn:newsml:wire.example:20260414:7"):
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10/" standard="NewsML-G2" guid="{guid}" version="2">
{meta}<contentSet>{content}</contentSet></newsItem>"""


XHTML = f"""<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>x</title></head><body><div>{STORY}</div><script>no()</script></body></html></inlineXML>"""


def _read(tmp_path, text, name="a.xml"):
    (tmp_path / name).write_text(text)
    return [reading.result for reading in read_files([tmp_path / name])]


def test_nitf_gives_everything_it_declares(tmp_path):
    """Headline, byline, abstract, date of issue and the story without captions and notes to editors."""
    [article] = _read(tmp_path, NITF)
    assert article.text == "\n\n".join([STANDFIRST, *BODY])
    assert (article.title, article.source, article.language) == (TITLE, "The Lavel Courier", "en")
    assert article.authors == ("Mira-Lou Osk", "Bo van der Meer")
    assert article.published == datetime(2026, 4, 14, 6, 35, tzinfo=UTC)


def test_newsml_g2_gives_text_metadata_and_the_same_id_for_every_version(tmp_path):
    """Published when it was first made, updated when this version was."""
    [article] = _read(tmp_path, _item(XHTML))
    assert article.text == "\n\n".join(BODY)
    assert (article.title, article.source, article.authors) == (TITLE, "Northern Wire", ("Mira-Lou Osk",))
    assert (article.published.isoformat(), article.updated.isoformat()) == (
        "2026-04-14T08:35:00+02:00",
        "2026-04-14T09:10:00+02:00",
    )
    changed = _item(XHTML.replace("eleven", "twelve").replace("closed", "shut")).replace(TITLE, "Bridge shut")
    assert _read(tmp_path, changed)[0].id == article.id


def test_newsml_g2_with_nitf_or_plain_text_inside(tmp_path):
    """All three forms of content that agencies use."""
    nitf = NITF[NITF.index("<nitf") :].replace("<nitf ", '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" ')
    [inside] = _read(tmp_path, _item(f'<inlineXML contenttype="application/nitf+xml">{nitf}</inlineXML>'))
    assert (inside.title, inside.source) == (TITLE, "Northern Wire")
    assert inside.text.endswith("\n\n".join(BODY))
    plain = "\n\n".join(BODY)
    [article] = _read(tmp_path, _item(f'<inlineData contenttype="text/plain">{plain}</inlineData>'))
    assert article.text == plain


def test_a_message_carries_several_items(tmp_path):
    """Each under its number; one that was taken back is refused with the rest of its file read."""
    other = _item(XHTML, META.replace(TITLE, "Second"), "urn:newsml:wire.example:8")
    message = (
        f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10/"><itemSet>{_item(XHTML)}{other}</itemSet></newsMessage>'
    )
    assert [article.title for article in _read(tmp_path, message)] == [TITLE, "Second"]
    taken_back = _item(XHTML, META.replace("stat:usable", "stat:canceled"))
    [first, second] = _read(tmp_path, message.replace(_item(XHTML), taken_back))
    assert first == Rejected("taken back by its publisher (stat:canceled)")
    assert second.title == "Second"


def test_dates_in_nitf_without_an_hour(tmp_path):
    """A day is a day."""
    [article] = _read(tmp_path, NITF.replace("20260414T063500Z", "20260414"))
    assert article.published == date(2026, 4, 14)


def test_xml_that_is_no_article_is_refused(tmp_path):
    """With the name of its root; broken XML with the place; entities from outside are not read."""
    (tmp_path / "secret.txt").write_text("password")
    for text, reason in [
        ("<settings><a/></settings>", "its root is <settings>"),
        ("no xml", "XML that is no article"),
        (NITF[:-20], "XML that is broken"),
        ("<nitf/>", "NITF without a body"),
        ('<newsMessage xmlns="x"/>', "without news items"),
    ]:
        [result] = _read(tmp_path, text)
        assert reason in result.reason
    outside = f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    [article] = _read(tmp_path, outside + NITF[NITF.index("<nitf") :].replace(BODY[0], BODY[0] + "&x;"))
    assert "password" not in article.text
