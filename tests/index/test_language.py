"""The language of an article comes from its page, or else from its words."""

import pytest

from index.draft import Draft, Paragraph
from index.language import declared_language, detected_language
from tests.index.pages import BODY

GERMAN = "Die Hafenbrücke bleibt bis Juni geschlossen, weil Taucher Risse in drei ihrer elf Pfeiler gefunden haben."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        (" DE ", "de"),
        ("fr, en", "fr"),
        ("eng", ""),
        ("English", ""),
        ("", ""),
    ],
)
def test_declarations_become_codes(text, code):
    """What is not sure is no code."""
    assert declared_language(text) == code


def test_the_words_tell_the_language():
    """Where they are enough to tell."""
    assert detected_language(" ".join(BODY)) == "en"
    assert detected_language(GERMAN) == "de"
    assert detected_language("Juni 2026") == ""
    assert detected_language("12 34 56 " * 100) == ""


def test_what_the_page_declares_counts_first():
    """A page knows its language better than statistics do."""
    paragraphs = (Paragraph(GERMAN),)
    assert Draft(paragraphs, language="nl-NL").article().language == "nl"
    assert Draft(paragraphs).article().language == "de"
