"""Records: articles as JSON objects, one in a file, many in a list, or one on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.boilerplate import sift
from index.draft import Draft, UnusableError
from index.field_map import FieldMap
from index.fields import TEXT, first_text, normalised, read_fields, without_outlet
from index.page import split_paragraphs

#: Under these names a file may keep its list of articles.
_LISTS = ("articles", "items", "data", "results", "documents", "docs", "hits", "entries", "response", "@graph")
_MARKUP = re.compile(r"<(?:p|br|div|li|h[1-6]|a|span|strong|em)\b[^>]*>", re.I)


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises UnusableError with the place where it breaks off."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnusableError(f"no valid JSON: {error.msg} at {where}") from error
    except (RecursionError, ValueError) as error:  # nested without end, or a number of 5,000 digits
        raise UnusableError(f"no usable JSON: {error}") from error


def split_records(value: Any, fields: FieldMap | None = None) -> tuple[list[Any], bool]:
    """The records in a JSON value, and whether it was a list of them.

    Raises UnusableError for a value that is neither an object nor a list, and for an empty list.
    """
    if isinstance(value, dict):
        nested = _nested(fields.apply(value) if fields else value)
        if nested is None:
            return [value], False
        value = nested
    if not isinstance(value, list):
        raise UnusableError(f"JSON that is no article: a {type(value).__name__}, not an object or a list of objects")
    if not value:
        raise UnusableError("JSON that holds no article: an empty list")
    return value, True


def read_record(value: Any, fields: FieldMap | None = None) -> Draft:
    """One JSON object as a draft, with the field names that are in common use or those that are given.

    Raises UnusableError when it is no object, or holds no text under any of the names known.
    """
    if not isinstance(value, dict):
        raise UnusableError(f"JSON that is no article: a {type(value).__name__}, not an object")
    value = fields.apply(value) if fields else value
    draft = read_fields(value)
    values = normalised(value)
    text = "\n\n".join(_list_of_text(values)) or first_text(values, TEXT)
    if not text:
        names = ", ".join(TEXT[:4])
        raise UnusableError(
            f"JSON that is no article: none of its fields is the text (looked for {names} and the like)"
        )
    parts = list(_paragraphs(text))
    standfirst = draft.standfirst if draft.standfirst not in parts[1:] else ""
    if parts and standfirst and parts[0].casefold() == standfirst.casefold():
        del parts[0]
    return replace(
        draft,
        paragraphs=sift(parts),
        standfirst=standfirst,
        title=without_outlet(draft.title, draft.source, draft.url),
    )


def _nested(value: dict[str, Any]) -> list[Any] | None:
    """The list of objects that an object wraps, if it has no text of its own."""
    if first_text(normalised(value), TEXT):
        return None
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            return inner
        if isinstance(inner, dict) and (deeper := _nested(inner)) is not None:
            return deeper
    return None


def _list_of_text(values: dict[str, Any]) -> Iterator[str]:
    """The paragraphs of a text that is given as a list of them."""
    for name in TEXT:
        inner = values.get(name)
        if isinstance(inner, list) and all(isinstance(item, str) for item in inner):
            yield from inner
            return


def _paragraphs(text: str) -> Iterator[str]:
    if _MARKUP.search(text):
        from index.html import read_fragment

        yield from read_fragment(text)
    else:
        yield from split_paragraphs(text)
