"""The order in which a training run sees its windows: a function of the seed alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np


def batches(lengths: np.ndarray, size: int, seed: int, skip: int = 0) -> Iterator[list[int]]:
    """Batches of ``size`` positions in ``lengths`` for ever, the first ``skip`` left out.

    ``lengths``, (windows,), is how long each is. Each epoch is shuffled anew; within every 64
    batches, windows of like length come together, which saves the padding.
    """
    return islice(_batches(lengths, size, seed), skip, None)


def _batches(lengths: np.ndarray, size: int, seed: int) -> Iterator[list[int]]:
    epoch = 0
    while True:
        rng = np.random.default_rng((seed, epoch))
        order = rng.permutation(len(lengths))
        for at in range(0, len(order), size * 64):
            part = order[at : at + size * 64]
            alike = part[np.argsort(lengths[part], kind="stable")]
            groups = [alike[i : i + size] for i in range(0, len(alike), size)]
            for group in rng.permutation(len(groups)):
                yield groups[group].tolist()
        epoch += 1
