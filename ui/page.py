"""The page: what stands where, and which event does what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from qa_bot import QABot
from ui import texts
from ui.adding import add_files, add_text
from ui.adding_html import results_html
from ui.answer_html import conversation_html
from ui.article_html import article_html, missing_html
from ui.conversation import Conversation
from ui.entrance_html import count_html, entrance_html, pane_html
from ui.pointer import Request

#: Questions answered and inputs added at the same time; the rest wait in line.
_ANSWERING, _ADDING = 2, 1
#: Hands the page's script the two ways to the server that only a component has.
_LOG_JS = "(window.qaBot ??= {}).ask = (question) => trigger('submit', { question });"
_PANE_JS = "(window.qaBot ??= {}).open = (request) => server.open_article(request);"


class Page:
    """The web page over one open bot. ``blocks`` is what Gradio serves."""

    def __init__(self, bot: QABot, questions: tuple[str, ...] = ()) -> None:
        """``questions`` are examples to click; without any, titles of articles are shown instead."""
        self.bot = bot
        self.questions = questions
        with gr.Blocks(
            title=texts.TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
        ) as self.blocks:
            with gr.Row(elem_id="house"):
                with gr.Column(elem_id="desk"):
                    self.count = gr.HTML(self._count(), elem_id="heading", apply_default_css=False)
                    with gr.Tabs(elem_id="tabs"):
                        with gr.Tab(texts.TAB_ASK, id="ask"):
                            self._ask_tab()
                        with gr.Tab(texts.TAB_ADD, id="add"):
                            self._add_tab()
                self._pane()
            self.blocks.load(self.arrive, None, [self.count, self.log], **_QUIET)
        self.blocks.queue(default_concurrency_limit=_ANSWERING)

    def _pane(self) -> None:
        def open_article(request: Any) -> str:  # Gradio cannot call a method from the page
            return self.open_article(request)

        gr.HTML(
            pane_html(),
            elem_id="pane",
            apply_default_css=False,
            js_on_load=_PANE_JS,
            server_functions=[open_article],
        )

    def _ask_tab(self) -> None:
        conversation = gr.State()
        self.log = gr.HTML(
            conversation_html([], self._entrance()), elem_id="log", apply_default_css=False, js_on_load=_LOG_JS
        )
        with gr.Row(elem_id="composer"):
            box = gr.Textbox(
                placeholder=texts.QUESTION_PLACEHOLDER,
                label=texts.QUESTION_LABEL,
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                autofocus=True,
                elem_id="question",
            )
            send = gr.Button(texts.QUESTION_SEND, variant="primary", elem_id="send", scale=0, min_width=72)
        asked = [
            gr.on(
                [box.submit, send.click],
                self.begin,
                [box, conversation],
                [box, conversation, self.log],
                trigger_mode="always_last",
                **_QUIET,
            ),
            self.log.submit(self.begin_clicked, conversation, [conversation, self.log], **_QUIET),
        ]
        for event in asked:
            event.then(
                self.answer,
                conversation,
                [self.log, self.count],
                show_progress="hidden",
                api_visibility="private",
                concurrency_limit=_ANSWERING,
                concurrency_id="answer",
                trigger_mode="multiple",  # Gradio would drop a question asked while one is answered
            )

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
        add_chosen.click(self.add_files, files, [results, self.count, files], **settings)
        add_pasted.click(self.add_text, fields, [results, self.count, *fields], **settings)

    # What the events do

    def arrive(self) -> tuple[str, str]:
        """A new visitor: the counts and examples as they are now."""
        return self._count(), conversation_html([], self._entrance())

    def begin(self, question: str, conversation: Conversation | None) -> tuple[Any, Conversation, Any]:
        """Show the question at once and empty the box; ``answer`` follows."""
        conversation = conversation or Conversation()
        if not question.strip():
            gr.Info(texts.EMPTY_QUESTION)
            return gr.skip(), conversation, gr.skip()
        conversation.begin(question)
        return "", conversation, self._log(conversation)

    def begin_clicked(self, conversation: Conversation | None, event: gr.EventData) -> tuple[Conversation, Any]:
        """The same for an example question that was clicked."""
        conversation = conversation or Conversation()
        question = event._data.get("question") if isinstance(event._data, dict) else None
        if not isinstance(question, str) or not question.strip():
            return conversation, gr.skip()
        conversation.begin(question)
        return conversation, self._log(conversation)

    def answer(self, conversation: Conversation | None) -> tuple[Any, str]:
        """Answer the question that has waited longest."""
        if conversation is None or not conversation.answer_next(self.bot):
            return gr.skip(), self._count()
        return self._log(conversation), self._count()

    def open_article(self, request: Any) -> str:
        """The article pane for a click; the browser's word on ids and offsets is not trusted."""
        try:
            wanted = Request.parse(request)
        except ValueError:
            return missing_html()
        article = self.bot.article(wanted.article)
        return article_html(article, wanted.pointers, wanted.focus) if article else missing_html()

    def add_files(self, paths: list[str] | None, progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008 (Gradio reads the default)
        """Add the uploaded files, each for itself; the uploads are deleted afterwards."""
        if not paths:
            gr.Info(texts.NOTHING_CHOSEN)
            return gr.skip(), gr.skip(), gr.skip()
        outcomes = add_files(self.bot, [Path(path) for path in paths], lambda share, words: progress(share, words))
        return results_html(outcomes), self._count(), None

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
            return (gr.skip(),) * 7
        outcomes = add_text(self.bot, text, title, source, published, url, lambda share, words: progress(share, words))
        refused = any(outcome.state == "rejected" for outcome in outcomes)
        form = (gr.skip(),) * 5 if refused else ("",) * 5
        return results_html(outcomes), self._count(), *form

    def _log(self, conversation: Conversation) -> str:
        return conversation_html(conversation.turns, self._entrance())

    def _entrance(self) -> str:
        return entrance_html(self.bot, self.questions)

    def _count(self) -> str:
        return count_html(self.bot)


#: For events that show their progress in the page itself and answer at once.
_QUIET: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def _optional(label: str, name: str, placeholder: str = "") -> gr.Textbox:
    return gr.Textbox(
        label=f"{label} ({texts.OPTIONAL})", placeholder=placeholder, max_lines=1, elem_id=name, min_width=200
    )
