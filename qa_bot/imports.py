"""Taking an export in: every line that is sound, whatever is wrong with the others."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import numpy as np

from qa_bot.article import Article
from qa_bot.encoder import Encoder
from qa_bot.entries import prepare
from qa_bot.errors import StoreError
from qa_bot.export import FORMAT, VECTOR, VERSION
from qa_bot.passage import Passage
from qa_bot.splitter import Splitter
from qa_bot.store import AddReport, Entry, Revision, Store

#: Articles embedded and stored in one transaction.
_BATCH = 100


@dataclass
class ImportReport(AddReport):
    """What became of the articles of an export; ``rejected`` holds (line number, reason), the header being line 1."""

    rejected: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Record:
    article: Article
    stored: datetime | None
    history: list[Revision]
    vectors: dict[str, np.ndarray]


def open_export(path: Path) -> IO[str]:
    """The lines of an export file, gzipped when its name ends in .gz.

    Raises StoreError when the file cannot be opened or does not begin with the header. A byte
    that is no UTF-8 spoils its own line and no other.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        file: Any = opened(path, "rt", encoding="utf-8", errors="surrogateescape", newline="\n")
        try:
            read_header(file.readline())
            file.seek(0)
        except BaseException:
            file.close()
            raise
    except (OSError, EOFError, zlib.error) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from error
    return file  # type: ignore[no-any-return]


def read_header(line: str) -> dict[str, Any]:
    """The header out of an export's first line. Raises StoreError when it is none, or one of a later version."""
    try:
        header: dict[str, Any] = json.loads(line)
        known, version = header["format"] == FORMAT and isinstance(header["settings"], dict), header["version"]
    except (ValueError, KeyError, TypeError):
        known, version = False, 0
    if not known:
        raise StoreError("this is no export of qa_bot: its first line is not the header that qa-bot export writes")
    if version != VERSION:
        raise StoreError(f"the export has version {version}, this qa_bot reads version {VERSION}; use a later qa_bot")
    return header


def import_lines(
    lines: Iterable[str],
    store: Store,
    splitter: Splitter,
    encoder: Encoder,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Store the articles of an export, with their revisions; ``progress`` gets the number of lines read.

    What is there already is left alone, so that it can be run again after it was cut short. Of
    two versions the export's becomes the present one, unless the store had it and replaced it.
    Raises StoreError when the first line is no header.
    """
    report = ImportReport()
    read = _numbered(lines, report)
    header = read_header(next(read, (1, ""))[1])
    kept = store.settings()
    same = all(header["settings"].get(name) == kept[name] for name in ("encoder", "fingerprint", "dimension"))
    batch: dict[str, _Record] = {}
    for number, line in read:
        if not line.strip():
            continue
        try:
            record = _record(json.loads(line), kept["dimension"] if same else 0)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            reason = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
            report.rejected.append((number, reason))
            continue
        if record.article.id in batch or len(batch) == _BATCH:
            _take(list(batch.values()), store, splitter, encoder, report)
            batch.clear()
        batch[record.article.id] = record
        if progress:
            progress(number)
    _take(list(batch.values()), store, splitter, encoder, report)
    return report


def _numbered(lines: Iterable[str], report: ImportReport) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            yield number, line
    except (OSError, EOFError, zlib.error) as error:
        report.rejected.append((number + 1, f"the file is damaged from here on: {error}"))


def _take(records: list[_Record], store: Store, splitter: Splitter, encoder: Encoder, report: ImportReport) -> None:
    known: dict[str, np.ndarray] = {}
    fresh: dict[str, _Record] = {}
    entries: list[Entry] = []
    for record in records:
        article, state = record.article, store.state(record.article)
        there = store.history(article.id) if state != "new" else []
        if state == "same" or any(revision.article == article for revision in there):
            report.unchanged.append(article.id)
            new = {(r.article, r.stored) for r in record.history} - {(r.article, r.stored) for r in there}
            if new and (present := store.article(article.id)):
                none = np.empty((0, encoder.dimension), dtype=np.float32)
                entries.append(Entry(present, (), none, history=record.history))
            continue
        (report.added if state == "new" else report.replaced).append(article.id)
        known |= record.vectors | (store.vectors(article.id) if state == "changed" else {})
        fresh[article.id] = record
    for entry in prepare([record.article for record in fresh.values()], encoder, splitter, known):
        record = fresh[entry.article.id]
        entries.append(replace(entry, stored=record.stored, history=record.history))
    if entries:
        store.put(entries)


def _record(values: Mapping[str, Any], dimension: int) -> _Record:
    """A line's content; vectors of another dimension are left out. Raises ValueError, KeyError or TypeError."""
    article = _article(values["article"])
    stored = _moment(values["stored"]) if values.get("stored") else None
    history = [
        Revision(_article(each["article"]), _moment(each["stored"]), _moment(each["replaced"]))
        for each in values.get("revisions", ())
    ]
    if any(revision.article.id != article.id for revision in history):
        raise ValueError("a revision belongs to another article")
    vectors = {}
    for start, end, encoded in values.get("passages", ()):
        vector = _vector(encoded, dimension)
        if vector is not None:
            vectors[Passage(article, int(start), int(end)).index_text] = vector
    return _Record(article, stored, history, vectors)


def _article(values: Mapping[str, Any]) -> Article:
    article = Article.from_dict(dict(values))
    if values.get("id", article.id) != article.id:
        raise ValueError(f"the article was altered: {values['id']!r} is not its id, which is {article.id!r}")
    return article


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"not a time with its zone: {value!r}")
    return moment


def _vector(encoded: str, dimension: int) -> np.ndarray | None:
    """The vector, float32 (dimension,), or None when it is not whole: it is then made again from the text."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, TypeError, ValueError):
        return None
    vector = np.frombuffer(raw, VECTOR).astype(np.float32) if len(raw) == 2 * dimension else np.zeros(1)
    return vector if dimension and abs(float(vector @ vector) - 1) < 0.02 else None
