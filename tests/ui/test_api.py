"""Programs ask the page over plain HTTP and get the same JSON as everywhere."""

import asyncio
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import anyio
import gradio as gr
import pytest

from qa_bot import QABot
from tests.conftest import NEWS
from ui import api
from ui.password import write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def offered(bot, articles):
    """The three functions over three articles, by name."""
    bot.add(articles)
    return {function.__name__: function for function in api.functions(bot, anyio.CapacityLimiter(1))}


def call(function, *arguments, **named):
    return asyncio.run(function(*arguments, **named))


def test_ask_gives_the_one_json_form_of_an_answer(offered, bot):
    """As the command line and the library do."""
    given = call(offered["ask"], "How many cracks were found?")
    assert given == bot.ask("How many cracks were found?").to_dict()
    assert given["citations"][0]["quote"]


def test_search_and_ask_take_filters(offered):
    """By source and days."""
    hits = call(offered["search"], "Elmstead", k=5, source="gazette")
    assert {hit["article"]["source"] for hit in hits} == {"Gazette"}
    assert call(offered["search"], "Elmstead", since="2026-05-01") == []
    assert (
        call(offered["ask"], "What does a loaf cost?", until="2026-03-31")["citations"][0]["article"]["source"]
        == "Courier"
    )


def test_an_article_is_read_whole(offered, articles):
    """Text and metadata, by the id that citations carry."""
    assert call(offered["open_article"], articles[0].id) == articles[0].to_dict(text=True)


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("ask", {"question": " "}, "empty"),
        ("ask", {"question": "x" * 3000}, "at most 2,000"),
        ("ask", {"question": "x", "since": "May"}, "since must be a day"),
        ("search", {"query": "x", "k": 0}, "from 1 to 100"),
        ("search", {"query": "x", "k": 1000}, "from 1 to 100"),
        ("open_article", {"article": "nothing"}, "no article 'nothing'"),
    ],
)
def test_what_is_wrong_with_a_call_is_said_in_words(offered, name, arguments, says):
    """Instead of a stack trace."""
    with pytest.raises(gr.Error, match=says):
        call(offered[name], **arguments)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The real program, read-only and with a password; gives its address and somebody who has logged in."""
    folder = tmp_path_factory.mktemp("served")
    with QABot.open(folder / "store") as bot:
        bot.add(NEWS)
    write(folder / "accounts", "ada", "a long bridge")
    command = [sys.executable, "-m", "ui", "--store", str(folder / "store"), "--port", "0", "--no-browser"]
    command += ["--read-only", "--title", "Halden <news>", "--auth", str(folder / "accounts")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        late = threading.Timer(300, server.kill)
        late.start()
        try:
            first = server.stdout.readline()
            assert first.startswith("Ready: http://127.0.0.1:"), f"said {first!r} instead"
            address = first.split()[1]
            visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            form = urllib.parse.urlencode({"username": "ada", "password": "a long bridge"}).encode()
            visitor.open(f"{address}/login", form).close()
            yield address, visitor
        finally:
            late.cancel()
            server.terminate()
            assert server.wait(60) == 0


def over_http(address, visitor, name, values):
    """Two plain requests: the call, then its result."""
    url = f"{address}/gradio_api/call/{name}"
    body = json.dumps({"data": values}).encode()
    with visitor.open(urllib.request.Request(url, body, {"content-type": "application/json"})) as response:
        event = json.load(response)["event_id"]
    with visitor.open(f"{url}/{event}") as response:
        lines = response.read().decode().splitlines()
    state = [line for line in lines if line.startswith("event: ")][-1]
    return state.removeprefix("event: "), json.loads([line for line in lines if line.startswith("data: ")][-1][6:])


def test_a_program_asks_over_plain_http(served, real_bot):
    """Two requests, and the JSON that the library gives."""
    state, [given] = over_http(*served, "ask", ["How many soldiers will be sent?", "", "", ""])
    assert state == "complete"
    assert given["text"] == real_bot.ask("How many soldiers will be sent?").text
    quote = given["citations"][0]
    _, [article] = over_http(*served, "open_article", [quote["article"]["id"]])
    assert article["text"][quote["start"] : quote["end"]] == quote["quote"]


def test_the_functions_are_described_and_no_other_is_offered(served):
    """Each once; none adds or removes."""
    address, visitor = served
    with visitor.open(f"{address}/gradio_api/info") as response:
        named = json.load(response)["named_endpoints"]
    assert set(named) == {"/ask", "/search", "/open_article"}
    assert "exact" in json.dumps(named["/ask"])


def test_without_a_password_nothing_is_told_but_that_the_program_is_well(served):
    """Neither answers nor articles; a wrong password changes nothing."""
    address, _ = served
    stranger = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    form = urllib.parse.urlencode({"username": "ada", "password": "a short bridge"}).encode()
    with pytest.raises(urllib.error.HTTPError, match="400"):
        stranger.open(f"{address}/login", form)
    with pytest.raises(urllib.error.HTTPError, match="401"):
        over_http(address, stranger, "ask", ["How many soldiers will be sent?", "", "", ""])
    with stranger.open(address) as response:
        assert "articles ·" not in response.read().decode()
    with stranger.open(f"{address}/health") as response:
        assert json.load(response) == {"status": "ok"}


def test_the_page_has_its_title_and_when_read_only_no_way_to_change_articles(served):
    """The title is text, whatever it is made of."""
    address, visitor = served
    with visitor.open(address) as response:
        page = response.read().decode()
    assert "Halden &lt;news&gt;" in page.replace("\\u0026", "&").replace("&amp;", "&")
    assert "bring_back" not in page.split("window.gradio_config")[1]
