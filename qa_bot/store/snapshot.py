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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.checksum import sha256
from qa_bot.store.database import Database
from qa_bot.store.words import WordIndex

#: Raise when the meaning of the files changes; caches of another format are rebuilt.
_FORMAT = 1
_LOT = 5_000


@dataclass(frozen=True)
class Snapshot:
    """Vector and word index of one generation, read only."""

    generation: int
    vectors: Any
    words: WordIndex

    def ids(self) -> np.ndarray:
        """Passage ids that the vector index holds, int64."""
        import faiss

        ids: np.ndarray = faiss.vector_to_array(self.vectors.id_map)
        return ids

    def nearest(self, vector: np.ndarray, k: int, allowed: np.ndarray | None) -> list[int]:
        """Ids of the ``k`` passages nearest to ``vector``; ``allowed`` limits the ids."""
        import faiss

        parameters: Any = None
        if allowed is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBatch(allowed)
        faiss.omp_set_num_threads(1)  # two threads were slower than one for a single query
        _, ids = self.vectors.search(vector[None, :], k, params=parameters)
        return [int(id) for id in ids[0] if id >= 0]


class Snapshots:
    """The folder of generations."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder = folder
        self._dimension = dimension

    def current(self, database: Database, before: Snapshot | None) -> Snapshot:
        """The snapshot of the database's present generation: from disk, or made from what there is.

        Call it inside ``database.reading()``. ``before`` is the snapshot at hand, if any.
        """
        generation = database.generation()
        if before is not None and before.generation == generation:
            return before
        if found := self._load(generation):
            return found
        base = before or next((s for s in map(self._load, self._generations()) if s), None)
        return self._made(database, generation, base)

    def renewed(self, database: Database) -> Snapshot:
        """The present generation made from the database alone; nothing else stays in the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self._made(database, database.generation(), None)

    def _made(self, database: Database, generation: int, base: Snapshot | None) -> Snapshot:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix="making-", dir=self._folder))
        except OSError:  # a store that this user may only read
            work = Path(tempfile.mkdtemp(prefix="qa_bot-"))
        try:
            self._make(work, database, generation, base)
            return self._publish(work, generation)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise

    def problems(self, database: Database) -> list[str]:
        """What is wrong with the present generation's files, a sentence each."""
        generation = database.generation()
        folder = self._folder / str(generation)
        if not folder.exists():
            return []
        found = self._load(generation)
        if found is None:
            return [f"{folder} is damaged; it is rebuilt when the store is next searched"]
        if not np.array_equal(np.sort(found.ids()), database.passage_ids()):
            return [f"{folder} does not hold the passages of the database; delete it"]
        return []

    def _generations(self) -> list[int]:
        if not self._folder.is_dir():
            return []
        return sorted((int(p.name) for p in self._folder.iterdir() if p.name.isdigit()), reverse=True)

    def _load(self, generation: int) -> Snapshot | None:
        import faiss

        folder = self._folder / str(generation)
        try:
            manifest = json.loads((folder / "manifest.json").read_text())
            if manifest["format"] != _FORMAT or manifest["files"] != _checksums(folder):
                return None
            # Only now: FAISS loads a file with a flipped byte without complaint.
            vectors = faiss.read_index(str(folder / "vectors.faiss"))
            if vectors.d != self._dimension:
                return None
            return Snapshot(generation, vectors, WordIndex(folder / "words"))
        except (OSError, ValueError, KeyError, TypeError, RuntimeError):
            return None

    def _make(self, work: Path, database: Database, generation: int, base: Snapshot | None) -> None:
        import faiss

        now = database.passage_ids()
        before = base.ids() if base else np.empty(0, dtype=np.int64)
        gone, new = np.setdiff1d(before, now), np.setdiff1d(now, before)
        vectors = faiss.clone_index(base.vectors) if base else faiss.IndexIDMap2(faiss.IndexFlatIP(self._dimension))
        words = WordIndex(work / "words", copy_of=base.words if base else None)
        if len(gone):
            vectors.remove_ids(faiss.IDSelectorBatch(gone))
        with words.writing() as writer:
            writer.remove(gone)
            for at in range(0, len(new), _LOT):
                found = database.passages(new[at : at + _LOT])
                vectors.add_with_ids(np.stack([v for _, v in found.values()]), np.array(list(found), dtype=np.int64))
                writer.add({id: passage for id, (passage, _) in found.items()})
        faiss.write_index(vectors, str(work / "vectors.faiss"))
        manifest = {"format": _FORMAT, "generation": generation, "files": _checksums(work)}
        (work / "manifest.json").write_text(json.dumps(manifest))

    def _publish(self, work: Path, generation: int) -> Snapshot:
        final = self._folder / str(generation)
        if work.parent == self._folder:
            if final.exists() and self._load(generation) is None:
                shutil.rmtree(final, ignore_errors=True)
            try:
                work.rename(final)
            except OSError:  # another process was first, with the same content
                shutil.rmtree(work, ignore_errors=True)
            for old in self._generations():
                if old < generation:
                    shutil.rmtree(self._folder / str(old), ignore_errors=True)
        else:
            self._folder, final = work, work / str(generation)
            final.mkdir()
            for name in ("vectors.faiss", "words", "manifest.json"):
                (work / name).rename(final / name)
        made = self._load(generation)
        assert made is not None, "the snapshot just written does not load"
        return made


def _checksums(folder: Path) -> dict[str, str]:
    sums = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if name != "manifest.json" and not name.endswith(".lock"):
                sums[path.relative_to(folder).as_posix()] = sha256(path)
    return sums
