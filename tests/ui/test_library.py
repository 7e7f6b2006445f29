"""The library: what a visitor asks to see of it, and removal that can be undone."""

from datetime import date

import pytest

from qa_bot import Article, StoreError
from qa_bot.store.catalogue import Catalogue, Item, Month
from ui import library
from ui.chart_html import chart_html
from ui.library import Removals, Wanted
from ui.library_html import items_html, sources_html, total_text

EVIL = '<img src=x onerror=alert(1)>" onclick="x'


@pytest.fixture
def stocked(bot, articles):
    """A bot over three articles."""
    bot.add(articles)
    return bot


def test_words_source_and_days_narrow_the_list(stocked):
    """As they come from the form, empty fields included."""
    asked = {"words": "elm", "source": "Courier", "since": "2026-03-01", "until": "", "offset": 0}
    assert Wanted.parse(asked) == Wanted("elm", "Courier", date(2026, 3, 1))
    assert [item.title for item in Wanted.parse(asked).find(stocked).items] == ["Elm bridge closed"]
    assert Wanted.parse({}).find(stocked).total == 3


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"words": 7},
        {"words": "x" * 10_000},
        {"since": "yesterday"},
        {"until": "2026-02-30"},
        {"offset": -1},
        {"offset": "0"},
        {"offset": True},
    ],
)
def test_what_is_no_such_request_is_refused(value):
    """Wrong kinds, endless words, days that are none."""
    with pytest.raises(ValueError, match=r"request|texts|offset|Invalid|day"):
        Wanted.parse(value)


def test_a_removed_article_comes_back_as_it_was(stocked, articles):
    """With every quote in its old place, and only once."""
    removals = Removals(stocked)
    word, article = removals.remove(articles[0].id)
    assert article == articles[0]
    assert stocked.article(articles[0].id) is None
    assert "14 cracks" not in stocked.ask("How many cracks were found?").text
    assert removals.undo(word) == articles[0]
    assert stocked.article(articles[0].id) == articles[0]
    assert "14 cracks" in stocked.ask("How many cracks were found?").text
    assert removals.undo(word) is None
    assert stocked.verify() == []


def test_what_is_not_there_cannot_be_removed(stocked):
    """Nor brought back without its word."""
    removals = Removals(stocked)
    assert removals.remove("0123456789abcdef") is None
    assert removals.undo("guess") is None


def test_a_newer_version_added_meanwhile_stays(stocked, articles):
    """Undoing never replaces what is newer."""
    removals = Removals(stocked)
    word, _ = removals.remove(articles[0].id)
    newer = Article("The bridge is open again.", title="Elm bridge open", url=articles[0].url)
    stocked.add([newer])
    removals.undo(word)
    assert stocked.article(newer.id) == newer


def test_a_removal_that_could_not_be_undone_can_be_tried_again(stocked, articles, monkeypatch):
    """The article is not lost by a store that was busy."""
    removals = Removals(stocked)
    word, _ = removals.remove(articles[0].id)

    def busy(*_):
        raise StoreError("busy")

    with monkeypatch.context() as patch:
        patch.setattr(stocked, "add", busy)
        with pytest.raises(StoreError):
            removals.undo(word)
    assert removals.undo(word) == articles[0]


def test_only_the_last_removals_can_be_undone(stocked, articles, monkeypatch):
    """Memory does not grow with every article taken out."""
    monkeypatch.setattr(library, "_KEPT", 2)
    removals = Removals(stocked)
    words = [removals.remove(article.id)[0] for article in articles]
    assert [removals.undo(word) is not None for word in words] == [False, True, True]


ITEM = Item("0123456789abcdef", "Elm bridge closed", "", "Courier", ("Ada Finch",), date(2026, 3, 2), 900, 3)


def test_a_row_tells_what_is_known_and_can_be_opened_and_removed():
    """Where removing is not allowed there is no button for it."""
    html = items_html(Catalogue((ITEM,), 1), removable=True)
    for shown in ("Elm bridge closed", "Courier", "Ada Finch", "2 March 2026", "3 passages"):
        assert shown in html
    assert f'data-open="{ITEM.id}"' in html
    assert 'aria-label="Remove “Elm bridge closed”"' in html
    assert "data-remove" not in items_html(Catalogue((ITEM,), 1), removable=False)


def test_the_total_is_said_in_words():
    """None, one, many."""
    said = [total_text(Catalogue((), number)) for number in (0, 1, 2400)]
    assert said == ["No article fits.", "1 article", "2,400 articles"]


def test_no_title_source_or_author_becomes_markup():
    """In no part of the library."""
    item = Item("0123456789abcdef", EVIL, EVIL, EVIL, (EVIL,), None, 1, 1)
    months = [Month("2026-01", EVIL, 1), Month("2026-02", EVIL, 2)]
    html = items_html(Catalogue((item,), 1), True) + sources_html([EVIL]) + chart_html(months)
    assert "<img" not in html
    assert '" onclick' not in html


def test_the_chart_has_a_bar_for_every_month_also_the_empty_ones():
    """High as the articles are many, a colour for each source, the undated counted beside."""
    html = chart_html([Month("", "A", 7), Month("2025-11", "A", 4), Month("2026-02", "A", 1), Month("2026-02", "B", 1)])
    assert html.count("<g>") == 4
    assert "<title>2025-11: A 4</title>" in html
    assert "<title>2025-12: 0</title>" in html
    assert "<title>2026-02: A 1, B 1</title>" in html
    assert 'height="72.0"' in html
    assert html.count('height="18.0"') == 2
    assert "7 without a date" in html


def test_many_years_are_drawn_as_years_and_many_sources_as_others():
    """The chart stays readable."""
    months = [Month("2001-01", "A", 1), *(Month("2026-01", source, 1) for source in "ABCDEFGH")]
    html = chart_html(months)
    assert html.count("<g>") == 26
    assert html.count('class="key"') == 5
    assert "others 4" in html


def test_too_little_for_a_chart_gives_none():
    """One bar says nothing."""
    assert chart_html([]) == chart_html([Month("2026-01", "A", 3), Month("", "A", 2)]) == ""
