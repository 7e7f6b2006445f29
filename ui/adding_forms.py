"""The forms with which a visitor adds articles: files to drop, a text to paste, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from qa_bot import QABot
from ui import texts
from ui.adding import add_files, add_text, with_time_left
from ui.adding_html import results_html
from ui.escaping import esc

#: One input is added after the other, whoever sent it: a store has one writer.
_LINE: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "add", "api_visibility": "private"}


class AddingForms:
    """The forms over one open bot; made inside ``gr.Blocks``. Open where there are no articles yet."""

    def __init__(self, bot: QABot) -> None:
        self.bot = bot
        with gr.Accordion(texts.ADD_HEADING, open=not bot.info()["articles"], elem_id="adding"):
            gr.HTML(f'<p class="aside">{esc(texts.ADD_TEXT)}</p>', apply_default_css=False, js_on_load=None)
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
            fields = [text, title, source, published, url]
            look: dict[str, Any] = {"fn": None, "js": "() => { window.qaBot.look(); }", "api_visibility": "private"}
            add_chosen.click(self.add_files, files, [results, files], show_progress_on=results, **_LINE).then(**look)
            add_pasted.click(self.add_text, fields, [results, *fields], show_progress_on=results, **_LINE).then(**look)

    def add_files(self, paths: list[str] | None, progress: gr.Progress = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008 (Gradio reads the default)
        """Add the uploaded files, each for itself; the uploads are deleted afterwards."""
        if not paths:
            gr.Info(texts.NOTHING_CHOSEN)
            return gr.skip(), gr.skip()
        told = with_time_left(lambda share, words: progress(share, words))
        outcomes = add_files(self.bot, [Path(path) for path in paths], told)
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
        told = with_time_left(lambda share, words: progress(share, words))
        outcomes = add_text(self.bot, text, title, source, published, url, told)
        refused = any(outcome.state == "rejected" for outcome in outcomes)
        form = (gr.skip(),) * 5 if refused else ("",) * 5
        return results_html(outcomes), *form


def _optional(label: str, name: str, placeholder: str = "") -> gr.Textbox:
    return gr.Textbox(
        label=f"{label} ({texts.OPTIONAL})", placeholder=placeholder, max_lines=1, elem_id=name, min_width=200
    )
