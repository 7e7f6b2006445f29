"""The frame of the chat: composer, conversations, and the templates that the page's script fills."""

from __future__ import annotations

import json

from ui import texts
from ui.escaping import esc

_COPIES = {"markdown": texts.COPY_MARKDOWN, "plain": texts.COPY_PLAIN, "links": texts.COPY_LINKS}
_EXPORTS = {"html": texts.EXPORT_HTML, "markdown": texts.EXPORT_MARKDOWN, "json": texts.EXPORT_JSON}


def composer_html() -> str:
    """The box for the question, with its button."""
    return (
        '<form id="composer"><textarea id="question" rows="1" enterkeyhint="send" autocomplete="off" dir="auto" '
        f'aria-label="{esc(texts.QUESTION_LABEL)}" placeholder="{esc(texts.QUESTION_PLACEHOLDER)}"></textarea>'
        f'<button type="submit" id="send" class="main">{esc(texts.QUESTION_SEND)}</button></form>'
    )


def conversations_html() -> str:
    """The menu of conversations; hidden until there is one."""
    return (
        '<div class="conversation-bar"><details id="conversations" class="menu" hidden>'
        f'<summary>{esc(texts.CONVERSATIONS)} <span class="number"></span></summary>'
        f'<div class="sheet"><p class="aside">{esc(texts.CONVERSATIONS_KEPT)}</p><ul class="list"></ul></div></details>'
        f'<button type="button" id="new-conversation" hidden>{esc(texts.NEW_CONVERSATION)}</button>'
        f"{_menu('exporting', texts.EXPORT, 'export', _EXPORTS, texts.EXPORT_CHECK)}</div>"
        '<div id="toast" role="status"></div>'
    )


def templates_html() -> str:
    """What the script makes turns, waiting answers, and rows of the menu from."""
    turn = (
        '<section class="turn"><h2 class="question" dir="auto"></h2><div class="body"></div>'
        f'<div class="actions">{_menu("copying", texts.COPY, "copy", _COPIES)}'
        f"{_button('retry', texts.RETRY)}{_button('edit', texts.EDIT)}</div></section>"
    )
    waiting = (
        f'<p class="reading"><span class="dots" aria-hidden="true"></span>{esc(texts.READING)} … '
        f'{_button("stop", texts.STOP)}</p><div class="found"></div>'
    )
    edit = (
        f'<form class="edit"><textarea rows="1" dir="auto" aria-label="{esc(texts.EDIT)}"></textarea>'
        f'<button type="submit" class="main">{esc(texts.QUESTION_SEND)}</button>'
        f"{_button('cancel', texts.CANCEL)}</form>"
    )
    row = (
        '<li><button type="button" data-conversation=""><span class="title" dir="auto"></span> '
        '<span class="day"></span></button><button type="button" class="delete" data-delete="">✕</button></li>'
    )
    following = (
        f'<div class="next" role="group" aria-label="{esc(texts.NEXT)}"><h3 class="label">{esc(texts.NEXT)}</h3>'
        '<ul class="list"></ul></div>'
    )
    templates = {"turn": turn, "waiting": waiting, "edit": edit, "conversation": row, "next": following}
    return "".join(f'<template id="{name}-template">{content}</template>' for name, content in templates.items())


def texts_json() -> str:
    """The words that the script needs, safe inside a ``<script>``."""
    words = {name: value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)}
    return json.dumps(words).replace("<", "\\u003c")


def _menu(name: str, words: str, action: str, choices: dict[str, str], aside: str = "") -> str:
    buttons = "".join(
        f'<li><button type="button" data-{action}="{kind}">{esc(label)}</button></li>'
        for kind, label in choices.items()
    )
    below = f'<p class="aside">{esc(aside)}</p>' if aside else ""
    return (
        f'<details class="menu {name}"><summary>{esc(words)}</summary>'
        f'<div class="sheet"><ul class="list">{buttons}</ul>{below}</div></details>'
    )


def _button(action: str, words: str) -> str:
    return f'<button type="button" data-{action}>{esc(words)}</button>'
