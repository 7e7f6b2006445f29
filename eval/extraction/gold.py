"""Gold: saved web pages with the article that should come out of them, as the two Fundus sets give it.

fundus_eval (dobbersc/fundus-evaluation) has paragraphs extracted by hand, optional ones in square brackets;
fundus_tests_en (flairNLP/fundus, tests/resources) has what parsers written for each publisher give, with title, authors
and date. Both are archives or folders with a ``gold*.jsonl`` beside the pages that its lines name.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from eval.errors import SetError


@dataclass(frozen=True, slots=True)
class Page:
    """One saved page and what should come out; fields of which the set says nothing are None."""

    set: str
    id: str
    html: str
    url: str
    paragraphs: tuple[str, ...]
    #: Of each paragraph, whether an extraction may as well leave it out.
    optional: tuple[bool, ...]
    title: str | None = None
    authors: tuple[str, ...] | None = None
    published: datetime | None = None

    @property
    def half(self) -> str:
        """ "a" or "b", by the hash of the page's file name: rules are made on one, measured on the other too."""
        return "ab"[hashlib.sha1(PurePosixPath(self.id).name.encode(), usedforsecurity=False).digest()[0] % 2]


def read_pages(folder: Path) -> Iterator[Page]:
    """The pages of all sets in a folder: archives (.tgz, .tar.gz) and folders with a gold file, or one such folder.

    Raises SetError when there is none, or when one is not what it should be.
    """
    places = [folder, *sorted(folder.iterdir())] if folder.is_dir() else [folder]
    seen = False
    for place in places:
        if place.name.endswith((".tgz", ".tar.gz")):
            files: Mapping[str, bytes] = _archive(place)
        elif place.is_dir() and any(place.glob("gold*.jsonl")):
            files = _Folder(place)
        else:
            continue
        seen = True
        yield from _set(place.name.split(".")[0], files)
    if not seen:
        raise SetError(
            f"{folder} holds no set: expected archives (.tgz) or folders with a gold*.jsonl beside its pages"
        )


def _set(name: str, files: Mapping[str, bytes]) -> Iterator[Page]:
    gold = [file for file in files if PurePosixPath(file).match("gold*.jsonl")]
    if not gold:
        raise SetError(f"{name} holds no gold*.jsonl")
    base = PurePosixPath(gold[0]).parent
    for number, line in enumerate(files[gold[0]].decode("utf-8").splitlines(), 1):
        try:
            values = json.loads(line)
            page = gzip.decompress(files[str(base / values["html"])])
            yield _page(name, values, page.decode("utf-8", "replace"))
        except (KeyError, ValueError, TypeError, OSError) as error:
            raise SetError(f"{name}, line {number} of {gold[0]}: not a page with its gold: {error!r}") from error


def _page(name: str, values: Mapping[str, Any], html: str) -> Page:
    body = values["body"]
    if isinstance(body, Mapping):  # Fundus's sections: a standfirst, then sub-headlines with paragraphs
        parts = [*body["summary"], *(p for s in body["sections"] for p in [*s["headline"], *s["paragraphs"]])]
        optional = [False] * len(parts)
    else:
        optional = [part.startswith("[") and part.endswith("]") for part in body]
        parts = [part[1:-1] if may_go else part for part, may_go in zip(body, optional, strict=True)]
    day = values.get("publishing_date")
    return Page(
        set=name,
        id=values["id"],
        html=html,
        url=values.get("url") or "",
        paragraphs=tuple(parts),
        optional=tuple(optional),
        title=values.get("title"),
        authors=tuple(values["authors"]) if values.get("authors") else None,
        published=datetime.fromisoformat(day) if day else None,
    )


def _archive(path: Path) -> dict[str, bytes]:
    try:
        with tarfile.open(path) as archive:  # read in memory: nothing is unpacked to disk
            return {
                member.name.removeprefix("./"): file.read()
                for member in archive
                if member.isfile() and (file := archive.extractfile(member))
            }
    except (OSError, EOFError, tarfile.TarError) as error:
        raise SetError(f"{path} is no archive that can be read: {error}") from error


class _Folder(Mapping[str, bytes]):
    """The files of a folder by their path in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return (file.name for file in sorted(self._folder.glob("gold*.jsonl")))

    def __len__(self) -> int:
        return sum(1 for _ in self)
