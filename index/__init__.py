"""Index: news files, pages and feeds in, cleaned articles out, ready to be added to a store.

The command line is ``python -m index``; the functions here are for other programs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from index.draft import Draft, Paragraph, Rejected
from index.inputs import Reading, read_data, read_files, read_paste
from qa_bot.article import Article

__all__ = [
    "Draft",
    "Paragraph",
    "Reading",
    "Rejected",
    "demo_folder",
    "read_articles",
    "read_bytes",
    "read_files",
    "read_text",
]


def read_articles(
    paths: Iterable[str | os.PathLike[str]],
    source: str | None = None,
    published: date | datetime | None = None,
) -> Iterator[tuple[str, Article | Rejected]]:
    """Every article in the files and folders, as (place, article), one at a time.

    What cannot be used comes as (place, Rejected) with the reason; nothing is raised. The place is
    the path, with ":LINE" behind it for a line of JSONL and "#NUMBER" for a record of a JSON list.
    ``source`` replaces what the files say; ``published`` is for articles that have no date.
    """
    for reading in read_files(paths, source, published):
        yield reading.place, reading.result


def read_bytes(name: str, data: bytes, source: str | None = None) -> list[tuple[str, Article | Rejected]]:
    """The articles in uploaded data, whose kind the file name tells; otherwise as read_articles."""
    return [(reading.place, reading.result) for reading in read_data(name, data, source)]


def read_text(
    text: str, title: str = "", source: str = "", url: str = "", published: date | datetime | None = None
) -> Article | Rejected:
    """The article in pasted text. What is given beside the text wins over what is found in it."""
    return read_paste(text, title, source, url, published).result


def demo_folder() -> Path:
    """The folder of the articles that come with the project."""
    return Path(__file__).parent / "demo"
