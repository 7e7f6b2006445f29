"""The export of a store: JSON lines, the first a header, every other an article with its revisions.

A line holds ``article`` (all fields, text included), ``stored`` (when it came in), ``revisions``
(each with ``article``, ``stored``, ``replaced``, oldest first) and, where vectors were asked for,
``passages`` (start, end and vector, base64 of little-endian float16).
"""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.errors import StoreError
from qa_bot.store import Entry

FORMAT = "qa_bot export"
VERSION = 1
VECTOR = np.dtype("<f2")


def export_lines(settings: Mapping[str, Any], entries: Iterable[Entry], vectors: bool) -> Iterator[str]:
    """The lines of an export, without line ends."""
    kept = {name: value for name, value in settings.items() if name != "generation"}
    yield json.dumps({"format": FORMAT, "version": VERSION, "vectors": vectors, "settings": kept})
    for entry in entries:
        yield json.dumps(_record(entry, vectors), ensure_ascii=False)


def _record(entry: Entry, vectors: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "article": entry.article.to_dict(text=True),
        "stored": entry.stored.isoformat() if entry.stored else None,
        "revisions": [
            {
                "article": r.article.to_dict(text=True),
                "stored": r.stored.isoformat(),
                "replaced": r.replaced.isoformat(),
            }
            for r in entry.history
        ],
    }
    if vectors:
        record["passages"] = [
            [passage.start, passage.end, base64.b64encode(vector.astype(VECTOR).tobytes()).decode()]
            for passage, vector in zip(entry.passages, entry.vectors, strict=True)
        ]
    return record


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write the lines to a file, gzipped when its name ends in .gz, there whole or not at all; returns their number."""
    part = path.with_name(f"{path.name}.part")
    try:
        with ExitStack() as stack:
            stack.callback(part.unlink, missing_ok=True)  # nothing to unlink once it was renamed
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(part, "wt", encoding="utf-8", newline="\n") as file:
                count = 0
                for count, line in enumerate(lines, 1):  # noqa: B007
                    file.write(line + "\n")
            os.replace(part, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error}") from error
    return count
