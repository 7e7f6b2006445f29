"""Text from outside stays text."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.escaping import clip, esc, safe_url


@given(st.text())
def test_no_character_can_begin_markup_or_end_an_attribute(text):
    """Nothing that HTML reads as its own is left, and nothing is lost."""
    escaped = esc(text)
    assert not set(escaped) & set("<>\"'\r")
    assert html.unescape(escaped) == text


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


def test_clip_cuts_between_words_and_says_so():
    """A long text ends with an ellipsis after a whole word; a short one is left alone."""
    assert clip("one two three", 40) == "one two three"
    assert clip("one two three", 9) == "one two …"
    assert clip("line\n\nbreaks\tand  blanks", 40) == "line breaks and blanks"
    assert len(clip("x" * 100_000, 50)) <= 52
    assert clip(" " * 1000 + "late", 50) == "late"
