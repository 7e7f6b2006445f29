"""Markdown: the metadata above the text, and the text without its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.boilerplate import sift
from index.draft import Draft, UnusableError
from index.fields import read_fields
from index.page import read_page

if TYPE_CHECKING:
    from markdown_it.token import Token

_FENCE = "---"


def read_markdown(text: str) -> Draft:
    """A Markdown file, with or without YAML front matter, as a draft.

    Without front matter it is read like a page copied as text. Raises UnusableError when the front
    matter is no valid YAML.
    """
    values, body = split_front_matter(text)
    if not values:
        return read_page("\n\n".join(paragraphs(body)))
    draft = read_fields(values)
    parts = list(paragraphs(body))
    for known in (draft.title, draft.standfirst):  # repeated at the head of the text
        if parts and known and parts[0].casefold() == known.casefold():
            del parts[0]
    return replace(draft, paragraphs=sift(parts))


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields between the first two "---" lines, and the text below; ({}, text) without any."""
    lines = text.lstrip().splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return {}, text
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in (_FENCE, "...")), 0)
    if not end:
        return {}, text
    values = _load("\n".join(lines[1:end]))
    return values, "\n".join(lines[end + 1 :])


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs, headings, list items and table rows in their order, as plain text."""
    from markdown_it import MarkdownIt

    # Without these rules what a person indented, or wrote between < and >, stays text.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["code", "html_block", "html_inline"])
    numbers: list[str] = []
    cells: list[str] | None = None
    for token in parser.parse(text):
        if token.type == "list_item_open":
            numbers.append(f"{token.info}{token.markup} " if token.info else "")
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            yield " | ".join(cell for cell in cells if cell)
            cells = None
        elif token.type == "fence":
            yield " ".join(token.content.split())
        elif token.type == "inline":
            content = " ".join(_plain(token.children or ()).split())
            if cells is not None:
                cells.append(content)
            elif content:
                yield (numbers.pop() if numbers else "") + content


def _load(text: str) -> dict[str, Any]:
    import yaml

    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-30
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 2}" if mark else ""
        raise UnusableError(f"front matter is no valid YAML{where}; put a value with a colon in quotes") from error
    if not isinstance(values, dict):
        raise UnusableError("front matter is no list of 'name: value' lines")
    return values


def _plain(tokens: Iterable[Token]) -> str:
    """The words of a line; pictures leave nothing behind."""
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(
        breaks.get(token.type, token.content if token.type in ("text", "code_inline", "text_special") else "")
        for token in tokens
    )
