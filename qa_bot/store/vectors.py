"""The vector index: FAISS, flat while that is quick, with inverted lists and 8-bit codes above."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

#: Passages up to which every vector is compared.
FLAT_UP_TO = 100_000
#: Lists searched when nothing is filtered out, and how many times more ids than asked for are given back, to be scored
#: exactly. Of 120,000 vectors around 1,000 topics .95 of the true 100 nearest are found so in 2 ms (.93 with 32 lists,
#: .96 with 256); where vectors have next to no topics it is less, .73 with 64.
_PROBES = 128
_SURPLUS = 2
#: Lists are laid out for the passages there were; when there are this many times more, they are laid out anew.
_GROWTH = 4
#: Vectors a list that the layout is learned from; k-means wants about 40.
_SAMPLE = 40
_MOST_LISTS = 4096


class VectorIndex:
    """Passage ids by vector. ``trained`` is the number of passages that the lists were laid out for, 0 when flat."""

    def __init__(self, index: Any, trained: int = 0) -> None:
        self._index = index
        self.trained = trained

    @classmethod
    def empty(
        cls, dimension: int, ids: np.ndarray, vectors: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
    ) -> VectorIndex:
        """An index that fits the passages ``ids`` and holds none yet; ``vectors(ids)`` gives (ids, float32 (n, d))."""
        import faiss

        if len(ids) <= FLAT_UP_TO:
            return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))
        lists = min(2 ** round(math.log2(4 * math.sqrt(len(ids)))), _MOST_LISTS)
        index: Any = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        index.cp.max_points_per_centroid = _SAMPLE
        index.cp.min_points_per_centroid = 1
        step = max(1, len(ids) // (_SAMPLE * lists))
        index.train(vectors(ids[::step])[1])
        return cls(index, len(ids))

    def grown(self, count: int) -> VectorIndex | None:
        """A copy to be changed until it holds ``count`` passages; None when those want another layout."""
        import faiss

        if (count > FLAT_UP_TO) != bool(self.trained) or (self.trained and count > _GROWTH * self.trained):
            return None
        return VectorIndex(faiss.clone_index(self._index), self.trained)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._index.d)

    def ids(self) -> np.ndarray:
        """Passage ids in the index, int64."""
        import faiss

        if not self.trained:
            ids: np.ndarray = faiss.vector_to_array(self._index.id_map)
            return ids
        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(number), size).copy()
            for number in range(self._index.nlist)
            if (size := lists.list_size(number))
        ]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)

    def add(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Add passages: ids int64 (n,), vectors float32 (n, dimension)."""
        if len(ids):
            self._index.add_with_ids(vectors, ids)

    def remove(self, ids: np.ndarray) -> None:
        """Take passages out."""
        import faiss

        if len(ids):
            self._index.remove_ids(faiss.IDSelectorBatch(ids))

    def nearest(self, vector: np.ndarray, k: int, allowed: np.ndarray | None = None) -> list[int]:
        """Ids of the ``k`` nearest passages; more of them where the index is only near to exact.

        ``allowed`` limits the ids; the fewer they are, the more lists are searched for them.
        """
        import faiss

        parameters: Any
        selector = faiss.IDSelectorBatch(allowed) if allowed is not None else None
        if self.trained:
            share = len(allowed) / max(1, len(self)) if allowed is not None else 1.0
            probes = min(self._index.nlist, math.ceil(_PROBES / max(share, 1e-9)))
            parameters = faiss.SearchParametersIVF()
            parameters.nprobe = probes
            k *= _SURPLUS
        else:
            parameters = faiss.SearchParameters()
        parameters.sel = selector
        faiss.omp_set_num_threads(1)  # two threads were slower than one for a single query
        _, ids = self._index.search(vector[None, :], min(k, max(1, len(self))), params=parameters)
        return [int(id) for id in ids[0] if id >= 0]

    def write(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss

        faiss.write_index(self._index, str(path))

    @classmethod
    def read(cls, path: Path, trained: int) -> VectorIndex:
        """The index in a file, whose checksum must have been checked: FAISS takes a flipped byte without complaint."""
        import faiss

        return cls(faiss.read_index(str(path)), trained)
