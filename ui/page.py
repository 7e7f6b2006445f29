"""The page: what stands where, and what the program does for it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import gradio as gr

from qa_bot import QABot, QABotError
from ui import texts
from ui.adding import add_files, add_text
from ui.adding_html import results_html
from ui.answer_html import found_html, turn_html
from ui.article_html import article_html, missing_html
from ui.chat_html import composer_html, conversations_html, templates_html
from ui.conversation import Turn, history, parse_turns
from ui.entrance_html import counts, entrance_html, heading_html, pane_html
from ui.pointer import Request

#: Questions answered, and inputs added, at the same time; the rest wait in line.
_ANSWERING, _ADDING = 2, 1
#: Passages shown until the answer is there.
_FOUND = 3
#: Hands the page's script its way to the program, which only a component has.
_SERVER_JS = "(window.qaBot ??= {}).server = server;"

_log = logging.getLogger(__name__)


class Page:
    """The web page over one open bot. ``blocks`` is what Gradio serves.

    The public methods are what the page's script calls. They take what a browser sent, which
    may be anything, and give HTML and JSON; none of them remembers a visitor.
    """

    def __init__(self, bot: QABot, questions: tuple[str, ...] = ()) -> None:
        """``questions`` are examples to click; without any, titles of articles are shown instead."""
        self.bot = bot
        self.questions = questions
        self._answering = anyio.CapacityLimiter(_ANSWERING)
        with (
            gr.Blocks(
                title=texts.TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
            ) as self.blocks,
            gr.Row(elem_id="house"),
        ):
            with gr.Column(elem_id="desk"):
                _html(heading_html(bot), "heading")
                _html(conversations_html(), "menu")
                with gr.Tabs(elem_id="tabs"):
                    with gr.Tab(texts.TAB_ASK, id="ask"):
                        _html(f'<div class="log" role="log" aria-label="{texts.CONVERSATION_LABEL}"></div>', "log")
                        _html(composer_html() + templates_html(), "asking")
                    with gr.Tab(texts.TAB_ADD, id="add"):
                        self._add_tab()
            self._pane()
        self.blocks.queue(default_concurrency_limit=_ADDING)

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

        def show(turns: Any) -> Any:
            return self.show(turns)

        def open_article(request: Any) -> Any:
            return self.open_article(request)

        return [state, find, answer, show, open_article]

    def _add_tab(self) -> None:
        gr.HTML(
            f'<h2 class="form-heading">{texts.ADD_HEADING}</h2><p class="aside">{texts.ADD_TEXT}</p>',
            apply_default_css=False,
        )
        files = gr.File(file_count="multiple", label=texts.FILES_LABEL, elem_id="files", height=180)
        add_chosen = gr.Button(texts.FILES_ADD, variant="primary", elem_id="add-files")
        with gr.Accordion(texts.PASTE_HEADING, open=False, elem_id="pasting"):
            text = gr.Textbox(
                label=texts.PASTE_LABEL, placeholder=texts.PASTE_PLACEHOLDER, lines=7, max_lines=16, elem_id="paste"
            )
            with gr.Row():
                title = _optional(texts.PASTE_TITLE, "paste-title")
                source = _optional(texts.PASTE_SOURCE, "paste-source")
            with gr.Row():
                published = _optional(texts.PASTE_DATE, "paste-date", texts.PASTE_DATE_PLACEHOLDER)
                url = _optional(texts.PASTE_URL, "paste-url", texts.PASTE_URL_PLACEHOLDER)
            add_pasted = gr.Button(texts.PASTE_ADD, variant="primary", elem_id="add-paste")
        results = gr.HTML(elem_id="results", apply_default_css=False, js_on_load=None)
        settings: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress_on": results,
            "concurrency_limit": _ADDING,
            "concurrency_id": "add",
        }
        fields = [text, title, source, published, url]
        look: dict[str, Any] = {"fn": None, "js": "() => { window.qaBot.look(); }", "api_visibility": "private"}
        add_chosen.click(self.add_files, files, [results, files], **settings).then(**look)
        add_pasted.click(self.add_text, fields, [results, *fields], **settings).then(**look)

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
            "entrance": entrance_html(self.bot, self.questions),
        }

    def find(self, question: Any) -> str:
        """The passages that the answer will be looked for in; nothing for what is no question."""
        try:
            return found_html(self.bot.search(question, _FOUND)) if isinstance(question, str) else ""
        except QABotError:
            return ""  # the answer says what is wrong

    def answer(self, request: Any) -> dict[str, Any]:
        """Answer a question in the light of the turns before it; or the error to show instead."""
        try:
            turns = parse_turns(request["turns"], self.bot)
            question = request["question"]
            if not isinstance(question, str):
                raise TypeError("the question is no text")
        except (KeyError, TypeError, ValueError):
            _log.warning("a request was not understood", exc_info=True)
            return self._shown(Turn("", error=texts.UNEXPECTED))
        try:
            return self._shown(Turn(question, self.bot.ask(question, history(turns))))
        except QABotError as error:
            return self._shown(Turn(question, error=str(error)))
        except Exception:  # whatever it is, the conversation must live on
            _log.exception("a question was not answered")
            return self._shown(Turn(question, error=texts.UNEXPECTED))

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

    @staticmethod
    def _shown(turn: Turn) -> dict[str, Any]:
        kept = turn.to_json()
        return {"html": turn_html(turn), "record": kept["record"], "error": kept["error"]}

    # What the forms do

    def add_files(self, paths: list[str] | None, progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008 (Gradio reads the default)
        """Add the uploaded files, each for itself; the uploads are deleted afterwards."""
        if not paths:
            gr.Info(texts.NOTHING_CHOSEN)
            return gr.skip(), gr.skip()
        outcomes = add_files(self.bot, [Path(path) for path in paths], lambda share, words: progress(share, words))
        return results_html(outcomes), None

    def add_text(
        self,
        text: str,
        title: str,
        source: str,
        published: str,
        url: str,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 (Gradio reads the default)
    ) -> tuple[Any, ...]:
        """Add the pasted text; the form is emptied only when it was taken."""
        if not text.strip():
            gr.Info(texts.NOTHING_CHOSEN)
            return (gr.skip(),) * 6
        outcomes = add_text(self.bot, text, title, source, published, url, lambda share, words: progress(share, words))
        refused = any(outcome.state == "rejected" for outcome in outcomes)
        form = (gr.skip(),) * 5 if refused else ("",) * 5
        return results_html(outcomes), *form


def _html(content: str, name: str) -> gr.HTML:
    return gr.HTML(content, elem_id=name, apply_default_css=False, js_on_load=None)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _optional(label: str, name: str, placeholder: str = "") -> gr.Textbox:
    return gr.Textbox(
        label=f"{label} ({texts.OPTIONAL})", placeholder=placeholder, max_lines=1, elem_id=name, min_width=200
    )
