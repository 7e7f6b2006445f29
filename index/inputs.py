"""Inputs: every kind of input to articles, each under a name by which the user can find it again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from index.decoding import decode
from index.draft import Draft, Rejected, UnusableError
from index.files import Input, Meter, Refused, find, kind_of, read, read_lines, unpack
from qa_bot.article import Article
from qa_bot.errors import ArticleError


@dataclass(frozen=True)
class Reading:
    """One article, or the reason why there is none, and where it was found.

    ``place`` is the path, with the number of the line or record behind it where a file holds
    several. ``draft`` is what was taken and dropped on the way, None if it did not come so far.
    """

    place: str
    result: Article | Rejected
    draft: Draft | None = None


def read_files(
    paths: Iterable[str | os.PathLike[str]],
    source: str | None = None,
    published: date | datetime | None = None,
    meter: Meter | None = None,
) -> Iterator[Reading]:
    """Every article under the paths, one at a time; whatever is wrong with a file, the next follows."""
    meter = meter or Meter()
    for found in find(paths, meter):
        if isinstance(found, Refused):
            yield Reading(str(found.path), Rejected(found.reason))
            continue
        before = meter.bytes_read
        for place, make in _makers(found, meter):
            yield _finish(place, make, source, published)
        meter.bytes_read = before + found.size


def read_data(name: str, data: bytes, source: str | None = None) -> Iterator[Reading]:
    """The articles in data that came under a file name, as an upload does."""
    try:
        kind = kind_of(name)
        if not kind:
            raise UnusableError("not a kind of file that is read (.txt, .md, .html, .json, .jsonl, packed or not)")
        data = unpack(name, data)
    except UnusableError as error:
        yield Reading(name, Rejected(str(error)))
        return
    for place, make in _split_lines(name, data) if kind == "lines" else _split(name, kind, data):
        yield _finish(place, make, source, None)


def read_line(place: str, line: bytes, source: str | None = None, published: date | datetime | None = None) -> Reading:
    """The article in one line of a file of records."""
    return _finish(place, _line_maker(line), source, published)


def read_paste(
    text: str, title: str = "", source: str = "", url: str = "", published: date | datetime | None = None
) -> Reading:
    """The article in text that somebody pasted; what is given beside it wins over what the text says."""

    def draft() -> Draft:
        from index.markdown import read_markdown, split_front_matter
        from index.page import read_page

        if not text.strip():
            raise UnusableError("no text was given")
        found = read_markdown(text) if split_front_matter(text)[0] else read_page(text)
        return replace(found, title=title or found.title, url=url or found.url, published=published or found.published)

    return _finish("pasted text", draft, source or None, None)


#: A draft that is still to be made: making it raises UnusableError when there is no article.
_Maker = Callable[[], Draft]


def _finish(place: str, make: _Maker, source: str | None, published: date | datetime | None) -> Reading:
    draft = None
    try:
        draft = make()
        return Reading(place, draft.article(source, published), draft)
    except (UnusableError, ArticleError) as error:
        return Reading(place, Rejected(str(error)), draft)
    except Exception as error:  # whatever a parser trips over in this file, the next one must not suffer
        return Reading(place, Rejected(f"cannot be read: {type(error).__name__}: {error}"), draft)


def _makers(found: Input, meter: Meter) -> Iterator[tuple[str, _Maker]]:
    """The drafts of a file to be made one by one, while the meter moves through its bytes."""
    place, before = str(found.path), meter.bytes_read
    try:
        if found.kind == "lines":
            for number, line in read_lines(found, meter):
                yield f"{place}:{number}", _line_maker(line)
        else:
            makers = list(_split(place, found.kind, read(found)))
            for number, maker in enumerate(makers, 1):
                meter.bytes_read = before + found.size * number // len(makers)
                yield maker
    except UnusableError as error:
        yield place, _failed(error)


def _split(place: str, kind: str, data: bytes) -> Iterator[tuple[str, _Maker]]:
    """The one draft of a file, or the many of a JSON list."""
    if kind != "json":
        yield place, lambda: _read_document(kind, data)
        return
    from index.records import parse_json, read_record, split_records

    try:
        records, several = split_records(parse_json(decode(data)[0]))
    except UnusableError as error:
        yield place, _failed(error)
        return
    for number, record in enumerate(records, 1):
        yield f"{place}#{number}" if several else place, lambda record=record: read_record(record)  # type: ignore[misc]


def _split_lines(place: str, data: bytes) -> Iterator[tuple[str, _Maker]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            yield f"{place}:{number}", _line_maker(line)


def _line_maker(line: bytes | UnusableError) -> _Maker:
    def make() -> Draft:
        from index.records import parse_json, read_record

        if isinstance(line, UnusableError):
            raise line
        text, note = decode(line)
        draft = read_record(parse_json(text))
        return draft.with_note(note) if note else draft

    return make


def _failed(error: UnusableError) -> _Maker:
    def make() -> Draft:
        raise error

    return make


def _read_document(kind: str, data: bytes) -> Draft:
    """A file that holds one article. Each reader is loaded when first needed: some take their time."""
    text, note = decode(data, html=kind == "html")
    if kind == "html":
        from index.html import read_html

        draft = read_html(text)
    elif kind == "markdown":
        from index.markdown import read_markdown

        draft = read_markdown(text)
    else:
        from index.page import read_page

        draft = read_page(text)
    return draft.with_note(note) if note else draft
