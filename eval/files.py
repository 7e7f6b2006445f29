"""Files that hold questions or articles: JSON lines or one JSON document, plain, gzip or xz."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from eval.errors import SetError


def open_text(path: str | Path) -> IO[str]:
    """The file as UTF-8 text, unpacked when its name ends in ``.gz`` or ``.xz``. Raises SetError."""
    opener: Any = {".gz": gzip.open, ".xz": lzma.open}.get(Path(path).suffix, open)
    try:
        file: IO[str] = opener(path, "rt", encoding="utf-8-sig")
    except OSError as error:
        raise SetError(f"{path} cannot be read: {error.strerror or error}") from error
    return file


def read_objects(path: str | Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line, object) for each object of the file; raises SetError with file, line and reason.

    JSON lines give their lines. A file that is one JSON document gives the members of its list with their
    position for a line number, or its one object with 1.
    """
    try:
        with open_text(path) as file:
            yield from _objects(path, file)
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise SetError(f"{path} is damaged or no UTF-8 text: {error}") from error


def _objects(path: str | Path, file: IO[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            if number > 1:
                raise SetError(f"{path}, line {number}: not JSON: {error}") from error
            yield from _document(path, line + file.read())
            return
        yield from _members(path, number, value)


def _document(path: str | Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise SetError(f"{path}, line {getattr(error, 'lineno', 1)}: not JSON: {error}") from error
    yield from _members(path, 1, value)


def _members(path: str | Path, number: int, value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for place, member in enumerate(value, 1) if isinstance(value, list) else [(number, value)]:
        if not isinstance(member, dict):
            raise SetError(f"{path}, line {place}: expected an object in braces, found {str(member)[:40]!r}")
        yield place, member
