"""How long a running page takes when many ask at once, and in a browser: ``python -m eval.bench.page ADDRESS``."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from eval.errors import EvalError
from eval.questions import read_questions

#: Opens the article of the first quote; milliseconds until the quote is highlighted and drawn.
_OPEN = """() => new Promise((done) => {
    const began = performance.now();
    document.querySelector(".turn.done .card .open").click();
    const look = () => document.querySelector(".article mark.focus")
        ? requestAnimationFrame(() => done(performance.now() - began)) : requestAnimationFrame(look);
    look();
})"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask alone, then many at once, and print the times; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.page",
        description="Ask a running page as many people at once would, and say how long the answers took.",
    )
    parser.add_argument("address", help="of the page, as it says when it is ready: http://127.0.0.1:7860")
    parser.add_argument(
        "--questions", type=Path, default=Path(__file__).parent.parent / "demo.jsonl", help="the set to ask out of"
    )
    parser.add_argument("--at-once", type=int, default=20, metavar="N", help="people at once (default %(default)s)")
    parser.add_argument("--each", type=int, default=3, metavar="N", help="questions of each (default %(default)s)")
    parser.add_argument(
        "--pause",
        type=float,
        default=0.0,
        metavar="S",
        help="seconds that each reads before asking again; they begin within as many (default 0: all in one instant)",
    )
    parser.add_argument(
        "--browser", action="store_true", help="also how long an installed Chromium takes to show page and article"
    )
    given = parser.parse_args(arguments)
    try:
        figures = look(given.address, given.questions) if given.browser else {}
        figures |= measure(given.address, given.questions, given.at_once, given.each, given.pause)
        print(json.dumps(figures, indent=1))
    except (EvalError, OSError, ValueError) as error:
        print(f"python -m eval.bench.page: {error}", file=sys.stderr)
        return 1
    return 0


def measure(address: str, questions: Path, at_once: int, each: int, pause: float) -> dict[str, float | int]:
    """Seconds from question to answer: of one who asks alone, and of ``at_once`` people."""
    asked = [question.question for question in read_questions(questions).values()]
    alone = [ask(address, asked[number % len(asked)]) for number in range(10)]

    def person(number: int) -> list[float]:
        # Without a pause all ask in one instant; people who read do not go in step.
        time.sleep(random.Random(number).uniform(0, pause))
        times = []
        for turn in range(each):
            times.append(ask(address, asked[(number * each + turn) % len(asked)]))
            time.sleep(pause)
        return times

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as people:
        times = sorted(second for person_times in people.map(person, range(at_once)) for second in person_times)
    passed = time.perf_counter() - began
    single = statistics.median(alone)
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    return {
        "at_once": at_once,
        "answers": len(times),
        "pause_s": pause,
        "alone_p50_s": round(single, 3),
        "p50_s": round(statistics.median(times), 3),
        "p95_s": round(p95, 3),
        "p95_to_alone": round(p95 / single, 1),
        "answers_per_s": round(len(times) / passed, 1),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "load_average": round(os.getloadavg()[0], 1),
    }


def look(address: str, questions: Path) -> dict[str, float | int]:
    """Milliseconds in a browser that was never there: to the first paint, until questions are taken, and to the
    highlighted quote after a click on it, with the length of that article.

    The first question whose answer or nearest passage can be opened is asked. Raises EvalError without a browser.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise EvalError("--browser needs Playwright: pip install -e '.[test]'") from error
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise EvalError("--browser needs a Chromium: on Debian  apt-get install chromium")
    question = next(iter(read_questions(questions).values())).question
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("body.ready .entrance")
        ready = 1000 * (time.perf_counter() - began)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        page.locator("#question").fill(question)
        page.keyboard.press("Enter")
        page.locator(".turn.done .card .open").first.wait_for()
        opened = page.evaluate(_OPEN)
        length = page.evaluate("document.querySelector('.article-text').textContent.length")
        browser.close()
    return {
        "first_paint_ms": round(paint),
        "ready_ms": round(ready),
        "article_ms": round(opened),
        "article_characters": length,
    }


def ask(address: str, question: str) -> float:
    """Seconds until the page has answered over its API. Raises ValueError when it has not."""
    began = time.perf_counter()
    url = f"{address.rstrip('/')}/gradio_api/call/ask"
    body = json.dumps({"data": [question, "", "", ""]}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, {"content-type": "application/json"})) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{url}/{event}") as response:
        said = response.read().decode()
    if "event: complete" not in said:
        raise ValueError(f"{question!r} was not answered: {said[-200:]}")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
