"""Drafts become articles, or say why they cannot."""

from datetime import UTC, date, datetime, timedelta

import pytest

from index.draft import Draft, Paragraph, UnusableError
from qa_bot import ArticleError


def test_the_text_is_standfirst_and_kept_paragraphs_parted_by_blank_lines():
    """Title, names and dropped paragraphs are not in it."""
    draft = Draft(
        (Paragraph("First."), Paragraph("Advertisement", "advertisement"), Paragraph("Second.")),
        title="Title",
        standfirst="Standfirst",
        authors=("Ana Ruiz",),
    )
    article = draft.article()
    assert article.text == "Standfirst\n\nFirst.\n\nSecond."
    assert article.text.startswith(article.standfirst)


def test_a_given_source_wins_and_a_given_date_fills_a_gap():
    """The two defaults of the command line differ in this."""
    draft = Draft((Paragraph("Text."),), source="Herald", published=date(2026, 4, 14))
    assert draft.article("Wire", date(2000, 1, 1)).source == "Wire"
    assert draft.article("Wire", date(2000, 1, 1)).published == date(2026, 4, 14)
    assert Draft((Paragraph("Text."),)).article(published=date(2000, 1, 1)).published == date(2000, 1, 1)


def test_the_host_of_the_address_is_the_source_where_nothing_else_is():
    """Better than no source, and without "www."."""
    assert Draft((Paragraph("Text."),), url="https://www.herald.example/a").article().source == "herald.example"
    assert Draft((Paragraph("Text."),)).article().source == ""


def test_an_article_without_a_title_is_shown_under_its_first_words():
    """So that a citation of it can be told from others."""
    text = "The bridge over the river Tarn was closed on Monday after a lorry had struck it."
    assert Draft((Paragraph(text),)).article().title == "The bridge over the river Tarn was closed on Monday …"
    assert Draft((Paragraph("Short."),)).article().title == "Short."


def test_nothing_but_boilerplate_is_rejected_with_what_it_was():
    """The reason names the kinds of paragraphs found instead of an article."""
    with pytest.raises(UnusableError, match="all of it is cookie notice, paywall"):
        Draft((Paragraph("a", "cookie notice"), Paragraph("b", "paywall"), Paragraph("c", "paywall"))).article()
    with pytest.raises(UnusableError, match="no article text found"):
        Draft(standfirst="Only a standfirst").article()


def test_text_that_cannot_be_stored_is_an_article_error():
    """Half of a surrogate pair has no bytes in any encoding."""
    with pytest.raises(ArticleError, match="surrogate"):
        Draft((Paragraph("broken \ud800"),)).article()


def test_a_long_list_of_links_is_no_article():
    """Ten thousand headlines hold no sentence that anybody could quote."""
    headlines = tuple(Paragraph(f"Council votes on bridge number {number}") for number in range(10_000))
    with pytest.raises(UnusableError, match="no article but a list: 10,000 lines, hardly a sentence among them"):
        Draft(headlines).article()


def test_a_long_article_with_short_lines_is_one():
    """A report of a match with its results, a speech in short paragraphs."""
    lines = [f"Lavel {number} Dunmere 0" for number in range(150)]
    report = [f"In minute {number} the visitors lost the ball again and again." for number in range(20)]
    assert Draft(tuple(map(Paragraph, lines + report))).article().text.startswith("Lavel 0")


def test_a_gallery_whose_captions_run_together_is_read_at_once():
    """Some pages come as one endless line without a full stop: that is no reason to think about it for minutes."""
    captions = "Hide Caption of 226 Photos: the bridge at Dunmere " * 4_000
    assert Draft((Paragraph(captions.strip()),)).article().text.startswith("Hide Caption")


def test_a_date_in_the_future_is_kept_with_a_remark():
    """The outlet says so, and the user is told; a day ahead is a matter of time zones."""
    draft = Draft((Paragraph("Text."),), published=date(2999, 1, 1)).with_remarks()
    assert draft.notes == ("dated in the future: 2999-01-01",)
    assert draft.article().published == date(2999, 1, 1)
    tomorrow = datetime.now(UTC) + timedelta(hours=20)
    assert Draft((Paragraph("Text."),), published=tomorrow).with_remarks().notes == ()


def test_an_article_without_a_date_is_kept_without_one():
    """Nothing is invented."""
    draft = Draft((Paragraph("Text."),)).with_remarks()
    assert (draft.article().published, draft.article().updated, draft.notes) == (None, None, ())


def test_an_update_counts_when_it_came_later():
    """Pages give the time of publication again, or nonsense."""

    def updated(moment):
        draft = Draft((Paragraph("Text."),), published=datetime(2026, 4, 14, 6, tzinfo=UTC), updated=moment)
        return draft.article().updated

    later = datetime(2026, 4, 14, 9, 30)
    assert updated(later) == later
    assert updated(date(2026, 4, 15)) == date(2026, 4, 15)
    assert updated(datetime(2026, 4, 14, 6, tzinfo=UTC)) is None
    assert updated(date(2020, 1, 1)) is None


def test_gaps_are_filled_from_another_draft():
    """What is there stays."""
    draft = Draft(title="Own", language="en").filled_from(Draft((Paragraph("x"),), title="Other", source="Wire"))
    assert (draft.title, draft.source, draft.language, draft.paragraphs) == ("Own", "Wire", "en", ())
