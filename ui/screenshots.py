"""The pictures of the page: ``python -m ui.screenshots`` takes them of the demo in an installed Chromium."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PICTURES = Path(__file__).parent / "pictures"
_DESKTOP = {"viewport": {"width": 1280, "height": 800}}
_PHONE = {"viewport": {"width": 390, "height": 780}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
#: One that the demo's articles contradict each other on.
_DISPUTED = "How many people died on the Maribel?"


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; returns the exit status: 0, or 1 after a message."""
    parser = argparse.ArgumentParser(prog="python -m ui.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=_PICTURES, metavar="DIR", help="where to (default: %(default)s)")
    given = parser.parse_args(arguments)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return _failed("Playwright is not installed: pip install -e '.[test]'")
    if chromium is None:
        return _failed("no Chromium found: install one, on Debian with  apt-get install chromium")
    given.out.mkdir(parents=True, exist_ok=True)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    from ui import page, server
    from ui.demo import QUESTIONS, open_demo

    with open_demo() as bot, sync_playwright() as started:
        bot.ask(_DISPUTED)  # loads the models
        shown = page.Page(bot, QUESTIONS)
        address = server.start(shown.blocks, "127.0.0.1", server.check_address("127.0.0.1", 0, False))
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--hide-scrollbars"])
        try:
            for name, (settings, pose) in _POSES.items():
                _take(browser, address, settings, pose, given.out / f"{name}.png")
        finally:
            browser.close()
            shown.blocks.close()
    return 0


def _take(browser: Browser, address: str, settings: dict[str, Any], pose: Callable[[Page], None], file: Path) -> None:
    context = browser.new_context(**settings, reduced_motion="reduce", locale="en-GB")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body.ready .entrance")
    pose(page)
    page.wait_for_timeout(300)  # what was clicked has settled
    page.screenshot(path=file)
    context.close()
    print(file)


def _ask(page: Page, question: str) -> None:
    before = page.locator(".turn.done").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn.done").nth(before).wait_for()
    page.locator("#question").blur()


def _answer(page: Page) -> None:
    _ask(page, "How long is the Saddle tunnel?")
    page.locator(".card .open").first.click()
    page.locator(".article mark.focus").first.wait_for()


def _disputed(page: Page) -> None:
    _ask(page, _DISPUTED)


def _follow_up(page: Page) -> None:
    _ask(page, "Who was the captain of the Maribel?")
    _ask(page, "How old is he, according to the Northern Wire?")


#: The pictures by name: how the browser is set up, and what is done before it is taken.
_POSES: dict[str, tuple[dict[str, Any], Callable[[Page], None]]] = {
    "answer": (_DESKTOP, _answer),
    "disagreement": (_DESKTOP, _disputed),
    "follow-up": (_DESKTOP, _follow_up),
    "dark": (_DESKTOP | {"color_scheme": "dark"}, _answer),
    "phone": (_PHONE, _disputed),
}


def _failed(message: str) -> int:
    print(f"python -m ui.screenshots: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
