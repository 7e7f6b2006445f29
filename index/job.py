"""Job: one run of the indexer into a store, once or for as long as folders are watched."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.address import is_address
from index.files import Input, Meter, find
from index.ingest import Bot, Summary, ingest
from index.inputs import Reading, read_files
from index.progress import Bar
from index.rejects import Rejects
from index.report import summary_lines
from index.watch import Change, Origins, changes
from qa_bot.errors import QABotError

if TYPE_CHECKING:
    from index.crew import Crew
    from index.fetch import Fetcher
    from qa_bot import QABot

#: A watch whose store is busy or cannot be written tries so often, after so many seconds each time.
_ATTEMPTS = 4
_WAIT = 15.0

_Reject = Callable[[str, str], None]


def index(given: argparse.Namespace) -> int:
    """Take in everything under the paths; the exit status."""
    summary, meter, begun = Summary(), Meter(), time.monotonic()
    status = 0
    try:
        with rejects_to(given.rejects) as rejects, fetching(given) as fetcher, _crew(given) as crew:
            total = sum(found.size for found in find(given.paths) if isinstance(found, Input))
            readings = readings_of(given, meter, fetcher, crew.readings if crew else read_files)
            _store(given, readings, Bar(total, meter, given.quiet), summary, rejects, crew)
    except QABotError as error:
        print(f"index: {error}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        print("index: stopped; what was stored stays, and running it again goes on from there", file=sys.stderr)
        status = 130
    summary.skipped = meter.skipped
    _show(given, summary, time.monotonic() - begun, complete=not status)
    return status or (0 if summary.usable else 1)


def watch(given: argparse.Namespace) -> int:
    """Take in what lies in the folders and then each change, until somebody stops it; the exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    origins, summary, begun = Origins(), Summary(), time.monotonic()
    status = 0
    try:
        with rejects_to(given.rejects) as rejects:
            print(f"index: watching {', '.join(given.paths)}; Ctrl-C ends it", file=sys.stderr)
            for change in changes(map(Path, given.paths)):
                _patiently(partial(_take_in, given, change, origins, summary, rejects))
    except QABotError as error:
        print(f"index: {error}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        print("index: stopped watching; what was stored stays", file=sys.stderr)
    _show(given, summary, time.monotonic() - begun, complete=not status)
    return status


def readings_of(
    given: argparse.Namespace,
    meter: Meter,
    fetcher: Fetcher | None,
    read: Callable[..., Iterator[Reading]] = read_files,
) -> Iterator[Reading]:
    """Every article that the command names, as its options want them read."""
    return read(
        given.paths,
        given.source,
        given.published,
        meter,
        fields=given.fields,
        fetcher=fetcher,
        most=given.max_pages,
    )


@contextmanager
def fetching(given: argparse.Namespace) -> Iterator[Fetcher | None]:
    """What fetches the addresses among the paths, None when there are none: it takes a moment to load."""
    if not any(map(is_address, given.paths)):
        yield None
        return
    from index.fetch import Fetcher, Limits

    fetcher = Fetcher(given.allow_private, Limits() if given.delay is None else Limits(delay=given.delay))
    try:
        yield fetcher
    finally:
        fetcher.close()


@contextmanager
def rejects_to(path: str | None) -> Iterator[_Reject]:
    """Where rejected inputs are told: the file, if one is given, or nowhere."""
    if path is None:
        yield lambda place, reason: None
        return
    with Rejects(path) as rejects:
        yield rejects.write


@contextmanager
def _crew(given: argparse.Namespace) -> Iterator[Crew | None]:
    """Who reads and embeds in place of this process, if a cluster is given."""
    if not given.dask:
        yield None
        return
    from index.cluster import connect
    from index.crew import Crew

    with connect(given.dask) as cluster, Crew(cluster, partial(_open, given)) as crew:
        yield crew


def _open(given: argparse.Namespace) -> QABot:
    from qa_bot import QABot

    return QABot.open(given.store, encoder=given.encoder)


def _store(
    given: argparse.Namespace,
    readings: Iterable[Reading],
    bar: Bar,
    summary: Summary,
    rejects: _Reject,
    crew: Crew | None = None,
) -> None:
    with ExitStack() as stack:

        def open_bot() -> Bot:
            return crew or stack.enter_context(_open(given))

        with bar:
            ingest(_followed(readings, bar), open_bot, bar, summary, rejects)


def _followed(readings: Iterable[Reading], bar: Bar) -> Iterator[Reading]:
    for reading in readings:
        bar.read()
        yield reading


def _take_in(given: argparse.Namespace, change: Change, origins: Origins, summary: Summary, rejects: _Reject) -> None:
    """One change of the watched folders: files read and stored, deleted ones reported or taken out."""
    if change.ready:
        _take_files(given, change.ready, origins, summary, rejects)
    for path, count in origins.forget(change.gone).items():
        if not given.remove_deleted:
            stay = "its article stays" if count == 1 else f"its {count} articles stay"
            _tell(f"{path} was deleted; {stay} in the store (--remove-deleted takes such articles out)")
    if origins.lost and given.remove_deleted:
        from qa_bot import QABot

        with QABot.open(given.store, encoder=given.encoder) as bot:
            removed = bot.remove(sorted(origins.lost))
        _tell(f"{len(removed)} removed: no file holds them any longer")
    origins.lost.clear()


def _take_files(
    given: argparse.Namespace, paths: Sequence[Path], origins: Origins, summary: Summary, rejects: _Reject
) -> None:
    meter, round_ = Meter(), Summary()
    total = sum(found.size for found in find(paths) if isinstance(found, Input))

    def read(path: Path) -> Iterable[Reading]:
        return read_files([path], given.source, given.published, meter, fields=given.fields)

    try:
        _store(given, origins.read(paths, read), Bar(total, meter, given.quiet or len(paths) == 1), round_, rejects)
    finally:
        summary.include(round_)
    _tell(f"{round_.added} added, {round_.replaced} replaced, {round_.rejections} rejected")


def _patiently(act: Callable[[], None]) -> None:
    """Do it, and again a while later when the store is busy or cannot be written just now."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            act()
            return
        except QABotError as error:
            if attempt == _ATTEMPTS:
                raise
            _tell(f"{error}; trying again in {_WAIT:.0f} seconds")
            time.sleep(_WAIT)


def _tell(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def _show(given: argparse.Namespace, summary: Summary, seconds: float, complete: bool) -> None:
    if given.json:
        from qa_bot.store.location import shown

        print(json.dumps(summary.to_dict() | {"store": shown(given.store), "seconds": round(seconds, 1)}, indent=2))
    else:
        print("\n".join(summary_lines(summary, seconds, complete)))
