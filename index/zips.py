"""Zips: the files in a zip archive, read out of it one by one and never written to disk."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from index.contents import Makers, failed, line_maker, makers
from index.draft import UnusableError
from index.field_map import FieldMap
from index.files import LIMIT, Meter, inflated, kind_of, lines

#: An archive may inflate to this many times its size and LIMIT bytes more: text packs to a tenth or so,
#: bombs to a thousandth.
RATIO = 100
#: What zipfile raises on damaged or odd archives; RuntimeError is its answer to encryption and unknown compression.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError)


def zip_makers(place: str, archive: Path | bytes, meter: Meter, fields: FieldMap | None = None) -> Makers:
    """The drafts in the members of an archive, each member named "ARCHIVE!MEMBER".

    Directories, hidden files and files of other kinds are passed over. What cannot be used is refused
    by itself: encrypted or damaged members, archives in archives, names that lead out of the archive.
    When the archive inflates to more than any archive of text does, the rest of it is refused.
    """
    try:
        size = archive.stat().st_size if isinstance(archive, Path) else len(archive)
        with zipfile.ZipFile(archive if isinstance(archive, Path) else io.BytesIO(archive)) as opened:
            yield from _members(place, opened, _Budget(LIMIT + RATIO * size), meter, fields)
    except _DAMAGED as error:
        yield place, failed(UnusableError(f"damaged: cannot be unpacked ({error})"))
    except UnusableError as error:
        yield place, failed(error)


def _members(place: str, archive: zipfile.ZipFile, budget: _Budget, meter: Meter, fields: FieldMap | None) -> Makers:
    before = meter.bytes_read
    for info in archive.infolist():
        name = f"{place}!{info.filename}"
        path = PurePosixPath(info.filename.replace("\\", "/"))
        kind = kind_of(path.name)
        if info.is_dir():
            continue
        if not kind or any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in path.parts):
            meter.skipped += 1
        elif reason := _refusal(info, path, kind):
            yield name, failed(UnusableError(reason))
        else:
            yield from _member(name, archive, info, kind, budget, fields)
        before += info.compress_size
        meter.bytes_read = before


def _refusal(info: zipfile.ZipInfo, path: PurePosixPath, kind: str) -> str:
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        return "refused: its name leads out of the archive"
    if info.flag_bits & 0x1:
        return "encrypted; unpack it with its password first"
    return "an archive within an archive; unpack it first" if kind == "zip" else ""


def _member(
    name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, kind: str, budget: _Budget, fields: FieldMap | None
) -> Makers:
    try:
        with _opened(archive, info, budget) as stream:
            if kind == "lines":
                for number, line in lines(stream):
                    yield f"{name}:{number}", line_maker(line, fields)
                return
            data = stream.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise UnusableError(f"too large: more than {LIMIT // 1_000_000} MB")
        yield from makers(name, kind, data, fields)
    except _BombError:
        raise
    except UnusableError as error:
        yield name, failed(error)


@contextmanager
def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> Iterator[IO[bytes]]:
    """A member, inflated twice where it is a packed file itself."""
    try:
        with (
            archive.open(info) as raw,
            io.BufferedReader(_Counted(raw, budget)) as counted,
            inflated(Path(os.path.basename(info.filename)), counted) as stream,
        ):
            yield stream
    except UnusableError:
        raise
    except _DAMAGED as error:
        raise UnusableError(f"damaged: cannot be unpacked ({error})") from error


class _BombError(UnusableError):
    """The archive inflates to more than it can honestly hold."""


class _Budget:
    """How many bytes all members of an archive together may still inflate to."""

    def __init__(self, size: int) -> None:
        self.left = size

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _BombError("refused: it inflates to more than a hundred times its size, as a zip bomb does")


class _Counted(io.RawIOBase):
    """The bytes of a member, counted against the archive's budget as they are inflated."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)
