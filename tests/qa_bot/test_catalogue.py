"""What a store holds can be listed, searched and counted without reading the texts."""

from datetime import date, datetime

import pytest

from qa_bot import Article


@pytest.fixture
def stocked(bot, articles):
    """Three articles and one that gives its hour; one has no date."""
    bot.add(
        [
            *articles,
            Article("Snow fell.", title="Snow in Elmstead", source="Courier", published=datetime(2026, 3, 2, 9)),
        ]
    )
    return bot


def titles(catalogue):
    return [item.title for item in catalogue.items]


def test_the_newest_come_first_and_those_without_a_date_last(stocked):
    """On one day, the one that came last."""
    assert titles(stocked.catalogue()) == ["Bread dearer", "Snow in Elmstead", "Elm bridge closed", "Hail"]


def test_an_item_tells_what_is_known_without_the_text(stocked, articles):
    """Metadata, length and number of passages."""
    item = stocked.catalogue("bridge").items[0]
    article = articles[0]
    assert (item.id, item.source, item.authors, item.url) == (article.id, "Courier", ("Ada Finch",), article.url)
    assert (item.day, item.characters) == (date(2026, 3, 2), len(article.text))
    assert item.passages >= 1
    assert sum(item.passages for item in stocked.catalogue().items) == stocked.info()["passages"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("BRIDGE", ["Elm bridge closed"]),
        ("finch elm", ["Elm bridge closed"]),
        ("courier", ["Snow in Elmstead", "Elm bridge closed", "Hail"]),
        ("bridge gazette", []),
        ("100%", []),
        ("' OR 1 --", []),
    ],
)
def test_every_word_of_the_query_must_stand_in_title_source_or_authors(stocked, query, found):
    """In any case, in any order, as text and not as a pattern."""
    assert titles(stocked.catalogue(query)) == found


def test_filters_are_those_of_the_search(stocked):
    """Source in any case; days included; no date, no day."""
    assert titles(stocked.catalogue(source="gazette")) == ["Bread dearer"]
    assert titles(stocked.catalogue(since=date(2026, 3, 2), until=date(2026, 3, 31))) == [
        "Snow in Elmstead",
        "Elm bridge closed",
    ]


def test_a_long_list_comes_in_parts(stocked):
    """With the number of all."""
    parts = [stocked.catalogue(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [len(part.items) for part in parts] == [3, 1, 0]
    assert {part.total for part in parts} == {4}
    assert [title for part in parts for title in titles(part)] == titles(stocked.catalogue())


def test_articles_are_counted_by_month_and_source(stocked):
    """Those without a date stand under no month."""
    assert [(m.month, m.source, m.articles) for m in stocked.months()] == [
        ("", "Courier", 1),
        ("2026-03", "Courier", 2),
        ("2026-04", "Gazette", 1),
    ]


def test_an_empty_store_lists_nothing(bot):
    """And fails at nothing."""
    assert (bot.catalogue().items, bot.catalogue().total, bot.months()) == ((), 0, [])
