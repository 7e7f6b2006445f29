"""The way to an original is a plain web address, and leads to the quote in it."""

import pytest

from qa_bot.link import safe_url, text_fragment


@pytest.mark.parametrize("url", ["https://a.example/x?y=1&z=2", "http://a.example", " https://a.example/ "])
def test_web_addresses_become_links(url):
    """http and https pass, without the blanks around them."""
    assert safe_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//a.example/x",
        "https://",
        "https://[broken",
        "https://a.example/ onclick=x",
        "a.example",
        "",
    ],
)
def test_anything_else_does_not(url):
    """Neither scripts nor data nor files nor half addresses are linked."""
    assert safe_url(url) == ""


@pytest.mark.parametrize(
    ("quoted", "fragment"),
    [
        ("It cost 31 million-odd crowns, a & b.", "It%20cost%2031%20million%2Dodd%20crowns%2C%20a%20%26%20b."),
        ("a b c d e f g h i j k.", "a%20b%20c%20d%20e,g%20h%20i%20j%20k."),
        ("Rain fell.\n\nIt was 5 °C.", "Rain%20fell.,It%20was%205%20%C2%B0C."),
    ],
)
def test_the_link_to_the_original_leads_to_the_quote_however_it_is_written(quoted, fragment):
    """Percent-encoded, a dash too; long quotes and those over a line break by their two ends."""
    assert text_fragment(quoted, "https://a.example/x") == f"#:~:text={fragment}"
    assert text_fragment(quoted, "https://a.example/x#part") == f":~:text={fragment}"
