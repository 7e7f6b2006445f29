"""The cascade: passages that will not give the answer are put aside after half of the reader's layers.

Of ten passages that a search brings up most are about something else, which the lower layers see already (Soldaini and
Moschitti 2020, "The Cascade Transformer: an Application for Efficient Answer Sentence Selection"). What the lower half
makes of a passage is turned into an estimate of the margin that the whole reader would give it, and only the passages
that may still matter go through the upper half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_bot.errors import ReaderError
from qa_bot.reader.windows import Window

#: A passage is read on when its estimated margin lies at most this far below the best one's ... (both in logits of the
#: shipped reader, whose ``reader.json`` says how many best passages are kept so, and how many are read)
WITHIN = 10.0
#: ... or above this: it may hold one item of a list, or say otherwise.
ABOVE = -8.0


@dataclass(frozen=True, slots=True)
class Cascade:
    """Estimates a passage's margin over "no answer" from the hidden states of the reader's lower half.

    ``tokens`` and ``first``, (size, units): what is looked for in each token of the passage, of which the
    strongest counts, and in the [CLS] token; ``tokens_bias`` and ``first_bias``, (units,); ``out``, (2 · units,)
    and ``out_bias``, (1,), weigh the two.
    """

    tokens: np.ndarray
    tokens_bias: np.ndarray
    first: np.ndarray
    first_bias: np.ndarray
    out: np.ndarray
    out_bias: np.ndarray

    @classmethod
    def load(cls, path: Path) -> Cascade:
        """From ``path``, a safetensors file. Raises ReaderError when it holds something else."""
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            return cls(**load_file(path))
        except (SafetensorError, TypeError) as error:
            raise ReaderError(f"{path} holds no cascade ({error}): fit it again, or install qa_bot again") from error

    def save(self, path: Path) -> None:
        """Write it as a safetensors file."""
        from safetensors.numpy import save_file

        save_file({name: np.ascontiguousarray(getattr(self, name)) for name in self.__slots__}, path)

    def estimate(self, hidden: np.ndarray, window: Window) -> float:
        """The margin to expect for a window, given its ``hidden`` states, (tokens, size)."""
        inside = hidden[passage_tokens(window)]
        if not len(inside):
            return -np.inf
        strongest = np.maximum(inside @ self.tokens + self.tokens_bias, 0).max(axis=0)
        whole = np.maximum(hidden[0] @ self.first + self.first_bias, 0)
        return float(np.concatenate([strongest, whole]) @ self.out + self.out_bias[0])


def passage_tokens(window: Window) -> list[int]:
    """The positions in a window that are passage, not question."""
    return [position for position, (start, _) in enumerate(window.offsets) if start >= 0]


def worth_reading(estimates: Sequence[float]) -> list[int]:
    """The positions of those windows that are to be read to the end."""
    least = min(max(estimates, default=0.0) - WITHIN, ABOVE)
    return [position for position, estimate in enumerate(estimates) if estimate >= least]
