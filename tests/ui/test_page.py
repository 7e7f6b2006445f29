"""What the events of the page do."""

import asyncio

import pytest

from qa_bot import Article
from ui import texts
from ui.conversation import Conversation
from ui.entrance_html import count_html, entrance_html
from ui.page import Page
from ui.pointer import Pointer


class Click:
    """The event of an example question that was clicked."""

    def __init__(self, data):
        self._data = data


@pytest.fixture
def page(bot, articles):
    """A page over three articles."""
    bot.add(articles)

    async def make():  # outside a running loop, Gradio makes event loops that it never closes
        return Page(bot, ("What did the engineers find?",))

    return asyncio.run(make())


def ask(page, question, conversation=None):
    """The conversation and its HTML after a question."""
    _, conversation, waiting = page.begin(question, conversation)
    html, _ = page.answer(conversation)
    return conversation, waiting, html


def test_a_question_is_shown_at_once_and_its_answer_follows(page):
    """The box is emptied, and nobody wonders whether it was heard."""
    conversation, waiting, html = ask(page, "How many cracks were found?")
    assert page.begin("again?", None)[0] == ""
    assert texts.READING in waiting
    assert "14 cracks" in html
    assert texts.READING not in html
    assert len(conversation.turns) == 1


def test_an_empty_question_changes_nothing(page):
    """It is answered with a hint."""
    conversation = Conversation()
    page.begin(" \n ", conversation)
    assert conversation.turns == []


def test_a_question_of_100000_characters_is_refused_in_the_chat(page):
    """With the length that is read; what was asked before stays."""
    conversation, _, _ = ask(page, "How many cracks were found?")
    _, _, html = ask(page, "x" * 100_000, conversation)
    assert "100,000 characters; at most 2,000" in html
    assert "14 cracks" in html
    assert len(html) < 20_000


def test_visitors_share_no_conversation(page):
    """Each sees only what they asked."""
    first, _, _ = ask(page, "How many cracks were found?")
    second, _, html = ask(page, "What does a loaf cost?")
    assert first is not second
    assert "How many cracks" not in html


def test_an_example_question_is_asked_by_clicking_it(page):
    """As if it had been typed."""
    conversation, html = page.begin_clicked(None, Click({"question": "What did the engineers find?"}))
    assert "What did the engineers find?" in html
    assert len(conversation.turns) == 1


@pytest.mark.parametrize("data", [None, "x", {}, {"question": 7}, {"question": "  "}])
def test_a_click_that_asks_nothing_changes_nothing(page, data):
    """Whatever a browser sends."""
    conversation, _ = page.begin_clicked(None, Click(data))
    assert conversation.turns == []


def test_a_click_on_a_quote_opens_its_article(page, bot):
    """By id and offsets; the text comes from the store."""
    citation = bot.ask("How many cracks were found?").citations[0]
    pointer = Pointer.to_citation(citation)
    html = page.open_article(
        {
            "article": pointer.article,
            "pointers": [[pointer.article, pointer.start, pointer.end, None, None, pointer.check]],
            "focus": 0,
        }
    )
    assert "Elm bridge closed" in html
    assert 'id="quote-0"' in html


@pytest.mark.parametrize("request_", [None, {"article": "0123456789abcdef"}, {"article": "../x"}, {"article": []}])
def test_a_click_on_nothing_that_is_there_says_so(page, request_):
    """And never fails."""
    assert texts.ARTICLE_GONE in page.open_article(request_)


def test_added_articles_are_counted_and_answered_at_once(page, tmp_path):
    """The result, the new count, and an emptied file list."""
    path = tmp_path / "crane.txt"
    path.write_text("Crane falls\n\nA crane fell into the harbour of Dunmere on Tuesday.")
    results, count, chosen = page.add_files([str(path)], lambda *_: None)
    assert "Added: 1" in results
    assert "4 articles" in count
    assert chosen is None
    assert "harbour of Dunmere" in ask(page, "Where did the crane fall?")[2]


def test_a_pasted_text_that_was_refused_stays_in_the_form(page):
    """So that it can be mended; one that was taken is cleared away."""
    results, _, *form = page.add_text("A text.", "", "", "some day", "", lambda *_: None)
    assert "no date such as" in results
    assert "" not in form
    _, _, *form = page.add_text("A crane fell into the harbour.", "Crane", "", "", "", lambda *_: None)
    assert form == [""] * 5


def test_the_entrance_offers_questions_titles_or_help(bot, articles):
    """Example questions where there are some, else titles to open, else how to begin."""
    assert texts.EMPTY_STORE in entrance_html(bot, ("What?",))
    bot.add(articles)
    assert 'data-question="What?"' in entrance_html(bot, ("What?",))
    assert f'data-open="{articles[0].id}"' in entrance_html(bot, ())


def test_titles_at_the_entrance_are_text(bot):
    """Also those that try to be more."""
    bot.add([Article("Some text.", title='<img src=x>" onclick="x')])
    assert "<img" not in entrance_html(bot, ())
    assert '" onclick' not in entrance_html(bot, ())


def test_the_heading_counts_in_words(bot, articles):
    """One is one."""
    bot.add(articles[:1])
    assert "1 article · 1 source" in count_html(bot)
    bot.add(articles)
    assert "3 articles · 2 sources" in count_html(bot)
