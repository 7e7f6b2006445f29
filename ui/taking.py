"""Taking answers away: the text that is copied, the file that is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from qa_bot.transcript import Kind, answer_dict, export, markdown, plain, render
from ui import texts
from ui.conversation import Turn
from ui.escaping import clip

#: How a downloaded file is called, and what a browser calls its kind.
_FILES: dict[Kind, tuple[str, str]] = {
    "html": ("html", "text/html"),
    "markdown": ("md", "text/markdown"),
    "json": ("json", "application/json"),
}


def copied(turn: Turn, kind: Any) -> str:
    """The answer with its quotes as ``markdown``, ``plain`` text, or plain text with ``links``; "" for no answer."""
    if turn.answer is None:
        return ""
    made = answer_dict(turn.answer)
    return markdown(made) if kind == "markdown" else plain(made, links=kind == "links")


def exported(turns: Sequence[Turn], kind: Any) -> dict[str, str]:
    """Name, type and text of the file, and a "note" on how many answers are not in it, "" when all are.

    The note alone when no answer's proof stands any more; {} when there is no answer at all, or no such kind.
    """
    left_out = sum(1 for turn in turns if turn.answer and turn.gone)
    note = texts.LEFT_OUT_ONE if left_out == 1 else texts.LEFT_OUT.format(number=left_out) if left_out else ""
    answers = [turn.answer for turn in turns if turn.answer and not turn.gone]
    if not answers or not isinstance(kind, str) or kind not in _FILES:
        return {"note": note} if note and not answers else {}
    now = datetime.now(UTC)
    ending, media = _FILES[kind]
    text = render(export(answers, clip(answers[0].question, 120) or texts.TITLE, now), kind)
    return {"name": f"conversation-{now:%Y-%m-%d-%H%M}.{ending}", "type": media, "text": text, "note": note}
