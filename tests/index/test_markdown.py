"""Markdown files give their metadata and their text without marks."""

from datetime import date, datetime, timedelta, timezone

import pytest

from index.draft import UnusableError
from index.markdown import paragraphs, read_markdown, split_front_matter
from tests.index.pages import BODY, MARKDOWN, STANDFIRST, TITLE


def test_front_matter_is_metadata():
    """Title, standfirst, authors, source, date with its zone, address."""
    draft = read_markdown(MARKDOWN)
    assert (draft.title, draft.standfirst, draft.source) == (TITLE, STANDFIRST, "The Lavel Courier")
    assert draft.authors == ("Mira-Lou Osk", "Bo van der Meer")
    assert draft.published == datetime(2026, 4, 14, 8, 35, tzinfo=timezone(timedelta(hours=2)))
    assert draft.url == "https://lavelcourier.example/bridge"


def test_the_text_comes_without_marks():
    """Stars, links, pictures and list signs are no words of the article."""
    assert list(read_markdown(MARKDOWN).kept) == [
        BODY[0],
        "What it costs",
        BODY[2] + " See the plan.",
        "Tarn road: open",
        "Ferry: every hour",
    ]


def test_what_only_looks_like_markup_stays():
    """Numbers at the start of a line, angle brackets, stars between spaces and indents are text."""
    text = "1945. The war was over.\n\nIt cost <100 crowns & 3 * 4 = 12.\n\n    An indented line."
    assert list(paragraphs(text)) == [
        "1945. The war was over.",
        "It cost <100 crowns & 3 * 4 = 12.",
        "An indented line.",
    ]


def test_tables_come_row_by_row():
    """The cells of a row stay together."""
    assert list(paragraphs("| Town | Dead |\n|---|---|\n| Brack | 3 |")) == ["Town | Dead", "Brack | 3"]


def test_a_repeated_title_and_standfirst_are_left_out_of_the_text():
    """They are metadata already."""
    draft = read_markdown(f"---\ntitle: {TITLE}\nstandfirst: {STANDFIRST}\n---\n# {TITLE}\n\n{STANDFIRST}\n\n{BODY[0]}")
    assert draft.text == f"{STANDFIRST}\n\n{BODY[0]}"


def test_without_front_matter_it_is_a_copied_page():
    """The first heading is the title; byline and date line are found as in plain text."""
    draft = read_markdown(f"# {TITLE}\n\nBy Ana Ruiz\n\n14 April 2026\n\n{BODY[0]}\n\n{BODY[1]}")
    assert (draft.title, draft.authors, draft.published) == (TITLE, ("Ana Ruiz",), date(2026, 4, 14))
    assert list(draft.kept) == BODY[:2]


def test_a_rule_is_no_front_matter():
    """Three dashes without a second three are a line across the page."""
    assert split_front_matter("---\nThe bridge is closed.") == ({}, "---\nThe bridge is closed.")


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("title: Bridge: closed", "no valid YAML at line 2; put a value with a colon in quotes"),
        ("date: 2026-02-30", "no valid YAML"),
        ("- a\n- b", "no list of 'name: value' lines"),
        ("a: !!python/object/apply:os.system ['true']", "no valid YAML"),
    ],
)
def test_broken_front_matter_is_refused_with_the_line(matter, reason):
    """Nothing is guessed, and nothing in it is ever run."""
    with pytest.raises(UnusableError, match=reason):
        read_markdown(f"---\n{matter}\n---\n{BODY[0]}")
