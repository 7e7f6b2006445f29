"""Work: what one worker of a cluster does: inputs to articles, articles to passages with vectors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from platform import node

import numpy as np

import qa_bot
from index.draft import Draft
from index.field_map import FieldMap
from index.inputs import Reading, read_files, read_line
from qa_bot.article import Article
from qa_bot.encoder import Encoder, load_encoder
from qa_bot.entries import prepare
from qa_bot.errors import QABotError
from qa_bot.splitter import Splitter


class ClusterError(QABotError):
    """A cluster cannot be reached, or its workers cannot do what they are asked."""


@dataclass(frozen=True)
class File:
    """A file to be read: its absolute path, its size on disk in bytes; the user knows it as ``place``."""

    place: str
    path: str
    size: int


@dataclass(frozen=True)
class Line:
    """One line of a file of records, as it was read; the user knows it as ``place``."""

    place: str
    data: bytes


@dataclass(frozen=True)
class Unseen:
    """There is no such file on the machine of that name."""

    path: str
    host: str


@dataclass(frozen=True)
class Passages:
    """The passages of one article: characters [start, end) of its text, vectors float32 (n, dimension)."""

    spans: tuple[tuple[int, int], ...]
    vectors: np.ndarray


def read_parts(
    parts: Sequence[File | Line],
    code: str,
    source: str | None,
    published: date | datetime | None,
    fields: FieldMap | None,
) -> list[list[Reading] | Unseen]:
    """What was read of each part, or that this machine does not see the file.

    Raises ClusterError when ``code`` is not the digest of the code that runs here.
    """
    _check(code)
    return [_read(part, source, published, fields) for part in parts]


def _read(
    part: File | Line, source: str | None, published: date | datetime | None, fields: FieldMap | None
) -> list[Reading] | Unseen:
    if isinstance(part, Line):
        return [_slim(read_line(part.place, part.data, source, published, fields))]
    if not os.path.exists(part.path):
        return Unseen(part.path, node())
    return [
        _slim(replace(reading, place=part.place + reading.place.removeprefix(part.path)))
        for reading in read_files([part.path], source, published, fields=fields)
    ]


def _slim(reading: Reading) -> Reading:
    """With nothing of the draft but its remarks: the rest is larger than the article, and for people to look at."""
    return replace(reading, draft=Draft(notes=reading.draft.notes) if reading.draft else None)


def embed_articles(articles: Sequence[Article], code: str, encoder: str, fingerprint: str, size: int) -> list[Passages]:
    """The articles split into passages of ``size`` word pieces, with the vectors of the encoder of that name.

    Raises ClusterError when code or encoder are not those that the client has.
    """
    _check(code)
    loaded = _encoder(encoder)
    if loaded.fingerprint != fingerprint:
        raise ClusterError(
            f"the store was made with the encoder {encoder} ({fingerprint}), but the worker on {node()} has another "
            f"under that name ({loaded.fingerprint}): install the same one there"
        )
    return [
        Passages(tuple((passage.start, passage.end) for passage in entry.passages), entry.vectors)
        for entry in prepare(articles, loaded, _splitter(size))
    ]


@cache
def _encoder(name: str) -> Encoder:
    """Loaded once in the life of a worker process."""
    return load_encoder(name)


@cache
def _splitter(size: int) -> Splitter:
    return Splitter(size)


@cache
def code_digest() -> str:
    """12 hex digits that change with every line of qa_bot and index, as they were when this process began to work."""
    digest = hashlib.sha256()
    for package in (Path(qa_bot.__file__).parent, Path(__file__).parent):
        for path in sorted(package.rglob("*.py")):
            digest.update(f"{package.name}/{path.relative_to(package).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _check(code: str) -> None:
    if code_digest() != code:
        raise ClusterError(
            f"the worker on {node()} runs other code ({code_digest()}, in {Path(__file__).parents[1]}) than this "
            f"program ({code}): bring both to the same version and start the workers again"
        )
