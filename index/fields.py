"""Fields: metadata by name, as front matter, JSON records and JSON-LD give it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from index.dates import parse_date
from index.draft import Draft
from index.names import clean_authors

#: The names under which each field is looked for, the surest first; case, "_" and "-" do not matter.
TITLE = ("title", "headline")
STANDFIRST = ("standfirst", "subtitle", "subheadline", "dek", "deck")
AUTHORS = ("authors", "author", "byline", "creator")
PUBLISHED = (
    "published", "publishedat", "datepublished", "publisheddate", "publishdate", "publicationdate", "pubdate", "date",
    "datetime", "timestamp",
)  # fmt: skip
UPDATED = ("updated", "updatedat", "datemodified", "modified", "modifiedat", "lastmodified", "lastupdated")
LANGUAGE = ("language", "lang", "inlanguage")
SOURCE = ("source", "publisher", "sourcename", "sitename", "outlet", "publication")
URL = ("url", "link", "canonicalurl", "weburl", "mainentityofpage")
TEXT = ("text", "body", "content", "articlebody", "fulltext", "maintext", "articletext", "bodytext", "contenttext")
_TITLE_MARKS = (" | ", " – ", " — ", " - ", " · ", " :: ")


def normalised(values: Mapping[Any, Any]) -> dict[str, Any]:
    """The same mapping with its keys spelt like the names above; the first of equal keys wins."""
    result: dict[str, Any] = {}
    for key, value in values.items():
        result.setdefault(re.sub(r"[\s_:-]", "", str(key)).casefold(), value)
    return result


def first_text(values: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of the fields that holds text, as it stands; "" when none does."""
    return next((found for name in names if (found := _text(values.get(name)))), "")


def read_fields(values: Mapping[Any, Any]) -> Draft:
    """A draft with the metadata of the mapping and no paragraphs.

    A date that cannot be understood leaves a note instead of a wrong date.
    """
    values = normalised(values)
    draft = Draft(
        title=_line(first_text(values, TITLE)),
        standfirst=_line(first_text(values, STANDFIRST)),
        authors=next((found for name in AUTHORS if (found := clean_authors(_texts(values.get(name))))), ()),
        source=_line(first_text(values, SOURCE)),
        url=next((url for name in URL if (url := clean_url(_text(values.get(name))))), ""),
    )
    updated = (day for name in UPDATED if (day := parse_date(values.get(name))))
    draft = replace(draft, updated=next(updated, None), language=first_text(values, LANGUAGE))
    dates = [values[name] for name in PUBLISHED if values.get(name)]
    published = next((day for value in dates if (day := parse_date(value))), None)
    if dates and published is None:
        return draft.with_note(f"date not understood: {str(dates[0])[:60]!r}; write it as 2026-03-31")
    return replace(draft, published=published)


def without_outlet(title: str, source: str, url: str) -> str:
    """A title without the outlet's name behind it: "Ferry sinks | Kestrel Bay Herald"."""
    head, mark, tail = next((found for mark in _TITLE_MARKS if (found := title.rpartition(mark))[0]), ("", "", title))
    name = re.sub(r"\W+", "", tail).casefold()
    outlets = (re.sub(r"\W+", "", text).casefold() for text in (source, urlsplit(url).hostname or ""))
    same = len(name) > 2 and any(name in outlet for outlet in outlets)
    return head.strip() if mark and same else title


def clean_url(text: str) -> str:
    """The address of a web page, "" for anything else."""
    url = text.strip()
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a half-open IPv6 address
        return ""
    if " " in url or parts.scheme not in ("http", "https", "") or not (parts.netloc or "." in parts.path.split("/")[0]):
        return ""
    return url


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(value: object) -> str:
    """Text out of a string, a number, or the name of a nested object; the first of a list."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        nested = normalised(value)
        return next((found for key in ("name", "title", "@id", "id", "url") if (found := _text(nested.get(key)))), "")
    if isinstance(value, list | tuple):
        return next((found for item in value if (found := _text(item))), "")
    return ""


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list | tuple) else [value]
    return [found for item in items if (found := _text(item))]
