"""What a visitor meets before the first question: the heading, examples, and the empty pane."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from qa_bot import QABot
from ui import texts
from ui.escaping import clip, esc

#: Titles shown where there are no example questions.
_TITLES = 5
_LONGEST_TITLE = 110


def entrance_html(bot: QABot, questions: Sequence[str], read_only: bool = False) -> str:
    """Example questions to click; else some titles to open; else how to add articles."""
    titled = list(islice((article for article in bot.articles() if article.title), _TITLES))
    if questions and titled:
        buttons = "".join(
            f'<li><button type="button" data-question="{esc(question)}">{esc(question)}</button></li>'
            for question in questions
        )
        below = f'<h3 class="label">{esc(texts.EXAMPLES_HEADING)}</h3><ul class="examples">{buttons}</ul>'
    elif titled:
        buttons = "".join(
            f'<li><button type="button" data-open="{esc(article.id)}" dir="auto">'
            f"{esc(clip(article.title, _LONGEST_TITLE))}</button></li>"
            for article in titled
        )
        below = f'<h3 class="label">{esc(texts.TITLES_HEADING)}</h3><ul class="examples titles">{buttons}</ul>'
    else:
        below = ""
    text = texts.EMPTY_TEXT if titled else texts.EMPTY_READ_ONLY if read_only else texts.EMPTY_STORE
    return f'<div class="entrance"><h2>{esc(texts.EMPTY_HEADING)}</h2><p class="aside">{esc(text)}</p>{below}</div>'


def heading_html(bot: QABot, title: str) -> str:
    """The page's name, and what can be asked."""
    return f'<h1 dir="auto">{esc(title)}</h1><p class="counts">{esc(counts(bot))}</p>'


def counts(bot: QABot) -> str:
    """How many articles of how many sources can be asked."""
    info = bot.info()
    number, sources = info["articles"], len([source for source in info["sources"] if source])
    parts = [texts.COUNT_ONE if number == 1 else texts.COUNT.format(articles=number)]
    if sources:
        parts.append(texts.SOURCE_ONE if sources == 1 else texts.SOURCES.format(sources=sources))
    return " · ".join(parts)


def pane_html() -> str:
    """The frame of the article pane, which the page's script fills and shows."""
    buttons = "".join(
        f'<button type="button" {data} aria-label="{esc(label)}" title="{esc(label)}">{sign}</button>'
        for data, label, sign in (
            ('data-step="-1"', texts.PANE_PREVIOUS, "↑"),
            ('data-step="1"', texts.PANE_NEXT, "↓"),
            ("data-close", texts.PANE_CLOSE, "✕"),
        )
    )
    return (
        f'<aside class="pane" aria-label="{esc(texts.PANE_LABEL)}">'
        f'<div class="pane-bar"><span class="pane-place" aria-live="polite"></span>{buttons}</div>'
        f'<div class="pane-body" tabindex="0" aria-label="{esc(texts.PANE_LABEL)}" role="region"></div></aside>'
    )
