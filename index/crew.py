"""Crew: the workers of a cluster read, clean, split and embed; this process alone writes the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from index.cluster import Cluster, Lot
from index.draft import Rejected, UnusableError
from index.field_map import FieldMap
from index.files import Address, Input, Meter, Refused, find, read_lines
from index.ingest import BATCH, BATCH_CHARACTERS
from index.inputs import Reading, read_files
from index.work import ClusterError, File, Line, Passages, Unseen, code_digest, embed_articles, read_parts
from qa_bot import Article, QABot
from qa_bot.passage import Passage
from qa_bot.store import AddReport, Entry

if TYPE_CHECKING:
    from index.fetch import Fetcher

#: Bytes of input at which a lot for one worker to read is full before it has BATCH files or lines.
_LOT_BYTES = 2_000_000

_Item = TypeVar("_Item")
#: Something with the bytes of input up to its end.
_At: TypeAlias = tuple[_Item, int]


class Crew:
    """Makes readings on a cluster, and stands in for the bot that ingest adds them to.

    What the workers prepared of an article is kept until ``add`` gets the article, and goes to
    the bot then; an article that the store holds already is not embedded. ``open_bot`` is called
    when the first article is there; the bot is closed at the end of the ``with`` block.
    """

    def __init__(self, cluster: Cluster, open_bot: Callable[[], QABot]) -> None:
        self._cluster = cluster
        self._open_bot = open_bot
        self._bot: QABot | None = None
        self._prepared: dict[Article, Entry] = {}

    def add(self, articles: Iterable[Article], progress: Callable[[int, int], None] | None = None) -> AddReport:
        """Add the articles to the bot with what was prepared of them."""
        report = self._opened().add([self._prepared.get(article, article) for article in articles], progress)
        self._prepared.clear()  # readings are made when asked for: it holds nothing of a later batch
        return report

    def readings(
        self,
        paths: Iterable[str | os.PathLike[str]],
        source: str | None = None,
        published: date | datetime | None = None,
        meter: Meter | None = None,
        *,
        fields: FieldMap | None = None,
        fetcher: Fetcher | None = None,
        most: int | None = None,
    ) -> Iterator[Reading]:
        """What ``read_files`` gives for the same arguments, in the same order, embedded if the store lacks it.

        ``meter`` tells how far those have come that were handed out. Raises ClusterError when a
        worker cannot do its part or does not see a file that is there.
        """
        meter = meter or Meter()
        here = partial(read_files, source=source, published=published, fields=fields, fetcher=fetcher, most=most)
        there = partial(read_parts, code=code_digest(), source=source, published=published, fields=fields)
        found = self._read(_grouped(_parts(paths, meter, here), _bytes, _LOT_BYTES), there)
        lots = map(self._to_embed, _grouped(found, _characters, BATCH_CHARACTERS))
        for lot, results in self._cluster.run(lots):
            made = dict(zip(lot.parts, results, strict=True))
            for reading, position in lot.kept:
                meter.bytes_read = position
                article = reading.result
                if isinstance(article, Article) and article in made:
                    reading = self._keep(reading, article, made[article])
                yield reading

    def _read(
        self, groups: Iterable[list[_At[File | Line | Reading]]], task: Callable[..., list[list[Reading] | Unseen]]
    ) -> Iterator[_At[Reading]]:
        """What the workers read, and what was found out without them."""
        lots = (Lot(task, [part for part, _ in group if not isinstance(part, Reading)], group) for group in groups)
        for lot, results in self._cluster.run(lots, priority=1):  # ahead of embedding, which waits for it
            left = iter(results)
            for part, position in lot.kept:
                for reading in [part] if isinstance(part, Reading) else _readings(part, next(left)):
                    yield reading, position

    def _to_embed(self, group: list[_At[Reading]]) -> Lot[Article, Passages, list[_At[Reading]]]:
        """The articles of the group that the store lacks or has in another version."""
        articles = [reading.result for reading, _ in group if isinstance(reading.result, Article)]
        if not articles:
            return Lot(embed_articles, [], group)
        bot = self._opened()
        fresh = [article for article in articles if bot.store.state(article) != "same"]
        name, fingerprint = bot.encoder.name, bot.encoder.fingerprint
        size = bot.store.settings()["size"]
        task = partial(embed_articles, code=code_digest(), encoder=name, fingerprint=fingerprint, size=size)
        return Lot(task, fresh, group)

    def _keep(self, reading: Reading, article: Article, made: Passages | Rejected) -> Reading:
        """The reading, its passages kept for ``add``; rejected if the article kills workers."""
        if isinstance(made, Rejected):
            return Reading(reading.place, made)
        passages = [Passage(article, start, end) for start, end in made.spans]
        self._prepared[article] = Entry(article, passages, made.vectors)
        return reading

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bot is not None:
            self._bot.close()

    def _opened(self) -> QABot:
        if self._bot is None:
            self._bot = self._open_bot()
        return self._bot


def _parts(
    paths: Iterable[str | os.PathLike[str]], meter: Meter, here: Callable[..., Iterator[Reading]]
) -> Iterator[_At[File | Line | Reading]]:
    """What there is to read: files where they lie, lines as raw bytes, and what was read ``here`` already.

    In a packed file no line can be found without those before it, in an archive no member, and one
    program keeps the pauses between the requests to a web server: workers share in the rest.
    """
    position = 0
    for found in find(paths, meter):
        begin, position = position, position + (found.size if isinstance(found, Input) else 0)
        if isinstance(found, Refused):
            yield Reading(str(found.path), Rejected(found.reason)), position
        elif isinstance(found, Address):
            yield from ((reading, position) for reading in here([found.url], meter=meter))
        elif found.kind == "zip":
            inside = Meter(begin)
            yield from ((reading, inside.bytes_read) for reading in here([found.path], meter=inside))
            meter.skipped += inside.skipped
        elif found.kind == "lines":
            yield from _lines(found, begin)
        else:
            yield File(str(found.path), os.path.abspath(found.path), found.size), position


def _lines(found: Input, begin: int) -> Iterator[_At[Line | Reading]]:
    place, read = str(found.path), Meter(begin)
    try:
        for number, line in read_lines(found, read):
            if isinstance(line, UnusableError):
                yield Reading(f"{place}:{number}", Rejected(str(line))), read.bytes_read
            else:
                yield Line(f"{place}:{number}", line), read.bytes_read
    except UnusableError as error:
        yield Reading(place, Rejected(str(error))), begin + found.size


def _readings(part: File | Line, result: list[Reading] | Unseen | Rejected) -> list[Reading]:
    """What came of a part, checked against what this machine sees."""
    if isinstance(result, Unseen):
        if os.path.exists(result.path):
            raise ClusterError(
                f"the worker on {result.host} does not see {result.path}: files must lie under the same path on all "
                "machines (lines of .jsonl files are sent, and need not)"
            )
        result = Rejected("no such file or folder")
    return [Reading(part.place, result)] if isinstance(result, Rejected) else result


def _grouped(items: Iterable[_Item], size: Callable[[_Item], int], limit: int) -> Iterator[list[_Item]]:
    """The items in lists of BATCH, or of fewer when their sizes come to the limit."""
    group: list[_Item] = []
    total = 0
    for item in items:
        group.append(item)
        total += size(item)
        if len(group) >= BATCH or total >= limit:
            yield group
            group, total = [], 0
    if group:
        yield group


def _bytes(item: _At[File | Line | Reading]) -> int:
    match item[0]:
        case File(size=size):
            return size
        case Line(data=data):
            return len(data)
    return 0


def _characters(item: _At[Reading]) -> int:
    return len(item[0].result.text) if isinstance(item[0].result, Article) else 0
