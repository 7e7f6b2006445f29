"""Reranker: reads question and passage together and puts the first of what a search found into a better order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

import numpy as np

from qa_bot.errors import RerankerError

_BATCH = 16


@runtime_checkable
class Reranker(Protocol):
    """What QABot needs of a reranker."""

    @property
    def name(self) -> str: ...

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """How well each of the texts fits the question: float32 (n,), more is better, on any scale."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder, by hub name or folder; safetensors weights only, no code of its own.

    Raises RerankerError when it cannot be loaded, or gives more than one score a pair.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import CrossEncoder

            model = CrossEncoder(self.name, trust_remote_code=False, model_kwargs={"use_safetensors": True})
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0]
            raise RerankerError(f"Cannot load the reranker {self.name!r}: {reason}") from error
        if model.num_labels != 1:
            raise RerankerError(
                f"{self.name!r} gives {model.num_labels} scores for a pair of texts; a reranker gives one"
            )
        return model

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """See Reranker."""
        pairs = [(question, text) for text in texts]
        return np.asarray(self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False), dtype=np.float32)
