"""Rejects: a file with every input that gave no article, written while the indexer runs."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import IO

from qa_bot.errors import QABotError


class RejectsError(QABotError):
    """The file of rejects cannot be written."""


class Rejects:
    """JSON lines {"place": …, "reason": …}, to be used in a ``with`` block; an earlier file is replaced.

    Each line is on disk as soon as it is written, so that a run that is stopped leaves its rejects.
    Raises RejectsError when the file cannot be written.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> Rejects:
        try:
            self._file = open(self._path, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError as error:
            raise RejectsError(f"{self._path} cannot be written: {error.strerror or error}") from error
        return self

    def write(self, place: str, reason: str) -> None:
        """One more rejected input."""
        assert self._file is not None
        try:
            self._file.write(json.dumps({"place": place, "reason": reason}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise RejectsError(f"{self._path} cannot be written: {error.strerror or error}") from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
