"""Watch: folders whose new and changed files go into the store, and whose deleted ones are noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from index.files import Input, Meter, find
from index.inputs import Reading
from qa_bot.article import Article

#: Seconds between two looks at a file: one that is the same both times is no longer being written.
PAUSE = 1.0


@dataclass(frozen=True)
class Change:
    """Files that are new or changed and at rest, and paths of files or folders that are gone."""

    ready: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()


def changes(folders: Iterable[Path], stop: Event | None = None, pause: float = PAUSE) -> Iterator[Change]:
    """First all that lies in the folders, then each change, without end or until ``stop`` is set.

    A file is given when it was found the same twice, ``pause`` seconds apart. What comes between the
    first look and the first change is not missed: the watch begins before the look.
    """
    from watchfiles import watch

    folders = [Path(folder) for folder in folders]
    waiting: dict[Path, tuple[int, int] | None] = {}
    first = True
    for events in watch(
        *folders, watch_filter=None, stop_event=stop, rust_timeout=int(pause * 1000), yield_on_timeout=True
    ):
        touched = {Path(name) for _, name in events}
        for path in folders if first else touched:
            waiting |= dict.fromkeys(_files(path, named=first))
        first = False
        gone = tuple(sorted(path for path in touched if not path.exists()))
        ready = tuple(sorted(_at_rest(waiting)))
        if ready or gone:
            yield Change(ready, gone)


def _files(path: Path, named: bool) -> list[Path]:
    """The readable files at a path that changed; hidden ones and other kinds are passed over.

    A folder may have come as a whole, with what lies in it. ``named`` is for the folders that are watched.
    """
    if not named and path.name.startswith("."):
        return []
    return [found.path for found in find([path], Meter()) if isinstance(found, Input)]


def _at_rest(waiting: dict[Path, tuple[int, int] | None]) -> Iterator[Path]:
    """The files that are as they were at the last look; they wait no longer."""
    for path, before in list(waiting.items()):
        try:
            status = path.stat()
        except OSError:
            del waiting[path]  # gone again
            continue
        now = (status.st_size, status.st_mtime_ns)
        if now == before:
            del waiting[path]
            yield path
        else:
            waiting[path] = now


class Origins:
    """Which file each article came from; ``lost`` are the articles that no file holds any longer.

    An article stays lost until ``lost`` is cleared, also when storing failed half-way and is tried again.
    """

    def __init__(self) -> None:
        self.lost: set[str] = set()
        self._ids: dict[Path, frozenset[str]] = {}

    def read(self, paths: Iterable[Path], read: Callable[[Path], Iterable[Reading]]) -> Iterator[Reading]:
        """The readings of each file in turn, while it is noted what the file holds now.

        A file that now holds no article at all, as half a file does, keeps those that it had.
        """
        for path in paths:
            ids: set[str] = set()
            for reading in read(path):
                if isinstance(reading.result, Article):
                    ids.add(reading.result.id)
                yield reading
            if ids:
                self._replace(path, frozenset(ids))

    def forget(self, gone: Iterable[Path]) -> dict[Path, int]:
        """The files at or below these paths, with the number of articles that came from each."""
        below = set(gone)
        files = [path for path in self._ids if not below.isdisjoint((path, *path.parents))]
        return {path: len(self._replace(path, frozenset())) for path in files}

    def _replace(self, path: Path, ids: frozenset[str]) -> frozenset[str]:
        before = self._ids.pop(path, frozenset())
        if ids:
            self._ids[path] = ids
        self.lost |= before
        self.lost -= {id for held in self._ids.values() for id in held & self.lost}
        return before
