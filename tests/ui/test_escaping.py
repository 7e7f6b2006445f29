"""Text from outside stays text."""

import html

from hypothesis import given
from hypothesis import strategies as st

from ui.escaping import clip, esc


@given(st.text())
def test_no_character_can_begin_markup_or_end_an_attribute(text):
    """Nothing that HTML reads as its own is left, and nothing is lost."""
    escaped = esc(text)
    assert not set(escaped) & set("<>\"'\r")
    assert html.unescape(escaped) == text


def test_clip_cuts_between_words_and_says_so():
    """A long text ends with an ellipsis after a whole word; a short one is left alone."""
    assert clip("one two three", 40) == "one two three"
    assert clip("one two three", 9) == "one two …"
    assert clip("line\n\nbreaks\tand  blanks", 40) == "line breaks and blanks"
    assert len(clip("x" * 100_000, 50)) <= 52
    assert clip(" " * 1000 + "late", 50) == "late"
