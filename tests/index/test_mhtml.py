"""A page saved by a browser as one file is read like the page itself."""

import quopri

import pytest

from index.draft import Rejected
from index.inputs import read_files
from tests.index.pages import BODY, HTML, STANDFIRST, TITLE

_PAGE = HTML.replace('"url": "https://lavelcourier.example/bridge"', '"genre": "news"')


def _saved(page, charset="utf-8"):
    body = quopri.encodestring(page.encode(charset)).decode()
    return f"""From: <Saved by Blink>
Snapshot-Content-Location: https://lavelcourier.example/saved
Subject: =?utf-8?Q?Bridge?=
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b----"

------b----
Content-Type: text/html; charset={charset}
Content-Transfer-Encoding: quoted-printable
Content-Location: https://lavelcourier.example/bridge

{body}
------b----
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------b------
"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_the_page_is_read_and_keeps_the_address_it_was_saved_at(tmp_path, charset):
    """In whatever charset the part is."""
    (tmp_path / "a.mhtml").write_text(_saved(_PAGE.replace("utf-8", charset), charset))
    [article] = [reading.result for reading in read_files([tmp_path])]
    assert article.text == "\n\n".join([STANDFIRST, *BODY])
    assert (article.title, article.url) == (TITLE, "https://lavelcourier.example/saved")


@pytest.mark.parametrize("text", ["no saved page", "Content-Type: text/plain\n\nplain"])
def test_a_file_without_a_page_is_refused(tmp_path, text):
    """With its reason."""
    (tmp_path / "a.mht").write_text(text)
    [result] = [reading.result for reading in read_files([tmp_path])]
    assert result == Rejected("a saved page (.mhtml) that holds no HTML")
