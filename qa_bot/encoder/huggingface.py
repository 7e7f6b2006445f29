"""Any sentence-transformers model as the encoder, by hub name or local folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from qa_bot.encoder import Progress
from qa_bot.errors import EncoderError

_BATCH = 16


class HuggingFaceEncoder:
    """A sentence-transformers model; safetensors weights only, no code from the model's repository.

    Prompts that the model brings for queries and for documents are used.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(
                self.name, device=None, trust_remote_code=False, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0]
            raise EncoderError(f"Cannot load the encoder {self.name!r}: {reason}") from error

    @cached_property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._model.get_embedding_dimension())

    @cached_property
    def fingerprint(self) -> str:
        """Hash of a few vectors: another set of weights under the same name gives another."""
        probe = np.round(self.encode_passages(["one", "The minister resigned on Friday."]), 2)
        return hashlib.sha256(probe.tobytes()).hexdigest()[:16]

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of questions, float32 (n, dimension)."""
        vectors = self._model.encode_query(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Vectors of passages, float32 (n, dimension); ``progress`` gets (done, all)."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            vectors[rows] = self._model.encode_document(
                [texts[row] for row in rows], batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
            if progress:
                progress(at + len(rows), len(texts))
        return vectors
