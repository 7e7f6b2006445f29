"""Files: finding them under the given paths, and reading them without ever reading too much."""

from __future__ import annotations

import gzip
import lzma
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, cast

from index.address import is_address
from index.draft import UnusableError

#: The largest file or record that is read, in bytes, after inflating.
LIMIT = 50_000_000
_TOO_LARGE = f"too large: more than {LIMIT // 1_000_000} MB"

#: What a file is, by its suffix.
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".xml": "xml",
    ".nitf": "xml",
    ".newsml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".zip": "zip",
}
_OPENERS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    ".gz": lambda packed: cast(IO[bytes], gzip.GzipFile(fileobj=packed)),
    ".xz": lambda packed: cast(IO[bytes], lzma.LZMAFile(packed)),  # noqa: SIM115 (closed where it is used)
}
#: What the unpackers raise on a damaged file.
_DAMAGED = (gzip.BadGzipFile, lzma.LZMAError, zlib.error, EOFError)


@dataclass(frozen=True)
class Input:
    """A file that was found: where it is, what it is, and its size on disk in bytes."""

    path: Path
    kind: str
    size: int


@dataclass(frozen=True)
class Address:
    """An address on the web that was named in place of a path."""

    url: str


@dataclass(frozen=True)
class Refused:
    """A path that was named but cannot be used, and why."""

    path: Path
    reason: str


@dataclass
class Meter:
    """How far reading has come: bytes on disk read so far, pages of feeds and sitemaps done.

    ``expected`` are the pages known so far, ``skipped`` the files passed over as no articles.
    """

    bytes_read: int = 0
    pages: int = 0
    expected: int = 0
    skipped: int = 0


def kind_of(name: str) -> str:
    """What a file of that name holds ("text", "html", …), "" for files of other kinds."""
    path = Path(name.casefold())
    if path.suffix in _OPENERS:
        path = path.with_suffix("")
    return KINDS.get(path.suffix, "")


def find(paths: Iterable[str | os.PathLike[str]], meter: Meter | None = None) -> Iterator[Input | Address | Refused]:
    """Every readable file under the paths, in a fixed order, none twice; addresses on the web as they stand.

    A path named directly always gives an answer, if only a refusal. Inside folders, hidden files
    and files of other kinds are passed over and counted in ``meter.skipped``.
    """
    seen: set[str] = set()
    for given in paths:
        if is_address(os.fspath(given)):
            yield Address(os.fspath(given))
            continue
        path = Path(given)
        for found in _walk(path, meter or Meter()) if os.path.isdir(path) else [_named(path)]:
            real = os.path.realpath(found.path)
            if real not in seen:
                seen.add(real)
                yield found


def read(source: Input) -> bytes:
    """The whole file, inflated. Raises UnusableError when it cannot be read or exceeds LIMIT."""
    with _opened(source.path) as (_, stream):
        return _bounded(stream)


def unpack(name: str, data: bytes) -> bytes:
    """The inflated form of data that came under that name; the same data if it is not packed."""
    if len(data) > LIMIT:
        raise UnusableError(_TOO_LARGE)
    opener = _OPENERS.get(Path(name.casefold()).suffix)
    if opener is None:
        return data
    with _readable(), opener(BytesIO(data)) as stream:
        return _bounded(stream)


def read_lines(source: Input, meter: Meter) -> Iterator[tuple[int, bytes | UnusableError]]:
    """The lines of a file with their numbers from 1, one in memory at a time; blank ones left out.

    A line longer than LIMIT comes as UnusableError, and reading goes on behind it. Adds to the meter
    what has been read of the file on disk. Raises UnusableError when the file cannot be read on.
    """
    before = meter.bytes_read
    with _opened(source.path) as (raw, stream):
        for number, line in lines(stream):
            meter.bytes_read = before + raw.tell()
            yield number, line


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | UnusableError]]:
    """The lines of a stream, as read_lines gives them."""
    number = 0
    while line := stream.readline(LIMIT + 1):
        number += 1
        if len(line) > LIMIT and not line.endswith(b"\n"):
            while (rest := stream.readline(LIMIT)) and not rest.endswith(b"\n"):
                pass
            yield number, UnusableError(_TOO_LARGE)
        elif line.strip():
            yield number, line


def _walk(folder: Path, meter: Meter) -> Iterator[Input | Refused]:
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or not kind_of(name):
                meter.skipped += 1
            else:
                yield _named(Path(parent, name))
    for error in closed:
        yield Refused(Path(error.filename), error.strerror or str(error))


def _named(path: Path) -> Input | Refused:
    try:
        if not path.exists():
            return Refused(path, "no such file or folder")
        if not path.is_file():
            return Refused(path, "not a regular file")
        if not kind_of(path.name):
            known = ", ".join(KINDS)
            return Refused(path, f"not a kind of file that is read ({known}, packed with .gz or .xz or not)")
        return Input(path, kind_of(path.name), path.stat().st_size)
    except OSError as error:  # such as a name longer than the file system allows
        return Refused(path, error.strerror or str(error))


def _bounded(stream: IO[bytes]) -> bytes:
    """All of a stream, unless it is too much: a small packed file can inflate to any size."""
    data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise UnusableError(_TOO_LARGE)
    return data


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file as it lies on disk, and its inflated contents: the same stream if it is not packed."""
    with _readable(), path.open("rb") as raw, inflated(path, raw) as stream:
        yield raw, stream


@contextmanager
def inflated(path: Path, raw: IO[bytes]) -> Iterator[IO[bytes]]:
    """What a stream holds that came under that name; what goes wrong while it is read is UnusableError."""
    opener = _OPENERS.get(path.suffix.casefold())
    with _readable():
        if opener is None:
            yield raw
            return
        with opener(raw) as unpacked:
            yield unpacked


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what goes wrong while reading into a reason for the user."""
    try:
        yield
    except _DAMAGED as error:
        raise UnusableError(f"damaged: cannot be unpacked ({error})") from error
    except OSError as error:
        raise UnusableError(error.strerror or str(error)) from error
