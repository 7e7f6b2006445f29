"""Tools for agents: search, ask and open_article over the Model Context Protocol (https://modelcontextprotocol.io).

They are served by the protocol's own library. Gradio can serve functions as tools too, but gives an answer as
Python's ``repr`` instead of JSON, lists the tools to whoever has no password, and is silent when packages are missing.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec
from typing import Any

import anyio

from qa_bot import QABot
from ui.api import functions

#: Where agents find the tools.
PATH = "/mcp"
_INSTRUCTIONS = (
    "Answers from a store of news articles, each with exact quotes as proof. Use ask for a question, search to see "
    "what the articles say about a subject, open_article to read around a quote. Cite the quote, its source and day."
)


class ToolsError(Exception):
    """Tools cannot be served. The message says what to do."""


def check_installed() -> None:
    """Raises ToolsError when the packages that serve tools are not installed."""
    if find_spec("mcp") is None:
        raise ToolsError("--mcp needs a package that is not installed: pip install -e '.[mcp]'")


class Tools:
    """The tools over one open bot, to be put in front of the page's app: see ``middleware`` and ``running``.

    ``loopback`` says that only this machine can reach them: requests that name another host are then refused,
    which keeps pages of the web that are open in a browser on this machine from reaching them (DNS rebinding).
    """

    def __init__(self, bot: QABot, limiter: anyio.CapacityLimiter, title: str, loopback: bool) -> None:
        from mcp.server.fastmcp import FastMCP
        from mcp.server.transport_security import TransportSecuritySettings
        from mcp.types import ToolAnnotations

        hosts = ["127.0.0.1:*", "localhost:*", "[::1]:*"]
        self._server = FastMCP(
            title,
            instructions=_INSTRUCTIONS,
            stateless_http=True,
            json_response=True,
            streamable_http_path=PATH,
            log_level="WARNING",
            transport_security=TransportSecuritySettings(
                enable_dns_rebinding_protection=loopback,
                allowed_hosts=hosts,
                allowed_origins=[f"http://{host}" for host in hosts],
            ),
        )
        for function in functions(bot, limiter):
            self._server.add_tool(function, annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=False))
        self.app = self._server.streamable_http_app()

    def running(self, _: Any) -> AbstractAsyncContextManager[None]:
        """The time in which the tools answer: the lifespan of the app that they stand in front of."""
        return self._server.session_manager.run()


class Door:
    """ASGI middleware that hands requests for ``PATH`` to the tools.

    With ``allow``, which says whether a password is that of a name, everybody has to send both with every request
    (Basic authentication, RFC 7617); nobody else sees even the list of tools.
    """

    def __init__(self, app: Any, tools: Any, allow: Callable[[str, str], Awaitable[bool]] | None) -> None:
        self.app = app
        self._tools = tools
        self._allow = allow

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].removeprefix(scope.get("root_path", "")).rstrip("/") != PATH:
            return await self.app(scope, receive, send)
        if await self._known(scope):
            return await self._tools(scope | {"path": PATH, "root_path": ""}, receive, send)
        headers = [(b"www-authenticate", b'Basic realm="qa_bot", charset="UTF-8"'), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _known(self, scope: Any) -> bool:
        if self._allow is None:
            return True
        kind, _, encoded = dict(scope["headers"]).get(b"authorization", b"").partition(b" ")
        try:
            name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return False
        return kind.lower() == b"basic" and bool(colon) and await self._allow(name, password)
