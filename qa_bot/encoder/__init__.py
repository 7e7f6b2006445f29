"""Encoder: texts to unit vectors whose dot product is their likeness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np

#: The name under which the default encoder is known to stores and command lines.
DEFAULT = "all-MiniLM-L6-v2"

Progress = Callable[[int, int], None]


@runtime_checkable
class Encoder(Protocol):
    """What a store needs of an encoder.

    ``fingerprint`` changes when the vectors would: a store refuses another encoder's
    vectors. Both methods return a float32 array of shape (len(texts), dimension) whose rows
    have length 1.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray: ...
    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray: ...


def load_encoder(name: str = DEFAULT) -> Encoder:
    """The default encoder, or any sentence-transformers model by hub name or local folder.

    Raises EncoderError when it cannot be loaded.
    """
    if name == DEFAULT:
        from qa_bot.encoder.onnx import OnnxEncoder

        return OnnxEncoder()
    from qa_bot.encoder.huggingface import HuggingFaceEncoder

    return HuggingFaceEncoder(name)
