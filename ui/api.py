"""For programs: ask, search and open_article, over plain HTTP, with Gradio's client, and as tools for agents.

The docstrings are what a program or an agent reads about them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import anyio
import gradio as gr

from qa_bot import QABot, QABotError

#: Passages that one search may ask for.
MOST_HITS = 100


def functions(bot: QABot, limiter: anyio.CapacityLimiter) -> list[Callable[..., Any]]:
    """The three functions over the bot; answers wait in the same line as those of the page."""

    async def ask(question: str, source: str = "", since: str = "", until: str = "") -> dict[str, Any]:
        """Answer a question from the news articles in the store, with exact quotes as proof.

        The answer is found in the articles, never written by a model. Each citation is an exact
        slice of a stored article: quote == article text[start:end]. When "answered" is false, the
        articles do not say; "nearest" then holds the passages that came closest. "confidence" is
        the estimated probability that the answer is right: tell people about the quote rather
        than the answer when it is below 0.65. Ask one thing at a time, in a full question with
        names, as "How many people died on the Maribel?". Nothing is remembered between two calls.

        When "positions" is not empty, articles contradict each other: name them all, with who says
        what and when. "understood" holds what was taken from the question about dates and sources;
        where that leaves no answer, "otherwise" is the answer without it.

        Args:
            question: The question, in English, at most 2,000 characters.
            source: Use only articles of this source, such as "Northern Wire". Empty: all sources.
            since: Use only articles published on this day or later, as 2026-03-31. Empty: no limit.
            until: Use only articles published on this day or earlier, as 2026-03-31. Empty: no limit.

        Returns:
            An object with question, answered, text, confidence, citations, nearest, understood,
            positions and otherwise.
        """
        filters = _filters(source, since, until)
        return await _run(lambda: bot.ask(question, **filters).to_dict(), limiter)

    async def search(
        query: str, k: int = 10, source: str = "", since: str = "", until: str = ""
    ) -> list[dict[str, Any]]:
        """Find the passages of the news articles that fit a query best, by meaning and by words.

        Use it to see what the articles say about a subject; use ask for the answer to a question.

        Args:
            query: Words or a question.
            k: How many passages, 1 to 100.
            source: Search only articles of this source. Empty: all sources.
            since: Search only articles published on this day or later, as 2026-03-31. Empty: no limit.
            until: Search only articles published on this day or earlier, as 2026-03-31. Empty: no limit.

        Returns:
            A list of passages, best first, each with score, text, start, end and its article's metadata.
        """
        if not 1 <= k <= MOST_HITS:
            raise gr.Error(f"k must be from 1 to {MOST_HITS}, not {k}", print_exception=False)
        filters = _filters(source, since, until)
        return await _run(lambda: [hit.to_dict() for hit in bot.search(query, int(k), **filters)], limiter)

    async def open_article(article: str) -> dict[str, Any]:
        """Read a whole article: its text, title, source, authors, date and address.

        Use it to read what stands around a quote. The offsets of citations and passages count
        characters of this text.

        Args:
            article: The article's id, as citations and passages name it: 16 hex digits.

        Returns:
            An object with id, title, url, source, authors, published, standfirst and text.
        """
        found = await _run(lambda: bot.article(article), limiter)
        if found is None:
            raise gr.Error(f"There is no article {article[:40]!r} in the store", print_exception=False)
        return found.to_dict(text=True)

    return [ask, search, open_article]


def publish(bot: QABot, limiter: anyio.CapacityLimiter) -> None:
    """Offer the functions to programs; inside ``gr.Blocks``."""
    for function in functions(bot, limiter):
        gr.api(function, concurrency_limit=None, api_visibility="public")


async def _run(work: Callable[[], Any], limiter: anyio.CapacityLimiter) -> Any:
    """Do the work in line; what the library says is wrong is told to whoever asked."""
    try:
        return await anyio.to_thread.run_sync(work, limiter=limiter)
    except QABotError as error:
        raise gr.Error(str(error), print_exception=False) from error


def _filters(source: str, since: str, until: str) -> dict[str, Any]:
    return {"source": source or None, "since": _day("since", since), "until": _day("until", until)}


def _day(name: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise gr.Error(f"{name} must be a day such as 2026-03-31, not {value[:40]!r}", print_exception=False) from error
