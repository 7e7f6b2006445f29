"""The library as a visitor sees it: the form to look for articles, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable

from qa_bot.store.catalogue import Catalogue, Item
from ui import texts
from ui.article_html import byline
from ui.escaping import clip, esc

_LONGEST_TITLE = 200


def library_html() -> str:
    """The frame, which the page's script fills."""
    return (
        f'<section class="library" aria-label="{esc(texts.LIBRARY_LABEL)}"><div class="chart"></div>'
        f'<form class="looking" role="search" aria-label="{esc(texts.LIBRARY_SEARCH)}">'
        f"{_field('words', texts.LIBRARY_WORDS, 'search')}"
        f'<label>{esc(texts.PASTE_SOURCE)}<select name="source"></select></label>'
        f"{_field('since', texts.LIBRARY_SINCE, 'date')}{_field('until', texts.LIBRARY_UNTIL, 'date')}</form>"
        '<p class="total" role="status"></p><ul class="items"></ul>'
        f'<button type="button" class="more" data-more hidden>{esc(texts.LIBRARY_MORE)}</button></section>'
    )


def sources_html(sources: Iterable[str]) -> str:
    """The sources to choose from."""
    named = sorted(filter(None, sources), key=str.casefold)
    options = "".join(f'<option value="{esc(name)}">{esc(clip(name, 80))}</option>' for name in named)
    return f'<option value="">{esc(texts.LIBRARY_ALL_SOURCES)}</option>{options}'


def items_html(found: Catalogue, removable: bool) -> str:
    """One row for each article: open it, and take it out where that is allowed."""
    return "".join(_item(item, removable) for item in found.items)


def total_text(found: Catalogue) -> str:
    """How many there are."""
    if not found.total:
        return texts.LIBRARY_NONE
    return texts.COUNT_ONE if found.total == 1 else texts.COUNT.format(articles=found.total)


def _item(item: Item, removable: bool) -> str:
    title = item.title or texts.UNTITLED
    passages = texts.PASSAGE_ONE if item.passages == 1 else texts.PASSAGES.format(passages=item.passages)
    remove = ""
    if removable:
        label = texts.REMOVE_LABEL.format(title=clip(title, _LONGEST_TITLE))
        remove = (
            f'<button type="button" class="remove" data-remove="{esc(item.id)}" aria-label="{esc(label)}">'
            f"{esc(texts.REMOVE)}</button>"
        )
    return (
        f'<li><div class="what"><button type="button" class="title" data-open="{esc(item.id)}" dir="auto">'
        f"{esc(clip(title, _LONGEST_TITLE))}</button>"
        f'<p class="byline">{byline(item)} <span class="passages">{esc(passages)}</span></p></div>{remove}</li>'
    )


def _field(name: str, label: str, kind: str) -> str:
    return f'<label class="{name}">{esc(label)}<input type="{kind}" name="{name}" autocomplete="off"></label>'
