"""The page: what stands where, and what the program does for it."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import anyio
import gradio as gr

from qa_bot import Answer, QABot, QABotError
from qa_bot.suggest import suggest
from ui import texts
from ui.adding_forms import AddingForms
from ui.answer_html import found_html, turn_html
from ui.api import publish
from ui.article_html import article_html, missing_html
from ui.chart_html import chart_html
from ui.chat_html import composer_html, conversations_html, templates_html
from ui.conversation import Turn, history, ignored, parse_turns
from ui.entrance_html import counts, entrance_html, heading_html, pane_html
from ui.escaping import clip
from ui.library import Removals, Wanted
from ui.library_html import items_html, library_html, sources_html, total_text
from ui.pointer import Request
from ui.taking import copied, exported
from ui.tools import Tools

#: Questions answered at the same time; the rest wait in line.
_ANSWERING = 3
#: Passages shown until the answer is there.
_FOUND = 3
#: Hands the page's script its way to the program, which only a component has.
#: Gradio's own calls swallow it when the program cannot be reached, and give undefined.
_SERVER_JS = """
const reached = (call) => async (...given) => {
  const found = await call(...given);
  if (found === undefined) throw new Error("the program cannot be reached");
  return found;
};
const calls = Object.entries(server).map(([name, call]) => [name, reached(call)]);
(window.qaBot ??= {}).server = Object.fromEntries(calls);
"""

_log = logging.getLogger(__name__)


class _BusyError(Exception):
    """Somebody asks a question: what nobody asked for has to stop."""


class Page:
    """The web page over one open bot. ``blocks`` is what Gradio serves.

    The public methods are what the page's script calls. They take what a browser sent, which
    may be anything, and give HTML and JSON; none of them remembers a visitor.
    """

    def __init__(
        self, bot: QABot, questions: tuple[str, ...] = (), title: str | None = None, read_only: bool = False
    ) -> None:
        """``questions`` are examples to click; without any, titles of articles are shown instead.

        ``title`` is the page's name. With ``read_only`` there is no way to add or remove articles.
        """
        self.bot = bot
        self.title = title or texts.TITLE
        self.read_only = read_only
        self.questions = questions
        self._removals = Removals(bot)
        self._answering = anyio.CapacityLimiter(_ANSWERING)
        self._suggesting = threading.Lock()  # for one visitor at a time; the others have nothing suggested
        with (
            gr.Blocks(
                title=self.title, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
            ) as self.blocks,
            gr.Row(elem_id="house"),
        ):
            with gr.Column(elem_id="desk"):
                _html(heading_html(bot, self.title), "heading")
                _html(conversations_html(), "menu")
                with gr.Tabs(elem_id="tabs"):
                    with gr.Tab(texts.TAB_ASK, id="ask"):
                        _html(f'<div class="log" role="log" aria-label="{texts.CONVERSATION_LABEL}"></div>', "log")
                        _html(composer_html() + templates_html(), "asking")
                    with gr.Tab(texts.TAB_LIBRARY, id="library"):
                        self._library_tab()
            self._pane()
            publish(bot, self._answering)

    def _pane(self) -> None:
        gr.HTML(
            pane_html(),
            elem_id="pane",
            apply_default_css=False,
            js_on_load=_SERVER_JS,
            server_functions=self._functions(),
        )

    def _functions(self) -> list[Callable[..., Any]]:
        """What the script may call, as functions: Gradio cannot call a method from the page."""

        def state(version: Any) -> Any:
            return self.state(version)

        def find(question: Any) -> Any:
            return self.find(question)

        async def answer(request: Any) -> Any:  # waits in line without holding a thread
            return await anyio.to_thread.run_sync(self.answer, request, limiter=self._answering)

        def suggest(turns: Any) -> Any:
            return self.suggest(turns)

        def show(turns: Any) -> Any:
            return self.show(turns)

        def open_article(request: Any) -> Any:
            return self.open_article(request)

        def library(wanted: Any) -> Any:
            return self.library(wanted)

        def remove(article: Any) -> Any:
            return self.remove(article)

        def bring_back(word: Any) -> Any:
            return self.bring_back(word)

        def copy(request: Any) -> Any:
            return self.copy(request)

        def export(request: Any) -> Any:
            return self.export(request)

        reading = [state, find, answer, suggest, show, open_article, library, copy, export]
        return reading if self.read_only else [*reading, remove, bring_back]

    def _library_tab(self) -> None:
        if not self.read_only:
            self.forms = AddingForms(self.bot)
        gr.HTML(library_html(), elem_id="library", apply_default_css=False, js_on_load="window.qaBot.library?.();")

    def tools(self, loopback: bool) -> Tools:
        """The page's functions as tools for agents; their answers wait in the same line."""
        return Tools(self.bot, self._answering, self.title, loopback)

    # What the script calls

    def state(self, version: Any) -> dict[str, str]:
        """What the page shows of the articles as they are now; its version alone where it has not changed."""
        info = self.bot.info()
        known = {name: info.get(name) for name in ("store", "articles", "passages", "sources", "settings")}
        now = _digest(known)
        if version == now:
            return {"version": now}
        return {
            "version": now,
            "space": _digest(info["store"]),
            "counts": counts(self.bot),
            "entrance": entrance_html(self.bot, self.questions, self.read_only),
            "sources": sources_html(info["sources"]),
            "chart": chart_html(self.bot.months()),
        }

    def find(self, question: Any) -> str:
        """The passages that the answer will be looked for in; nothing for what is no question."""
        try:
            return found_html(self.bot.search(question, _FOUND)) if isinstance(question, str) else ""
        except QABotError:
            return ""  # the answer says what is wrong

    def answer(self, request: Any) -> dict[str, Any]:
        """Answer a question in the light of the turns before it; or the error to show instead.

        ``standalone`` is what it stands for in the words of the visitor, ``ignore`` what to leave out of it.
        """
        try:
            turns = parse_turns(request["turns"], self.bot)
            question, ignore, standalone = request["question"], ignored(request), request.get("standalone") or None
            if not isinstance(question, str) or not isinstance(standalone, str | None):
                raise TypeError("the question is no text")
        except (AttributeError, KeyError, TypeError, ValueError):
            _log.warning("a request was not understood", exc_info=True)
            return self._shown(Turn("", error=texts.UNEXPECTED))
        try:
            answer = self.bot.ask(question, history(turns), ignore=ignore, standalone=standalone)
            return self._shown(Turn(question, answer, ignore=ignore))
        except QABotError as error:
            return self._shown(Turn(question, error=str(error)))
        except Exception:  # whatever it is, the conversation must live on
            _log.exception("a question was not answered")
            return self._shown(Turn(question, error=texts.UNEXPECTED))

    def suggest(self, turns: Any) -> list[str]:
        """Questions to ask after the last of the turns, which the articles answer.

        None where anybody waits for an answer, or another's are being looked for: what comes late is of no use.
        """
        if not self._suggesting.acquire(blocking=False):
            return []
        try:
            given = parse_turns(turns, self.bot)
            *before, last = history(given)
            if last is not given[-1].answer:  # some of its quotes are gone
                return []
            return suggest(last, lambda question: self._ask_aside(question, [*before, last]), history=before)
        except (_BusyError, QABotError, ValueError):  # also where there is no answer
            return []
        except Exception:  # nobody asked for it, so nobody is told
            _log.exception("nothing could be suggested")
            return []
        finally:
            self._suggesting.release()

    def _ask_aside(self, question: str, before: list[Answer]) -> Answer:
        """The answer to what no visitor asked. Raises _BusyError when a visitor did ask something."""
        if self._answering.borrowed_tokens:
            raise _BusyError
        return self.bot.ask(question, before)

    def show(self, turns: Any) -> list[str]:
        """Kept turns as they are to be shown, their quotes sliced from the articles as they are now."""
        try:
            return [turn_html(turn) for turn in parse_turns(turns, self.bot)]
        except ValueError:
            _log.warning("a kept conversation was not understood", exc_info=True)
            return []

    def open_article(self, request: Any) -> str:
        """The article pane for a click; the browser's word on ids and offsets is not trusted."""
        try:
            wanted = Request.parse(request)
        except ValueError:
            return missing_html()
        article = self.bot.article(wanted.article)
        return article_html(article, wanted.pointers, wanted.focus) if article else missing_html()

    def library(self, wanted: Any) -> dict[str, Any]:
        """A part of the list of articles, and whether more follow."""
        try:
            asked = Wanted.parse(wanted)
        except ValueError:
            return {"total": texts.LIBRARY_NONE, "items": "", "more": False}
        found = asked.find(self.bot)
        more = asked.offset + len(found.items) < found.total
        return {"total": total_text(found), "items": items_html(found, removable=not self.read_only), "more": more}

    def remove(self, article: Any) -> dict[str, str]:
        """Take an article out of the store; what to say, and the word that undoes it."""
        try:
            removed = self._removals.remove(article) if isinstance(article, str) else None
        except QABotError as error:
            return {"words": str(error)}
        if removed is None:
            return {"words": texts.NOT_REMOVED}
        return {"words": texts.REMOVED.format(title=clip(removed[1].title or texts.UNTITLED, 80)), "undo": removed[0]}

    def bring_back(self, word: Any) -> dict[str, str]:
        """Put a removed article back; what to say, and the word again when it has to be tried again."""
        try:
            article = self._removals.undo(word) if isinstance(word, str) else None
        except QABotError as error:
            return {"words": str(error), "undo": word}
        if article is None:
            return {"words": texts.NOT_BROUGHT_BACK}
        return {"words": texts.BROUGHT_BACK.format(title=clip(article.title or texts.UNTITLED, 80))}

    def copy(self, request: Any) -> str:
        """The text of one kept answer with its quotes, to be pasted somewhere; "" for none."""
        try:
            return copied(Turn.parse(request["turn"], self.bot), request["kind"])
        except (KeyError, TypeError, ValueError):
            return ""

    def export(self, request: Any) -> dict[str, str]:
        """A kept conversation as a file: its name, type and text; {} when there is nothing in it."""
        try:
            return exported(parse_turns(request["turns"], self.bot), request["kind"])
        except (KeyError, TypeError, ValueError):
            return {}

    @staticmethod
    def _shown(turn: Turn) -> dict[str, Any]:
        kept = turn.to_json()
        return {"html": turn_html(turn), "record": kept["record"], "error": kept["error"]}


def _html(content: str, name: str) -> gr.HTML:
    return gr.HTML(content, elem_id=name, apply_default_css=False, js_on_load=None)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
