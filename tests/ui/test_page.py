"""What the events of the page do."""

import asyncio

import pytest

from qa_bot import Article, StoreError
from ui import texts
from ui.entrance_html import counts, entrance_html
from ui.page import Page
from ui.pointer import Pointer


@pytest.fixture
def page(bot, articles):
    """A page over three articles."""
    bot.add(articles)

    async def make():  # outside a running loop, Gradio makes event loops that it never closes
        return Page(bot, ("What did the engineers find?",))

    return asyncio.run(make())


def ask(page, question, turns=()):
    """What the page's script gets for a question."""
    return page.answer({"question": question, "turns": list(turns)})


def kept(question, reply):
    """What the browser keeps of it."""
    return {"question": question, "record": reply["record"], "error": reply["error"]}


def test_a_question_is_answered_with_what_is_shown_and_what_is_kept(page):
    """The kept form, shown again, looks the same."""
    reply = ask(page, "How many cracks were found?")
    assert "14 cracks" in reply["html"]
    assert reply["error"] == ""
    assert page.show([kept("How many cracks were found?", reply)]) == [reply["html"]]


def test_what_was_found_is_there_before_the_answer(page):
    """And nothing is for what is no question."""
    assert "14 cracks" in page.find("How many cracks were found?")
    assert [page.find(nothing) for nothing in (" ", "x" * 100_000, None, ["x"])] == [""] * 4


def test_earlier_answers_are_handed_to_the_bot(page, bot, monkeypatch):
    """A question may lean on those whose quotes still stand."""
    first = ask(page, "How many cracks were found?")
    seen = []
    real = bot.ask
    monkeypatch.setattr(bot, "ask", lambda question, history, **_: seen.extend(history) or real(question))
    ask(page, "Who found them?", [kept("How many cracks were found?", first)])
    assert [answer.question for answer in seen] == ["How many cracks were found?"]
    assert seen[0].citations


def test_what_a_visitor_corrects_or_leaves_out_is_handed_to_the_bot(page, bot, monkeypatch):
    """The question stays as it was asked; what was left out is shown."""
    seen = []
    real = bot.ask
    monkeypatch.setattr(bot, "ask", lambda *given, **named: seen.append(named) or real(*given, **named))
    request = {"question": "Who found them?", "turns": [], "standalone": "Who found the cracks?", "ignore": ["in May"]}
    reply = page.answer(request)
    assert seen[0] == {"standalone": "Who found the cracks?", "ignore": ("in May",)}
    assert "Who found the cracks?" in reply["html"]
    assert 'data-heed="in May"' in reply["html"]
    turn = kept("Who found them?", reply) | {"ignore": ["in May"]}
    assert page.show([turn]) == [reply["html"]]


SOLDIERS = "How many soldiers go to the northern border?"


@pytest.fixture
def soldiers(real_bot):
    """A page over articles in which people speak, and a kept answer."""

    async def make():
        return Page(real_bot)

    page = asyncio.run(make())
    return page, kept(SOLDIERS, ask(page, SOLDIERS))


def test_what_to_ask_next_is_suggested_after_the_last_answer(soldiers):
    """By the article that it cites; nothing for what a browser makes up, or for an error."""
    page, turn = soldiers
    found = page.suggest([turn])
    assert {each for each in found if "Petra Lindqvist" in each}
    assert all(ask(page, each, [turn])["record"]["answered"] for each in found)
    assert found[0] not in page.suggest([kept(found[0], ask(page, found[0])), turn])
    for nothing in (None, 7, [], [7], [turn, {"question": "x", "record": None, "error": "It failed"}]):
        assert page.suggest(nothing) == []


def test_nothing_is_suggested_while_somebody_asks(soldiers, real_bot, monkeypatch):
    """It is not even begun."""
    page, turn = soldiers
    put = []
    monkeypatch.setattr(real_bot, "ask", lambda *given: put.append(given))

    async def meanwhile():
        async with page._answering:
            return page.suggest([turn])

    assert asyncio.run(meanwhile()) == []
    assert put == []


def test_looking_for_suggestions_stops_when_somebody_asks(soldiers, real_bot, monkeypatch):
    """After the question that it is at; another visitor's search for them waits for nothing."""
    page, turn = soldiers
    put, real = [], real_bot.ask

    def interrupted(question, *given):
        put.append(question)
        assert page.suggest([turn]) == []
        page._answering.acquire_on_behalf_of_nowait("somebody")
        return real(question, *given)

    async def meanwhile():
        return page.suggest([turn])

    monkeypatch.setattr(real_bot, "ask", interrupted)
    assert asyncio.run(meanwhile()) == []
    assert len(put) == 1


def test_a_suggestion_that_fails_is_none(soldiers, real_bot, monkeypatch, caplog):
    """The visitor reads nothing of it; the details go to the log."""
    page, turn = soldiers

    def fail(*_, **__):
        raise RuntimeError("no memory")

    monkeypatch.setattr(real_bot, "ask", fail)
    assert page.suggest([turn]) == []
    assert "no memory" in caplog.text


