"""The derived caches: a FAISS file and a word index that mirror one generation of the database.

Each generation is a folder of its own, ``cache/<generation>``, that is filled under another
name, given a manifest of checksums, and renamed into place: it is there whole or not at
all. A folder that is missing, stale or damaged is made again from the database.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_bot.checksum import sha256
from qa_bot.errors import StoreError
from qa_bot.store.database import Database
from qa_bot.store.vectors import VectorIndex
from qa_bot.store.words import WordIndex

#: Raise when the meaning of the files changes; caches of another format are rebuilt.
_FORMAT = 2
_LOT = 5_000
#: What reading or writing a cache raises when its files are damaged, or cleared away by another process meanwhile.
_LOST = (OSError, ValueError, KeyError, TypeError, RuntimeError)
#: Seconds after which a folder that is still being filled belongs to a process that died.
_ABANDONED = 24 * 3600


@dataclass(frozen=True)
class Snapshot:
    """Vector and word index of one generation, read only."""

    generation: int
    vectors: VectorIndex
    words: WordIndex


class Snapshots:
    """The folder of generations."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder = folder
        self._dimension = dimension
        self._own: tempfile.TemporaryDirectory[str] | None = None

    def current(self, database: Database, before: Snapshot | None) -> Snapshot:
        """The snapshot of the database's present generation: from disk, or made from what there is.

        Call it inside ``database.reading()``. ``before`` is the snapshot at hand, if any.
        Raises StoreError when there is no room to make one.
        """
        generation = database.generation()
        if before is not None and before.generation == generation:
            return before
        if found := self._load(generation):
            return found
        problem: BaseException | None = None
        for base in self._bases(before):
            try:
                return self._made(database, generation, base)
            except _LOST as error:  # its files went under our hands: the next one, at last none
                problem = error
        raise StoreError(f"the search index cannot be made in {self._folder}: {problem}") from problem

    def _bases(self, before: Snapshot | None) -> Iterator[Snapshot | None]:
        newest = next((found for found in map(self._load, self._generations()) if found), None)
        yield from (base for base in (before, newest) if base)
        yield None

    def renewed(self, database: Database) -> Snapshot:
        """The present generation made from the database alone; nothing else stays in the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self.current(database, None)

    def problems(self, database: Database) -> list[str]:
        """What is wrong with the present generation's files, a sentence each."""
        generation = database.generation()
        folder = self._folder / str(generation)
        if not folder.exists():
            return []
        found = self._load(generation)
        if found is None:
            return [f"{folder} is damaged; it is rebuilt when the store is next searched"]
        there = database.passage_ids()
        if not np.array_equal(np.sort(found.vectors.ids()), there) or len(found.words) != len(there):
            return [f"{folder} does not hold the passages of the database; delete it"]
        return []

    def close(self) -> None:
        """Clear away what was made beside a store that may only be read."""
        if self._own is not None:
            self._own.cleanup()

    def _generations(self) -> list[int]:
        if not self._folder.is_dir():
            return []
        return sorted((int(p.name) for p in self._folder.iterdir() if p.name.isdigit()), reverse=True)

    def _load(self, generation: int) -> Snapshot | None:
        folder = self._folder / str(generation)
        try:
            manifest = json.loads((folder / "manifest.json").read_text())
            if manifest["format"] != _FORMAT or manifest["files"] != _checksums(folder):
                return None
            vectors = VectorIndex.read(folder / "vectors.faiss", manifest["trained"])
            if vectors.dimension != self._dimension:
                return None
            return Snapshot(generation, vectors, WordIndex(folder / "words"))
        except _LOST:
            return None

    def _made(self, database: Database, generation: int, base: Snapshot | None) -> Snapshot:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix="making-", dir=self._folder))
        except PermissionError:  # a store that this user may only read
            self._own = self._own or tempfile.TemporaryDirectory(prefix="qa_bot-")
            self._folder = Path(self._own.name)
            work = Path(tempfile.mkdtemp(prefix="making-", dir=self._folder))
        try:
            made = self._filled(work, database, generation, base)
            self._publish(work, made)
            return made
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise

    def _filled(self, work: Path, database: Database, generation: int, base: Snapshot | None) -> Snapshot:
        now = database.passage_ids()
        before = base.vectors.ids() if base else np.empty(0, dtype=np.int64)
        gone, new = np.setdiff1d(before, now), np.setdiff1d(now, before)
        words = WordIndex(work / "words", copy_of=base.words if base else None)
        with words.writing() as writer:
            writer.remove(gone)
            for at in range(0, len(new), _LOT):
                writer.add(database.passages(new[at : at + _LOT].tolist()))
        vectors = base.vectors.grown(len(now)) if base else None
        if vectors is None:
            vectors, new = VectorIndex.empty(self._dimension, now, database.passage_vectors), now
        else:
            vectors.remove(gone)
        for at in range(0, len(new), _LOT):
            vectors.add(*database.passage_vectors(new[at : at + _LOT].tolist()))
        vectors.write(work / "vectors.faiss")
        manifest = {
            "format": _FORMAT,
            "generation": generation,
            "trained": vectors.trained,
            "files": _checksums(work),
        }
        (work / "manifest.json").write_text(json.dumps(manifest))
        return Snapshot(generation, vectors, words)

    def _publish(self, work: Path, made: Snapshot) -> None:
        final = self._folder / str(made.generation)
        if final.exists() and self._load(made.generation) is None:
            shutil.rmtree(final, ignore_errors=True)
        try:
            work.rename(final)
        except OSError:  # another process was first, with the same content
            shutil.rmtree(work, ignore_errors=True)
        made.words.moved(final / "words")
        for old in self._generations():
            if old < made.generation:
                shutil.rmtree(self._folder / str(old), ignore_errors=True)
        for left in self._folder.glob("making-*"):
            try:
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(left, ignore_errors=True)
            except OSError:  # it was renamed just now
                continue


def _checksums(folder: Path) -> dict[str, str]:
    sums = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if name != "manifest.json" and not name.endswith(".lock"):
                sums[path.relative_to(folder).as_posix()] = sha256(path)
    return sums
