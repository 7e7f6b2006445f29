"""Plain-text pages: the header is read as metadata and the rest as the story."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.page import read_page, split_paragraphs
from tests.index.pages import APPEAL, BODY, PAGE, STANDFIRST, TITLE

GIVEN = Path(__file__).parents[3] / "shared" / "articles"


def test_a_copied_page_gives_title_standfirst_byline_and_date():
    """What stands above the story becomes metadata."""
    draft = read_page(PAGE)
    assert draft.title == TITLE
    assert draft.standfirst == STANDFIRST
    assert draft.authors == ("Mira-Lou Osk",)
    assert draft.published == datetime(2026, 4, 14, 6, 35, tzinfo=UTC)


def test_a_copied_page_keeps_every_paragraph_of_the_story_and_nothing_else():
    """Appeal, related link and prompts go, with a reason each; the body stays word for word."""
    draft = read_page(PAGE)
    assert list(draft.kept) == BODY
    assert draft.text == "\n\n".join([STANDFIRST, *BODY])
    dropped = {paragraph.text: paragraph.dropped for paragraph in draft.dropped}
    assert [dropped[paragraph] for paragraph in APPEAL] == ["appeal for support"] * len(APPEAL)
    assert len(dropped) == len(APPEAL) + 3


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the given articles are not beside this checkout")
def test_a_real_copied_page_is_read_whole():
    """All its real paragraphs stay and none of the page around them."""
    [path] = sorted(GIVEN.glob("000_*.txt"))
    draft = read_page(path.read_text(encoding="utf-8"))
    assert draft.authors == ("Hyung-Jin Kim",)
    assert draft.published == datetime(2024, 11, 30, 6, 35, tzinfo=UTC)
    assert draft.standfirst
    assert len(draft.kept) == 12
    assert any("more than 10,000 troops" in paragraph for paragraph in draft.kept)
    for word in ("donation", "Your support", "Related", "registering", "refresh", "logged in", "paywall"):
        assert word not in draft.text


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ana Ruiz", ("Ana Ruiz",)),
        ("Ana Ruiz", ("Ana Ruiz",)),
        ("By Ana Ruiz in Dunmere", ("Ana Ruiz",)),
        ("Ana Ruiz, science and environment reporter", ("Ana Ruiz",)),
        ("Ana Ruiz and Jo van der Meer", ("Ana Ruiz", "Jo van der Meer")),
    ],
)
def test_bylines_are_read_with_and_without_by(line, authors):
    """A line of names above the date line is the byline."""
    draft = read_page(f"{TITLE}\n\n{STANDFIRST}\n\n{line}\n14 April 2026\n\n{BODY[0]}\n\n{BODY[1]}")
    assert draft.authors == authors
    assert draft.published == date(2026, 4, 14)
    assert list(draft.kept) == BODY[:2]


def test_one_line_may_hold_byline_outlet_and_date():
    """Marks such as "|" part what is otherwise on lines of its own."""
    line = "By Ana Ruiz | The Lavel Courier | 14 April 2026 | 4 min read"
    draft = read_page(f"{TITLE}\n{line}\n\n{BODY[0]}\n\n{BODY[1]}")
    assert (draft.authors, draft.source, draft.published) == (("Ana Ruiz",), "The Lavel Courier", date(2026, 4, 14))
    assert draft.standfirst == ""
    assert list(draft.kept) == BODY[:2]


@pytest.mark.parametrize("line", ["The Lavel Courier, 14 April 2026", "The Lavel Courier, Tuesday 14 April 2026"])
def test_an_outlet_and_its_date_may_be_parted_by_a_comma(line):
    """As people write it; a place before a date is none."""
    draft = read_page(f"{TITLE}\nBy Ana Ruiz\n{line}\n\n{BODY[0]}\n\n{BODY[1]}")
    assert (draft.authors, draft.source, draft.published) == (("Ana Ruiz",), "The Lavel Courier", date(2026, 4, 14))
    assert list(draft.kept) == BODY[:2]
    assert read_page(f"{TITLE}\n{line.replace('The Lavel Courier', 'Lavel')}\n\n{BODY[0]}").source == ""


def test_the_date_of_publication_wins_over_that_of_the_update():
    """Pages give both, in any order."""
    draft = read_page(f"{TITLE}\nUpdated: 16 April 2026\nPublished: 14 April 2026\n\n{BODY[0]}\n\n{BODY[1]}")
    assert draft.published == date(2026, 4, 14)


def test_boilerplate_between_byline_and_date_line_is_passed_over():
    """A share line there does not push the date into the story, nor a heading below into the byline."""
    draft = read_page(
        f"{TITLE}\nBy Ana Ruiz\nShare this article\n14 April 2026\n\nCivic Union\n\n{BODY[0]}\n\n{BODY[1]}"
    )
    assert (draft.authors, draft.published) == (("Ana Ruiz",), date(2026, 4, 14))
    assert list(draft.kept) == ["Civic Union", *BODY[:2]]
    assert [p.text for p in draft.dropped] == ["Share this article"]


def test_labelled_lines_at_the_top_are_fields():
    """Exports write "Title: …"; those names are understood."""
    draft = read_page(f"Title: {TITLE}\nAuthor: Ana Ruiz\nSource: Northern Wire\nDate: 2026-04-14\n\n{BODY[0]}")
    assert (draft.title, draft.authors, draft.source) == (TITLE, ("Ana Ruiz",), "Northern Wire")
    assert draft.published == date(2026, 4, 14)
    assert list(draft.kept) == [BODY[0]]


def test_the_outlet_is_taken_from_the_copyright_line_or_the_dateline():
    """Without any other word on the source, these two name it."""
    assert read_page(f"{TITLE}\n\n{BODY[0]}\n\n© 2026 The Lavel Courier").source == "The Lavel Courier"
    wired = read_page(f"{TITLE}\n\nPORT LAVEL, 14 April (Northern Wire) — {BODY[0]}\n\n{BODY[1]}")
    assert wired.source == "Northern Wire"
    assert wired.kept[0].startswith("PORT LAVEL")


def test_text_without_a_header_is_all_body():
    """Pasted paragraphs have no title, and no name or date inside them is mistaken for one."""
    draft = read_page(f"{BODY[0]} {BODY[1]}\n\nAna Ruiz\n\n{BODY[2]}")
    assert draft.title == ""
    assert draft.authors == ()
    assert len(draft.kept) == 3
    assert draft.article().title.startswith("The harbour bridge of Port Lavel")


def test_a_name_alone_is_no_byline_without_a_date_line():
    """A short heading in the story may look like a name; it stays in the text."""
    draft = read_page(f"{TITLE}\n\n{BODY[0]}\n\nCivic Union\n\n{BODY[1]}")
    assert draft.authors == ()
    assert "Civic Union" in draft.kept


def test_a_date_in_the_story_is_not_the_date_of_the_article():
    """Only the header is searched for a date line."""
    assert read_page(f"{TITLE}\n\n" + "\n\n".join(BODY) + "\n\n3 May 2019\n\n" + BODY[0]).published is None


def test_hard_wrapped_text_is_joined_into_paragraphs():
    """Lines broken at a fixed width are put together again; blank lines part paragraphs."""
    wrapped = [
        "The bridge over the river Tarn was closed on Monday",
        "after a lorry struck one of the piers and",
        "split it.",
    ]
    assert split_paragraphs("\n".join([*wrapped, "", "Nobody was hurt."])) == [
        "The bridge over the river Tarn was closed on Monday after a lorry struck one of the piers and split it.",
        "Nobody was hurt.",
    ]


def test_lines_that_are_paragraphs_stay_apart():
    """Without blank lines, and without wrapping, every line is a paragraph; any line end will do."""
    assert split_paragraphs("\r\n".join(BODY)) == BODY
