"""The default encoder, all-MiniLM-L6-v2, run by onnxruntime: starts in half a second, needs no torch."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.checksum import sha256
from qa_bot.encoder import DEFAULT, Progress
from qa_bot.encoder.weights import SHA256, default_model_folder, default_tokenizer
from qa_bot.errors import EncoderError

_log = logging.getLogger(__name__)
#: Word pieces seen of a text; the splitter's passages and their header fit.
MAX_LENGTH = 256
_GRAPHS = ("full.onnx", "int8.onnx")
#: Part of the fingerprint: raise it when the export below, and with it the vectors, change.
_EXPORT = 1


class OnnxEncoder:
    """all-MiniLM-L6-v2: mean-pooled, unit-length vectors of 384 dimensions.

    Questions go through the full-precision graph, passages, which come by the thousand,
    through one with 8-bit weights (cosine to the full one .993, twice as fast). Both are
    made from the official weights once per machine, into the user's cache folder
    (``QA_BOT_CACHE`` moves it), which takes some 20 seconds; then they are only loaded.
    """

    name = DEFAULT
    dimension = 384
    fingerprint = f"{SHA256[:12]}-{_EXPORT}"

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of questions, float32 (n, 384)."""
        return self._stack([self._run(self._full, text) for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Vectors of passages, float32 (n, 384); ``progress`` gets (done, all) after each.

        One text at a time on each core: the 8-bit graph scales its activations over all it
        is given, so that in a batch a vector would depend on its neighbours; and it is
        faster than batches, which pad.
        """
        vectors = []
        with ThreadPoolExecutor(cores()) as pool:
            for vector in pool.map(lambda text: self._run(self._quick, text), texts):
                vectors.append(vector)
                if progress:
                    progress(len(vectors), len(texts))
        return self._stack(vectors)

    def _stack(self, vectors: list[np.ndarray]) -> np.ndarray:
        return np.stack(vectors) if vectors else np.empty((0, self.dimension), dtype=np.float32)

    def _run(self, session: Any, text: str) -> np.ndarray:
        ids = np.array([self._tokenize(text)], dtype=np.int64)
        vector: np.ndarray = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        return vector

    def _tokenize(self, text: str) -> list[int]:
        ids: list[int] = default_tokenizer().encode(text[: MAX_LENGTH * 40]).ids
        return ids if len(ids) <= MAX_LENGTH else [*ids[: MAX_LENGTH - 1], ids[-1]]

    @cached_property
    def _full(self) -> Any:
        return inference_session(exported_encoder() / "full.onnx", cores())

    @cached_property
    def _quick(self) -> Any:
        return inference_session(exported_encoder() / "int8.onnx", 1)


def cores() -> int:
    """How many cores this process may use, which in a container or under ``taskset`` is fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


#: What onnxruntime fuses these into is scalar code, slower than the parts that it would stand for.
_SLOW_FUSIONS = ["SkipLayerNormFusion", "BiasGeluFusion"]


def inference_session(path: Path, threads: int) -> Any:
    """An onnxruntime session on the CPU, ``threads`` for each run, for the model in ``path``."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # its warnings on graph shapes say nothing to a user
    options.intra_op_num_threads = min(4, threads)
    # Threads that wait awake take the cores from whoever else asks at the same time.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW_FUSIONS
    )


def cache_folder() -> Path:
    """Where what can be made again is kept: ``QA_BOT_CACHE``, or qa_bot in the user's cache."""
    if given := os.environ.get("QA_BOT_CACHE"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "qa_bot"


@cache
def exported_encoder() -> Path:
    """The folder with the default encoder as ONNX files, exported now if they are not there whole."""
    folder = cache_folder() / f"encoder-{OnnxEncoder.fingerprint}"
    manifest = folder / "manifest.json"
    try:
        if json.loads(manifest.read_text()) == _checksums(folder):
            return folder
    except (OSError, ValueError):
        pass
    _log.warning("Preparing the encoder, once on this machine: about 20 seconds")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as work:
            _export(default_model_folder(), Path(work))
            sums = _checksums(Path(work))
            for name in _GRAPHS:
                (Path(work) / name).replace(folder / name)
        manifest.write_text(json.dumps(sums))
    except OSError as error:
        raise EncoderError(
            f"Cannot write the encoder to {folder} ({error}); set QA_BOT_CACHE to a folder that can be written"
        ) from error
    return folder


def _checksums(folder: Path) -> dict[str, str]:
    return {name: sha256(folder / name) for name in _GRAPHS}


def _export(source: Path, folder: Path) -> None:
    import torch
    from transformers import AutoModel
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]

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
    full = folder / "full.onnx"
    export_onnx(model, (example, example), full, ["input_ids", "attention_mask"], {"vector": {0: "batch"}})
    quantise(full, folder / "int8.onnx")


def quantise(full: Path, target: Path) -> None:
    """Write the ONNX model with 8-bit weights, one scale per channel (per tensor loses: cosine .946)."""
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it recommends a step that changes nothing here
    try:
        # Reduced range: without VNNI, the 8-bit products of AVX2 saturate at full range.
        quantize_dynamic(
            full,
            target,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # what fused operations give
        )
    finally:
        logging.disable(logging.NOTSET)


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
