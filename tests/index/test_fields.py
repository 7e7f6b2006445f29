"""Metadata is found under the names that are in common use."""

from datetime import UTC, date, datetime

import pytest

from index.fields import clean_url, read_fields, without_outlet


@pytest.mark.parametrize(
    "values",
    [
        {"title": "T", "authors": ["Ana Ruiz"], "published": "2026-04-14", "source": "Herald", "url": "https://h.example/1"},
        {"headline": "T", "author": "By Ana Ruiz", "date": "2026-04-14", "publisher": "Herald", "link": "https://h.example/1"},
        {
            "headline": "T",
            "author": [{"@type": "Person", "name": "Ana Ruiz"}],
            "datePublished": "2026-04-14",
            "publisher": {"name": "Herald"},
            "mainEntityOfPage": {"@id": "https://h.example/1"},
        },
        {"Title": "T", "byline": "Ana Ruiz", "published_at": date(2026, 4, 14), "Site-Name": "Herald", "URL": "https://h.example/1"},
    ],
)  # fmt: skip
def test_the_usual_names_are_understood(values):
    """Front matter, feeds, news interfaces and JSON-LD name the same things differently."""
    draft = read_fields(values)
    assert (draft.title, draft.authors, draft.source, draft.url) == (
        "T",
        ("Ana Ruiz",),
        "Herald",
        "https://h.example/1",
    )
    assert draft.published == date(2026, 4, 14)


def test_the_first_date_that_can_be_understood_counts():
    """A field that holds none does not hide the next."""
    draft = read_fields({"published": "soon", "date": "2026-04-14T06:00:00Z"})
    assert draft.published == datetime(2026, 4, 14, 6, tzinfo=UTC)
    assert draft.notes == ()


def test_a_date_that_cannot_be_understood_leaves_a_note():
    """The article is taken without a date, and the user can learn why."""
    draft = read_fields({"date": "4/5/2026"})
    assert draft.published is None
    assert draft.notes == ("date not understood: '4/5/2026'; write it as 2026-03-31",)


def test_odd_values_are_no_metadata():
    """Null, empty and nested nonsense count as absent."""
    values = {"title": None, "authors": [None, {"x": 1}, ""], "source": [], "url": {"a": {"b": 1}}, "date": ""}
    draft = read_fields(values)
    assert (draft.title, draft.authors, draft.source, draft.url, draft.published) == ("", (), "", "", None)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "no address", "word", "http://[broken"])
def test_only_addresses_of_pages_are_addresses(url):
    """A citation links to the address, so nothing else may stand there."""
    assert clean_url(url) == ""


def test_the_outlet_is_cut_from_the_title():
    """Pages append their name to the title; a headline with a dash in it stays whole."""
    assert without_outlet("Ferry sinks | Kestrel Herald", "Kestrel Herald", "") == "Ferry sinks"
    assert without_outlet("Ferry sinks - CNN", "", "https://edition.cnn.com/a") == "Ferry sinks"
    headline = "Ferry sinks – 30 dead"
    assert without_outlet(headline, "Kestrel Herald", "https://herald.example/a") == headline
