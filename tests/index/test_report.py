"""A dry run shows what is kept and what is dropped, and why, at a glance."""

from index.draft import Draft, Paragraph
from index.inputs import Reading
from index.report import reading_lines

KEPT = "The harbour bridge of Port Lavel will stay closed until June, the port authority has announced."
DROPPED = "Sign up to our newsletter and get the harbour in your inbox"


def _reading():
    draft = Draft(
        paragraphs=(Paragraph(KEPT), Paragraph(DROPPED, "newsletter sign-up"), Paragraph(KEPT[:40])),
        standfirst="Divers find cracks",
    )
    return Reading("page.html", draft.article(), draft)


def test_on_a_wide_terminal_what_is_dropped_stands_on_the_right():
    """Each line fits, and both columns hold every word, beside each other."""
    shown = list(reading_lines(_reading(), 100))
    rows = [line for line in shown if " |" in line]
    assert all(len(line) <= 100 for line in shown)
    left, right = (" ".join(" ".join(row.partition(" |")[side] for row in rows).split()) for side in (0, 2))
    assert f"[standfirst] Divers find cracks {KEPT}" in left
    assert f"[newsletter sign-up] {DROPPED}" in right
    assert "newsletter" not in left


def test_on_a_narrow_terminal_and_in_a_file_each_is_one_line():
    """So other programs can read it."""
    for shown in (
        list(reading_lines(_reading(), 60)),
        list(reading_lines(_reading(), 0)),
        list(reading_lines(_reading())),
    ):
        assert f"  + {KEPT}" in shown
        assert f"  - [newsletter sign-up] {DROPPED}" in shown
        assert "  + [standfirst] Divers find cracks" in shown
