"""Packed windows: all model inputs of a training run in a few flat arrays, which a GPU can hold whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa_bot.reader.windows import Window


@dataclass(frozen=True, slots=True)
class PackedWindows:
    """Windows one behind the other.

    ``ids`` is uint16, (all tokens,); window ``i`` is ``ids[starts[i]:starts[i + 1]]``, of which the first ``asked[i]``
    tokens are the question. ``first`` and ``last`` are the answer's token positions, 0 where there is none; all three
    are uint16, (windows,), and ``starts`` is int64, (windows + 1,).
    """

    ids: np.ndarray
    starts: np.ndarray
    asked: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, windows: Iterable[Window]) -> PackedWindows:
        """The windows in the order given; word piece ids have to be below 65,536."""
        ids: list[np.ndarray] = []
        numbers: list[tuple[int, int, int]] = []
        for window in windows:
            ids.append(np.array(window.ids, dtype=np.uint16))
            numbers.append((len(window.types) - sum(window.types), window.first, window.last))
        lengths = [0, *map(len, ids)]
        asked, first, last = np.array(numbers, dtype=np.uint16).reshape(-1, 3).T
        return cls(
            np.concatenate([*ids, np.empty(0, np.uint16)]),
            np.cumsum(lengths, dtype=np.int64),
            asked.copy(),
            first.copy(),
            last.copy(),
        )

    def __len__(self) -> int:
        return len(self.first)

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each window: int64, (windows,)."""
        return np.diff(self.starts)

    def on(self, device: Any) -> WindowsOnDevice:
        """The windows as tensors on a torch device."""
        return WindowsOnDevice(self, device)


class WindowsOnDevice:
    """Hands out batches of packed windows without leaving the device."""

    def __init__(self, windows: PackedWindows, device: Any) -> None:
        import torch

        self._lengths = windows.lengths
        self._device = device
        self._ids = torch.from_numpy(windows.ids.astype(np.int32)).to(device)
        self._starts = torch.from_numpy(windows.starts[:-1]).to(device)
        self._numbers = torch.from_numpy(
            np.stack([self._lengths, windows.asked, windows.first, windows.last]).astype(np.int64)
        ).to(device)

    def batch(self, chosen: Sequence[int], multiple: int = 1) -> dict[str, Any]:
        """Model inputs and answer positions of the chosen windows, padded to a multiple of so many tokens."""
        import torch

        longest = -(-int(self._lengths[list(chosen)].max()) // multiple) * multiple
        rows = torch.tensor(chosen, device=self._device)
        lengths, asked, first, last = self._numbers[:, rows, None]
        columns = torch.arange(longest, device=self._device)[None, :]
        inside = columns < lengths
        ids = self._ids[torch.where(inside, self._starts[rows, None] + columns, 0)]
        return {
            "input_ids": torch.where(inside, ids, 0).long(),
            "attention_mask": inside.long(),
            "token_type_ids": (inside & (columns >= asked)).long(),
            "start_positions": first[:, 0],
            "end_positions": last[:, 0],
        }
