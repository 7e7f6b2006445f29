"""Drafts become articles, or say why they cannot."""

from datetime import date

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
