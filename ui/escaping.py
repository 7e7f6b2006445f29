"""Text from articles and people into HTML: the only door, so that none of it becomes markup."""

from __future__ import annotations

import html


def esc(text: str) -> str:
    """The text for HTML content or a quoted attribute, character for character.

    A carriage return is written as a reference: HTML parsers turn a bare one into a newline,
    and the page would no longer hold the stored text.
    """
    return html.escape(text, quote=True).replace("\r", "&#13;")


def clip(text: str, length: int) -> str:
    """The text in one line, cut at a word with an ellipsis when it is longer than ``length``."""
    text = text.strip()
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length and len(text) <= 4 * length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(",;:.–—-") + " …"
