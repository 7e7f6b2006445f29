"""Inputs: every kind of input to articles, each under a name by which the user can find it again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from index.contents import Maker, Makers, failed, line_maker, makers
from index.draft import Draft, Rejected, UnusableError
from index.field_map import FieldMap
from index.files import KINDS, Address, Input, Meter, Refused, find, kind_of, read, read_lines, unpack
from index.zips import zip_makers
from qa_bot.article import Article
from qa_bot.errors import ArticleError

if TYPE_CHECKING:
    from index.fetch import Fetcher


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
    *,
    fields: FieldMap | None = None,
    fetcher: Fetcher | None = None,
    most: int | None = None,
) -> Iterator[Reading]:
    """Every article under the paths, one at a time; whatever is wrong with one of them, the next follows.

    ``fields`` says where JSON records keep what. A path may be an address on the web, which ``fetcher``
    gets, with at most ``most`` pages of a feed or sitemap; without a fetcher addresses are refused.
    """
    meter = meter or Meter()
    for found in find(paths, meter):
        if isinstance(found, Refused):
            yield Reading(str(found.path), Rejected(found.reason))
        elif isinstance(found, Address):
            for place, make in _from_web(found.url, meter, fields, fetcher, most):
                yield _finish(place, make, source, published)
        else:
            before = meter.bytes_read
            for place, make in _from_file(found, meter, fields):
                yield _finish(place, make, source, published)
            meter.bytes_read = before + found.size


def read_data(name: str, data: bytes, source: str | None = None) -> Iterator[Reading]:
    """The articles in data that came under a file name, as an upload does."""
    kind = kind_of(name)
    try:
        if not kind:
            raise UnusableError(f"not a kind of file that is read ({', '.join(KINDS)}, packed with .gz or .xz or not)")
        data = unpack(name, data)
    except UnusableError as error:
        yield Reading(name, Rejected(str(error)))
        return
    for place, make in zip_makers(name, data, Meter()) if kind == "zip" else makers(name, kind, data):
        yield _finish(place, make, source, None)


def read_line(
    place: str, line: bytes, source: str | None, published: date | datetime | None, fields: FieldMap | None
) -> Reading:
    """The article in one line of a file of records."""
    return _finish(place, line_maker(line, fields), source, published)


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


def _finish(place: str, make: Maker, source: str | None, published: date | datetime | None) -> Reading:
    draft = None
    try:
        draft = make().with_remarks()
        return Reading(place, draft.article(source, published), draft)
    except (UnusableError, ArticleError) as error:
        return Reading(place, Rejected(str(error)), draft)
    except Exception as error:  # whatever a parser trips over in this file, the next one must not suffer
        return Reading(place, Rejected(f"cannot be read: {type(error).__name__}: {error}"), draft)


def _from_file(found: Input, meter: Meter, fields: FieldMap | None) -> Makers:
    """The drafts of a file to be made one by one, while the meter moves through its bytes."""
    place, before = str(found.path), meter.bytes_read
    try:
        if found.kind == "lines":
            for number, line in read_lines(found, meter):
                yield f"{place}:{number}", line_maker(line, fields)
        elif found.kind == "zip":
            yield from zip_makers(place, found.path, meter, fields)
        else:
            several = list(makers(place, found.kind, read(found), fields))
            for number, maker in enumerate(several, 1):
                meter.bytes_read = before + found.size * number // len(several)
                yield maker
    except UnusableError as error:
        yield place, failed(error)


def _from_web(address: str, meter: Meter, fields: FieldMap | None, fetcher: Fetcher | None, most: int | None) -> Makers:
    if fetcher is None:
        return iter([(address, failed(UnusableError("an address on the web, and nothing to fetch it with")))])
    from index.web import MOST, web_makers

    return web_makers(address, fetcher, meter, fields, MOST if most is None else most)
