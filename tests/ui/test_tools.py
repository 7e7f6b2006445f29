"""Agents find the tools, use them, and are asked for a password where there are some."""

import asyncio
import base64
import contextlib
import importlib.util
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from qa_bot import QABot
from tests.conftest import NEWS
from ui.__main__ import main
from ui.password import write

ROOT = Path(__file__).parents[2]
INSTALLED = importlib.util.find_spec("mcp") is not None
BASIC = "Basic " + base64.b64encode(b"ada:a long bridge").decode()


def test_without_the_packages_it_is_said_what_to_install(monkeypatch, capsys):
    """Instead of a page on which agents find nothing."""
    monkeypatch.setattr("ui.tools.find_spec", lambda name: None)
    assert main(["--mcp", "--port", "0"]) == 1
    assert "pip install -e '.[mcp]'" in capsys.readouterr().err


@contextlib.contextmanager
def serving(folder, *options):
    """The real program with its tools; gives their address."""
    with QABot.open(folder / "store") as bot:
        bot.add(NEWS)
    command = [sys.executable, "-m", "ui", "--store", str(folder / "store"), "--port", "0", "--no-browser", "--mcp"]
    with subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        late = threading.Timer(300, server.kill)
        late.start()
        try:
            first = server.stdout.readline()
            assert first.startswith("Tools for agents: http://127.0.0.1:"), f"said {first!r} instead"
            assert server.stdout.readline().startswith("Ready: ")
            yield first.split()[-1]
        finally:
            late.cancel()
            server.terminate()
            assert server.wait(60) == 0


def converse(address, work, **settings):
    """What an agent does: connect with the official client, do the work, leave."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def talk():
        async with (
            streamablehttp_client(address, **settings) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await work(session)

    return asyncio.run(talk())


def said(result):
    """The values that a tool gave, the same as text and in structured form."""
    given = [json.loads(part.text) for part in result.content]
    structured = result.structuredContent
    assert given == structured.get("result", [structured])
    return given


async def use(session):
    """List the tools, ask, and read the article that is cited."""
    tools = (await session.list_tools()).tools
    [answer] = said(await session.call_tool("ask", {"question": "How many soldiers will be sent?"}))
    quote = answer["citations"][0]
    [article] = said(await session.call_tool("open_article", {"article": quote["article"]["id"]}))
    hits = said(await session.call_tool("search", {"query": "bear in the gardens", "k": 1}))
    wrong = await session.call_tool("open_article", {"article": "nothing"})
    return tools, answer, article, hits, wrong


@pytest.mark.skipif(not INSTALLED, reason="needs the extra mcp")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:mcp", "ignore:Use `streamable_http_client`")
@pytest.mark.parametrize("guarded", [False, True])
def test_an_agent_finds_the_tools_and_proves_an_answer(tmp_path, guarded):
    """Search, ask and open_article, described; a quote stands in its article; a mistake is told in words."""
    options, settings = [], {}
    if guarded:
        write(tmp_path / "accounts", "ada", "a long bridge")
        options, settings = ["--auth", str(tmp_path / "accounts")], {"headers": {"Authorization": BASIC}}
    with serving(tmp_path, *options) as address:
        tools, answer, article, hits, wrong = converse(address, use, **settings)
        if guarded:
            for headers in ({}, {"Authorization": BASIC[:-4]}, {"Authorization": "Bearer x"}):
                with pytest.raises(urllib.error.HTTPError, match="401"):
                    urllib.request.urlopen(urllib.request.Request(address, b"{}", headers))
        foreign = {"Host": "evil.example", "Content-Type": "application/json", **settings.get("headers", {})}
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(urllib.request.Request(address, b"{}", foreign))
    assert {tool.name for tool in tools} == {"ask", "search", "open_article"}
    described = {tool.name: tool for tool in tools}
    assert "exact quotes" in described["ask"].description
    assert "2026-03-31" in described["ask"].description
    assert set(described["ask"].inputSchema["properties"]) == {"question", "source", "since", "until"}
    assert all(tool.annotations.readOnlyHint for tool in tools)
    quote = answer["citations"][0]
    assert article["text"][quote["start"] : quote["end"]] == quote["quote"]
    assert "2,400" in answer["text"]
    assert "Bear" in hits[0]["article"]["title"]
    assert wrong.isError
    assert "no article 'nothing'" in wrong.content[0].text
