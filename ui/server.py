"""Serving the page: its address, its headers, and no word to anybody outside."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from ui.chat_html import texts_json
from ui.tools import Door

if TYPE_CHECKING:
    from gradio import Blocks

    from ui.password import Accounts
    from ui.tools import Tools

#: In the order in which they are run: an Escape that closes a menu does not close the article as well.
_SCRIPTS = ("page.js", "chat.js", "pane.js", "library.js", "taking.js")
_HERE = Path(__file__).parent
#: Bytes of an upload. Gradio refuses the whole choice for one larger file, so this is well above
#: what is read of a file: too large a one then has its own result and the others are added.
_LARGEST_UPLOAD = 250_000_000
#: The browser itself refuses every request to another host, whatever an article contains.
_HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}


class AddressError(Exception):
    """The page cannot be served at this address. The message says what to do."""


def check_address(host: str, port: int, allow_remote: bool, auth: bool = False) -> int:
    """The port to serve on: ``port``, or a free one when it is 0.

    Raises AddressError when the address is taken, is none of this machine's, or can be
    reached from other machines with neither ``auth`` nor ``allow_remote``.
    """
    if not 0 <= port <= 65535:
        raise AddressError(f"{port} is no port: give a number from 1 to 65535, or 0 for any free port")
    if not (auth or allow_remote or is_loopback(host)):
        raise AddressError(
            f"{host} can be reached from other machines, and whoever reaches the page can read, add and remove "
            "articles: ask for passwords with --auth FILE, or add --allow-remote if everybody may"
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise AddressError(
            f"The page cannot be served at {host}, port {port} ({error.strerror or error}): "
            f"if another program uses it, take another port, as in  --port {_another(port)}"
        ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host's address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_root_path(path: str) -> str:
    """The path under which a proxy shows the page, without a slash at its end.

    Raises AddressError for what is no such path.
    """
    if path and (not path.startswith("/") or "//" in path or not path.isprintable() or set(path) & set("?#<>\"' ")):
        raise AddressError(f"{path!r} is no root path: give the part of the address behind the host, such as  /news")
    return path.rstrip("/")


def start(
    blocks: Blocks,
    host: str,
    port: int,
    root_path: str = "",
    accounts: Accounts | None = None,
    tools: Tools | None = None,
) -> str:
    """Serve the page from a background thread; returns its address once it answers.

    ``root_path`` is where a proxy in front shows it, ``accounts`` are those who may log in,
    everybody without. ``tools`` are served to agents beside it, and to the same people.
    Raises AddressError when the port was taken in the meantime.
    """
    from starlette.middleware import Middleware

    from ui.theme import theme

    # Gradio checks its own address through the proxy of the environment unless told not to.
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1,localhost,::1"]))
    shown = f"[{host}]" if ":" in host else host
    login = _login(accounts) if accounts else None
    middleware = [Middleware(_Headers), Middleware(_Health)]
    app: dict[str, Any] = {"middleware": middleware, "docs_url": None, "redoc_url": None}
    if tools:
        middleware.append(Middleware(Door, tools.app, login))
        app["lifespan"] = tools.running
    settings: dict[str, Any] = {
        "server_name": shown,
        "server_port": port,
        "prevent_thread_lock": True,
        "inbrowser": False,
        "share": False,
        "quiet": True,
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
        "root_path": root_path,
        "auth": login,
        "max_file_size": _LARGEST_UPLOAD,
        "state_session_capacity": 1000,
        "app_kwargs": app,
        "theme": theme(),
        "head": _head(),
    }
    try:
        blocks.launch(**settings)
    except OSError as error:
        raise AddressError(f"The page cannot be served: {error}. Take another port, as in  --port 0") from error
    reachable = "127.0.0.1" if host == "0.0.0.0" else "[::1]" if host == "::" else shown
    return f"http://{reachable}:{port}"


def _login(accounts: Accounts) -> Callable[[str, str], Awaitable[bool]]:
    async def allow(name: str, password: str) -> bool:  # a password takes its time to check: nobody else waits for it
        return await anyio.to_thread.run_sync(accounts.allow, name, password)

    return allow


def _head() -> str:
    """Style and script, as they are: Gradio's own ``css`` would confine the rules to its container."""
    style, *scripts = ((_HERE / name).read_text(encoding="utf-8") for name in ("style.css", *_SCRIPTS))
    words = f"window.qaBot = {{ texts: {texts_json()} }};"
    return f"<style>{style}</style>" + "".join(f"<script>{script}</script>" for script in (words, *scripts))


class _Headers:
    """Adds the headers above to every response."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *_HEADERS.items()]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class _Health:
    """Answers ``/health`` to whoever watches over the program; it needs no password and tells nothing."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].removeprefix(scope.get("root_path", "")) != "/health":
            return await self.app(scope, receive, send)
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"status": "ok"}'})


def _another(port: int) -> int:
    return port + 1 if 0 < port < 65535 else 7861
