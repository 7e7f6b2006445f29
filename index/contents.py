"""Contents: the drafts in the bytes of one file or page, by its kind, each still to be made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.decoding import decode
from index.draft import Draft, UnusableError
from index.field_map import FieldMap

#: A draft that is still to be made: making it raises UnusableError when there is no article.
Maker = Callable[[], Draft]
#: Drafts with the place of each, as the user finds it again.
Makers = Iterator[tuple[str, Maker]]

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf|\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.S | re.I)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")


def makers(place: str, kind: str, data: bytes, fields: FieldMap | None = None, charset: str = "") -> Makers:
    """Everything in the data of a file of that kind; ``charset`` is what a web server said of it."""
    if kind == "lines":
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                yield f"{place}:{number}", line_maker(line, fields)
    elif kind == "json":
        yield from _json_makers(place, data, fields, charset)
    elif kind == "xml":
        yield from _xml_makers(place, data)
    else:
        yield place, lambda: read_document(kind, data, charset)


def line_maker(line: bytes | UnusableError, fields: FieldMap | None = None) -> Maker:
    """The draft of one line of JSONL."""

    def make() -> Draft:
        from index.records import parse_json, read_record

        if isinstance(line, UnusableError):
            raise line
        text, note = decode(line)
        draft = read_record(parse_json(text), fields)
        return draft.with_note(note) if note else draft

    return make


def failed(error: UnusableError) -> Maker:
    """A draft that cannot be made."""

    def make() -> Draft:
        raise error

    return make


def read_document(kind: str, data: bytes, charset: str = "") -> Draft:
    """A file that holds one article. Each reader is loaded when first needed: some take their time."""
    if kind == "mhtml":
        from index.mhtml import read_mhtml

        return read_mhtml(data)
    text, note = decode(data, html=kind == "html", charset=charset)
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


def root_name(data: bytes) -> str:
    """The name of the element that an XML document begins with, "" if it begins with something else."""
    head = data[:8_192].replace(b"\x00", b"")  # which makes UTF-16 readable enough
    prolog = _PROLOG.match(head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff"))
    rest = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")[prolog.end() if prolog else 0 :]
    root = _ROOT.match(rest)
    return root[1].decode() if root else ""


def _json_makers(place: str, data: bytes, fields: FieldMap | None, charset: str) -> Makers:
    """The one record of a JSON file, or the many of a list."""
    from index.records import parse_json, read_record, split_records

    try:
        records, several = split_records(parse_json(decode(data, charset=charset)[0]), fields)
    except UnusableError as error:
        yield place, failed(error)
        return
    for number, record in enumerate(records, 1):
        name = f"{place}#{number}" if several else place
        yield name, lambda record=record: read_record(record, fields)  # type: ignore[misc]


def _xml_makers(place: str, data: bytes) -> Makers:
    """The articles of an XML file: a news item, or the entries of a saved feed that hold their text."""
    from index import feeds, newsml

    root = root_name(data)
    try:
        if root in feeds.ROOTS:
            found = [_entry_maker(draft) for _, draft in feeds.read_feed(data)]
        elif root in newsml.ROOTS:
            found = newsml.read_newsml(data)
        else:
            raise UnusableError(f"XML that is no article: its root is <{root}>" if root else "XML that is no article")
    except UnusableError as error:
        found = [failed(error)]
    for number, make in enumerate(found, 1):
        yield f"{place}#{number}" if len(found) > 1 else place, make


def _entry_maker(entry: Draft) -> Maker:
    from index import feeds

    return (lambda: entry) if entry.kept else failed(UnusableError(feeds.TEASER))
