"""The command line of the web chat: ``python -m ui``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa_bot import QABot
    from ui.password import Accounts

_DESCRIPTION = "Open a web page that answers questions from news articles, with the sentences that say it."
_EPILOG = (
    "Without --store the articles that come with the project are opened. "
    "Make a store of your own with  python -m index PATH --store DIR"
)


def parser() -> argparse.ArgumentParser:
    """The options and their help."""
    made = argparse.ArgumentParser(prog="python -m ui", description=_DESCRIPTION, epilog=_EPILOG)
    made.add_argument(
        "--store",
        metavar="DIR",
        help="the store, a folder or milvus://HOST:PORT/NAME (default: the demo articles)",
    )
    for name, what in (
        ("reader", "a Hugging Face extractive QA model instead of the own reader"),
        ("reranker", "put what is found into a better order: a Hugging Face cross-encoder"),
    ):
        made.add_argument(f"--{name}", metavar="MODEL", help=what)
    made.add_argument("--title", metavar="WORDS", help="the name of the page")
    made.add_argument("--read-only", action="store_true", help="nobody can add or remove articles in the page")
    serving = made.add_argument_group("serving")
    serving.add_argument("--host", default="127.0.0.1", help="the address to serve at (default: %(default)s)")
    serving.add_argument("--port", type=int, default=7860, help="the port; 0 takes a free one (default: %(default)s)")
    serving.add_argument(
        "--root-path", default="", metavar="PATH", help="where a proxy in front shows the page, such as /news"
    )
    serving.add_argument(
        "--auth",
        metavar="FILE",
        type=Path,
        help="let in only those whose password is in this file; write it with  python -m ui.password FILE NAME",
    )
    serving.add_argument(
        "--allow-remote",
        action="store_true",
        help="serve without passwords at an address that other machines reach: whoever reaches it reads the articles, "
        "and adds and removes them unless --read-only",
    )
    serving.add_argument(
        "--mcp",
        action="store_true",
        help="also serve ask, search and open_article to agents as tools (Model Context Protocol), at /mcp",
    )
    browser = made.add_mutually_exclusive_group()
    browser.add_argument("--open", dest="browser", action="store_true", default=None, help="open a browser")
    browser.add_argument(
        "--no-browser",
        dest="browser",
        action="store_false",
        help="open none (default: open one where there is a desktop)",
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page until Ctrl+C; returns the exit status: 0, or 1 after a message."""
    options = parser().parse_args(arguments)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    from qa_bot import QABotError
    from ui.password import Accounts, PasswordError
    from ui.server import AddressError, check_address, check_root_path
    from ui.tools import ToolsError, check_installed

    try:
        if options.mcp:
            check_installed()
        options.root_path = check_root_path(options.root_path)
        accounts = Accounts(options.auth) if options.auth else None
        options.port = check_address(options.host, options.port, options.allow_remote, accounts is not None)
        bot, questions = _open(options.store, reader=options.reader, reranker=options.reranker)
    except (AddressError, PasswordError, QABotError, ToolsError) as error:
        print(f"python -m ui: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    try:
        return _serve(bot, questions, options, accounts)
    except (AddressError, QABotError) as error:
        print(f"python -m ui: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        bot.close()


def _open(store: str | None, **models: Any) -> tuple[QABot, tuple[str, ...]]:
    from qa_bot import QABot

    if store is None:
        from ui.demo import QUESTIONS, open_demo

        return open_demo(**models), QUESTIONS
    return QABot.open(store, create=False, **models), ()


def _serve(bot: QABot, questions: tuple[str, ...], options: argparse.Namespace, accounts: Accounts | None) -> int:
    import signal
    import threading

    from ui.page import Page
    from ui.server import is_loopback, start
    from ui.tools import PATH

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    bot.ask("What happened?")  # loads the models now: the first question is answered as fast as the second
    page = Page(bot, questions, options.title, options.read_only)
    # Behind a proxy requests name the proxy's host.
    tools = page.tools(is_loopback(options.host) and not options.root_path) if options.mcp else None
    address = start(page.blocks, options.host, options.port, options.root_path, accounts, tools)
    if tools:
        print(f"Tools for agents: {address}{PATH}")
    print(f"Ready: {address}  (Ctrl+C stops)", flush=True)
    if _has_desktop() if options.browser is None else options.browser:
        import webbrowser

        webbrowser.open(address)
    try:
        while not stop.wait(0.5):
            pass
    finally:
        page.blocks.close()
    return 0


def _has_desktop() -> bool:
    """Whether a browser opened here would be seen: never in a terminal over the network."""
    if not sys.stdout.isatty() or os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
