"""Text files are read in the encoding they are in, and everything else is refused with a reason."""

import os

import pytest

from index.decoding import decode
from index.draft import UnusableError

TEXT = "The minister’s “plan” cost £3 million – café owners objected. " * 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_unicode_is_read_without_a_remark(encoding):
    """UTF-8 with and without a mark, UTF-16 with one."""
    data = b"\xff\xfe" + TEXT.encode("utf-16-le") if encoding == "utf-16-le-bom" else TEXT.encode(encoding)
    assert decode(data) == (TEXT, "")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", TEXT),
        ("cp1251", "Министр заявил, что закон принят вчера вечером. " * 8),
        ("shift_jis", "大臣は昨日、新しい法律が承認されたと述べた。" * 8),
    ],
)
def test_older_encodings_are_detected_and_said(encoding, text):
    """The text comes out right, and a note says that the encoding was found, not known."""
    found, note = decode(text.encode(encoding))
    assert found == text
    assert "not UTF-8" in note


def test_a_page_may_declare_its_encoding():
    """In HTML the declared charset counts, Latin-1 meaning what browsers take it for."""
    page = '<html><meta charset="iso-8859-1"><p>café “open”</p>'
    assert decode(page.encode("cp1252"), html=True) == (page, "")


def test_a_file_cut_off_within_a_character_is_read_with_a_note():
    """One broken byte does not turn the rest into another encoding."""
    text, note = decode(("é" * 30).encode()[:-1])
    assert text == "é" * 29 + "\ufffd"
    assert note == "1 unreadable byte replaced by \ufffd"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.7 some bytes", "PDF"),
        (b"PK\x03\x04" + os.urandom(200), "zip archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "image"),
        (b"text with \x00 inside", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (TEXT.encode("utf-16-le"), "binary"),
        (b"\xff\xfeabc", "wrong encoding"),
        (bytes((i * 37 + 11) % 128 + 128 for i in range(3000)), "wrong encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data, reason):
    """The reason tells an empty file from a binary one and from a wrong encoding."""
    with pytest.raises(UnusableError, match=reason):
        decode(data)


def test_control_characters_are_left_out():
    """They would break a terminal or a page that shows the quote."""
    assert decode(b"The bridge\x08 is\x1b closed." + b" It opens in June." * 20)[0].startswith("The bridge is closed.")


def test_the_charset_that_a_server_names_counts_where_it_fits():
    """Before the page's own, and after UTF-8, which is known by itself; 7-bit encodings before both."""
    assert decode("Łódź café".encode("iso-8859-2"), charset="ISO-8859-2") == ("Łódź café", "")
    page = '<meta charset="iso-8859-1">Łódź'.encode("iso-8859-2")
    assert decode(page, html=True, charset="iso-8859-2")[0].endswith("Łódź")
    assert decode("Łódź".encode(), charset="iso-8859-1") == ("Łódź", "")
    assert decode("橋は閉鎖".encode("iso-2022-jp"), charset="ISO-2022-JP") == ("橋は閉鎖", "")
    assert decode(b"plain", charset="no-such-charset") == ("plain", "")
