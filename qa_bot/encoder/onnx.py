"""The default encoder, all-MiniLM-L6-v2, run by onnxruntime: starts in half a second, needs no torch."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.encoder import DEFAULT, Progress
from qa_bot.encoder.weights import SHA256, default_model_folder, default_tokenizer
from qa_bot.errors import EncoderError

#: Word pieces seen of a text; the splitter's passages and their header fit.
MAX_LENGTH = 256
_BATCH = 16
_DIMENSION = 384
#: Part of the cache's name: raise it when the export below changes.
_EXPORT = 1


class OnnxEncoder:
    """all-MiniLM-L6-v2: mean-pooled, unit-length vectors of 384 dimensions.

    The graph is exported from the official weights once per machine, into the user's cache
    folder (``QA_BOT_CACHE`` moves it), which takes some 15 seconds; then it is only loaded.
    """

    name = DEFAULT
    dimension = _DIMENSION
    fingerprint = SHA256[:16]

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of questions, float32 (n, 384)."""
        return self._encode(texts, None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Vectors of passages, float32 (n, 384); ``progress`` gets (done, all) after each batch."""
        return self._encode(texts, progress)

    def _encode(self, texts: Sequence[str], progress: Progress | None) -> np.ndarray:
        vectors = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        encodings = [self._tokenize(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i]))  # like lengths: little padding
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            longest = max(len(encodings[row]) for row in rows)
            ids = np.zeros((len(rows), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for i, row in enumerate(rows):
                ids[i, : len(encodings[row])] = encodings[row]
                mask[i, : len(encodings[row])] = 1
            vectors[rows] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            if progress:
                progress(at + len(rows), len(texts))
        return vectors

    def _tokenize(self, text: str) -> list[int]:
        ids: list[int] = default_tokenizer().encode(text[: MAX_LENGTH * 40]).ids
        return ids if len(ids) <= MAX_LENGTH else [*ids[: MAX_LENGTH - 1], ids[-1]]

    @cached_property
    def _session(self) -> Any:
        return inference_session(exported_encoder())


def inference_session(path: Path) -> Any:
    """An onnxruntime session on the CPU for the model in ``path``."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # its warnings on graph shapes say nothing to a user
    options.intra_op_num_threads = min(4, os.cpu_count() or 1)
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def cache_folder() -> Path:
    """Where what can be made again is kept: ``QA_BOT_CACHE``, or qa_bot in the user's cache."""
    if given := os.environ.get("QA_BOT_CACHE"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "qa_bot"


def exported_encoder() -> Path:
    """The default encoder as an ONNX file, exported now if it is not there whole."""
    folder = cache_folder() / f"encoder-{SHA256[:12]}-{_EXPORT}"
    path, manifest = folder / "encoder.onnx", folder / "manifest.json"
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == json.loads(manifest.read_text())["sha256"]:
                return path
    except (OSError, ValueError, KeyError):
        pass
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            made = Path(work) / "encoder.onnx"
            _export(default_model_folder(), made)
            digest = hashlib.sha256(made.read_bytes()).hexdigest()
            made.replace(path)
        manifest.write_text(json.dumps({"sha256": digest}))
    except OSError as error:
        raise EncoderError(
            f"Cannot write the encoder to {folder} ({error}); set QA_BOT_CACHE to a folder that can be written"
        ) from error
    return path


def _export(source: Path, target: Path) -> None:
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        """Mean of the token vectors, made unit length: modules.json of the original."""

        def __init__(self, model: torch.nn.Module) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            tokens = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * weights).sum(1) / weights.sum(1)
            return torch.nn.functional.normalize(mean, dim=1)

    model = Pooled(AutoModel.from_pretrained(str(source), attn_implementation="eager")).eval()
    example = torch.ones((2, 8), dtype=torch.int64)
    export_onnx(model, (example, example), target, ["input_ids", "attention_mask"], {"vector": {0: "batch"}})


def export_onnx(
    model: Any, example: tuple[Any, ...], target: Path, inputs: list[str], outputs: dict[str, dict[int, str]]
) -> None:
    """Trace ``model`` into an ONNX file with batch and length left open."""
    import warnings

    import torch

    axes = {name: {0: "batch", 1: "length"} for name in inputs} | outputs
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracer's remarks on shapes that are constant by design
        torch.onnx.export(
            model,
            example,
            str(target),
            input_names=inputs,
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
