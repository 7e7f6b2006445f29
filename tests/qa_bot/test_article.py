from datetime import UTC, date, datetime

import pytest

from qa_bot import Article, ArticleError
from qa_bot.article import canonical_url, parse_published


def test_id_follows_the_url_and_not_the_text():
    """A corrected article keeps its id, so that it replaces the earlier version."""
    first = Article("One died.", url="https://a.example/x")
    assert first.id == Article("Two died.", title="New", url="https://a.example/x").id
    assert first.id != Article("One died.", url="https://a.example/y").id


def test_id_without_url_follows_title_and_text():
    """The same text pasted twice is one article; another text is another."""
    assert Article("a", title="t").id == Article("a", title="t", source="s").id
    assert Article("a", title="t").id != Article("b", title="t").id


def test_id_is_the_same_on_every_machine():
    """Exports and stores of different machines refer to the same article."""
    assert Article("x", url="https://a.example/x").id == "39021306bfa34811"


@pytest.mark.parametrize(
    "other",
    ["https://A.example/story/", "https://a.example/story#part", "https://a.example/story?utm_source=mail&fbclid=1"],
)
def test_url_that_names_the_same_page_is_the_same_article(other):
    """Fragment, tracking parameters, a final slash and the host's case do not make another article."""
    assert canonical_url(other) == canonical_url("https://a.example/story")


def test_url_parameters_that_choose_the_page_count():
    """Old sites name their articles by a query parameter."""
    assert canonical_url("https://a.example/?id=1") != canonical_url("https://a.example/?id=2")


def test_url_that_is_none_is_kept_as_a_name():
    """A broken URL is no reason to lose the article."""
    assert Article("x", url="http://[half").id


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_article_without_text_is_refused(text):
    """Nothing can be quoted from nothing."""
    with pytest.raises(ArticleError, match="no text"):
        Article(text)


@pytest.mark.parametrize("field", ["text", "title", "source"])
def test_half_a_surrogate_is_refused_by_name_and_place(field):
    """Text that no encoding can store is refused before it is half stored."""
    with pytest.raises(ArticleError, match=f"{field} .* position 2"):
        Article(**{"text": "ok", field: "ab\ud800"})


def test_authors_given_as_one_string_are_refused():
    """Else every letter would become an author."""
    with pytest.raises(ArticleError, match="tuple of names"):
        Article("x", authors="Ada Finch")


@pytest.mark.parametrize(
    "values",
    [{"text": b"x"}, {"text": "x", "title": None}, {"text": "x", "published": "2026"}, {"text": "x", "updated": 3}],
)
def test_fields_of_the_wrong_kind_are_refused(values):
    """The error comes when the article is made, not when it is searched."""
    with pytest.raises(ArticleError, match="must be"):
        Article(**values)


def test_dict_and_back_is_the_same_article():
    """Export and import lose nothing, hour and time zone included."""
    article = Article(
        "a\r\n\u200bb", "t", "https://x.example", "s", ("p", "q"), datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "a",
        date(2026, 1, 3), "de",
    )  # fmt: skip
    assert Article.from_dict(article.to_dict(text=True)) == article


def test_dateline_names_source_and_day():
    """What stands under a quote."""
    assert Article("x", source="Courier", published=datetime(2026, 3, 2, 23, 59)).dateline == "Courier, 2 March 2026"
    assert Article("x").dateline == ""


def test_update_and_language_do_not_make_another_article():
    """A page that is stamped anew stays the same page."""
    assert Article("x").id == Article("x", updated=date(2026, 1, 2), language="en").id


def test_date_that_is_none_is_refused():
    """A wrong date is worse than none."""
    assert parse_published("2026-03-02") == date(2026, 3, 2)
    with pytest.raises(ArticleError, match="not an ISO date"):
        parse_published("last May")


@pytest.mark.parametrize("language", ["EN", "eng", "en-GB", "e", "en\n"])
def test_language_is_a_two_letter_code(language):
    """Filters compare codes: "English" and "en-GB" would never be found."""
    assert Article("x", language="en").language == "en"
    with pytest.raises(ArticleError, match="ISO 639-1"):
        Article("x", language=language)