def test_a_question_of_100000_characters_is_refused_in_the_chat(page):
    """With the length that is read."""
    reply = ask(page, "x" * 100_000)
    assert "100,000 characters; at most 2,000" in reply["html"]
    assert reply["record"] is None
    assert len(reply["html"]) < 1000


def test_an_expected_error_is_shown_in_its_own_words(page, bot, monkeypatch):
    """The library's messages say what to do."""

    def busy(*_, **__):
        raise StoreError("The store is busy: try again")

    monkeypatch.setattr(bot, "ask", busy)
    assert ask(page, "why")["error"] == "The store is busy: try again"


def test_an_unforeseen_error_gives_none_of_its_secrets_away(page, bot, monkeypatch, caplog):
    """The visitor reads that it failed; the details go to the log."""

    def fail(*_, **__):
        raise RuntimeError("/home/somebody/secret")

    monkeypatch.setattr(bot, "ask", fail)
    reply = ask(page, "why")
    assert "secret" not in str(reply)
    assert "please ask again" in reply["html"]
    assert "secret" in caplog.text


@pytest.mark.parametrize(
    "request_",
    [
        None,
        "x",
        [],
        {},
        {"question": "x"},
        {"question": 7, "turns": []},
        {"question": "x", "turns": [7]},
        {"question": "x", "turns": [], "standalone": 7},
        {"question": "x", "turns": [], "ignore": "x"},
    ],
)
def test_a_request_that_is_none_is_answered_with_an_error(page, request_):
    """Whatever a browser sends."""
    assert page.answer(request_)["error"] == texts.UNEXPECTED
    assert page.show(request_) == []


def test_what_is_kept_can_be_copied_and_exported(page):
    """From the browser's record; what it makes up gives nothing."""
    turn = kept("How many cracks were found?", ask(page, "How many cracks were found?"))
    assert "14 cracks" in page.copy({"turn": turn, "kind": "plain"})
    assert "14 cracks" in page.export({"turns": [turn], "kind": "html"})["text"]
    for nothing in (None, {}, {"turn": 7, "turns": 7, "kind": "html"}, {"turn": turn, "turns": [turn], "kind": []}):
        assert page.export(nothing) == {}
    assert [page.copy(nothing) for nothing in (None, {}, {"turn": 7, "kind": "plain"})] == [""] * 3


def test_a_read_only_page_has_no_way_to_add_or_remove(bot, articles):
    """Neither a button nor a function behind one."""
    bot.add(articles)

    async def make():
        return Page(bot, read_only=True)

    page = asyncio.run(make())
    assert "data-remove" not in page.library({})["items"]
    assert articles[0].title in page.library({})["items"]
    assert {function.__name__ for function in page._functions()} & {"remove", "bring_back"} == set()
    assert not hasattr(page, "forms")


def test_the_state_changes_with_the_articles_and_only_then(page, bot, articles):
    """Open pages look at it to notice what others added or removed."""
    first = page.state("")
    assert first["counts"] == "3 articles · 2 sources"
    assert page.state(first["version"]) == {"version": first["version"]}
    bot.remove([articles[0].id])
    second = page.state(first["version"])
    assert second["counts"] == "2 articles · 2 sources"
    assert second["version"] != first["version"]
    assert second["space"] == first["space"]


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


def test_the_library_is_looked_through_and_an_article_removed_and_brought_back(page, bot, articles):
    """Each with a word on what became of it; what a browser makes up does no harm."""
    listed = page.library({"words": "bridge"})
    assert (listed["total"], listed["more"]) == ("1 article", False)
    assert articles[0].id in listed["items"]
    gone = page.remove(articles[0].id)
    assert "Elm bridge closed" in gone["words"]
    assert page.library({"words": "bridge"})["total"] == "No article fits."
    assert "is back" in page.bring_back(gone["undo"])["words"]
    assert bot.article(articles[0].id) == articles[0]
    for nothing in (None, 7, [], "0123456789abcdef"):
        assert page.remove(nothing) == {"words": texts.NOT_REMOVED}
        assert page.bring_back(nothing) == {"words": texts.NOT_BROUGHT_BACK}
        assert page.library(nothing)["items"] == ""


def test_added_articles_are_counted_and_answered_at_once(page, tmp_path):
    """The result and an emptied file list."""
    path = tmp_path / "crane.txt"
    path.write_text("Crane falls\n\nA crane fell into the harbour of Dunmere on Tuesday.")
    results, chosen = page.forms.add_files([str(path)], lambda *_: None)
    assert "Added: 1" in results
    assert chosen is None
    assert "harbour of Dunmere" in ask(page, "Where did the crane fall?")["html"]


def test_a_pasted_text_that_was_refused_stays_in_the_form(page):
    """So that it can be mended; one that was taken is cleared away."""
    results, *form = page.forms.add_text("A text.", "", "", "some day", "", lambda *_: None)
    assert "cannot be read as a date" in results
    assert "" not in form
    _, *form = page.forms.add_text("A crane fell into the harbour.", "Crane", "", "", "", lambda *_: None)
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
    assert "1 article · 1 source" in counts(bot)
    bot.add(articles)
    assert "3 articles · 2 sources" in counts(bot)
