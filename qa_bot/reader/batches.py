"""The order in which a training run sees its windows: a function of the seed alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from qa_bot.reader.windows import Window


def batches(inputs: list[Window], size: int, seed: int, skip: int = 0) -> Iterator[list[Window]]:
    """Batches of ``size`` windows for ever, the first ``skip`` left out.

    Each epoch is shuffled anew; within every 64 batches, windows of like length come
    together, which saves the padding.
    """
    return islice(_batches(inputs, size, seed), skip, None)


def _batches(inputs: list[Window], size: int, seed: int) -> Iterator[list[Window]]:
    epoch = 0
    while True:
        rng = random.Random(f"{seed}/{epoch}")
        order = list(range(len(inputs)))
        rng.shuffle(order)
        for at in range(0, len(order), size * 64):
            alike = sorted(order[at : at + size * 64], key=lambda i: len(inputs[i].ids))
            parts = [alike[i : i + size] for i in range(0, len(alike), size)]
            rng.shuffle(parts)
            for part in parts:
                yield [inputs[i] for i in part]
        epoch += 1
