"""Span models: a question and texts, to the spans that may answer it and the margin over "no answer"."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from qa_bot.checksum import sha256
from qa_bot.encoder.onnx import cores, inference_session
from qa_bot.errors import ReaderError
from qa_bot.reader.cascade import Cascade, worth_reading
from qa_bot.reader.graphs import GRAPHS
from qa_bot.reader.spans import Span, best_spans
from qa_bot.reader.windows import Cutter, Window, pad

#: The reader that the project ships.
SHIPPED = Path(__file__).parent / "model"
#: What its folder holds beside ``reader.json``.
FILES = (*GRAPHS, "tokenizer.json")
#: And, when one was fitted, what says after the lower half which passages are read on.
CASCADE = "cascade.safetensors"
_BATCH = 8


class SpanModel(Protocol):
    """Finds answer spans in texts."""

    def spans(
        self, question: str, texts: Sequence[str], k: int = 3, titles: Sequence[str] | None = None
    ) -> list[list[Span]]:
        """For each text its ``k`` best spans, best first, in characters of that text.

        ``titles`` are the headlines of the texts' articles, "" where one has none.
        """
        ...


class OnnxSpanModel:
    """The reader in ``folder`` as ``qa_bot.reader.export`` wrote it, run by onnxruntime."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.folder = folder

    @cached_property
    def card(self) -> dict[str, Any]:
        """``reader.json``: hashes and calibration. Raises ReaderError when a file is missing or altered."""
        path = self.folder / "reader.json"
        try:
            card: dict[str, Any] = json.loads(path.read_text())
            expected = card["sha256"]
        except (OSError, ValueError, KeyError) as error:
            raise ReaderError(f"{path} is missing or damaged ({error}): install qa_bot again") from error
        for name in dict.fromkeys((*FILES, *expected)):
            try:
                found = sha256(self.folder / name)
            except OSError as error:
                raise ReaderError(f"{self.folder / name} cannot be read ({error}): install qa_bot again") from error
            if found != expected.get(name):
                raise ReaderError(
                    f"{self.folder / name} was altered or cut short: SHA-256 {found}, "
                    f"expected {expected.get(name)}; install qa_bot again"
                )
        return card

    def spans(
        self, question: str, texts: Sequence[str], k: int = 3, titles: Sequence[str] | None = None
    ) -> list[list[Span]]:
        """See SpanModel; a text that the cascade puts aside has none."""
        windows = list(self.cutter.cut([question] * len(texts), texts, titles))
        states = self.lower(windows)
        kept: Sequence[int] = range(len(windows))
        if self._cascade:
            kept = worth_reading(
                [self._cascade.estimate(hidden[0], w) for (hidden, _), w in zip(states, windows, strict=True)]
            )
        read = [windows[at] for at in kept]
        return collect(read, self.upper([states[at] for at in kept]), len(texts), k)

    def lower(self, windows: Sequence[Window]) -> list[tuple[np.ndarray, np.ndarray]]:
        """What the lower half of the layers makes of each window: hidden states (1, tokens, size) and mask.

        One window at a time on each core: the 8-bit graphs scale their activations over all they are given, so that
        in a batch a margin would depend on the other passages; and nothing is padded.
        """
        session = self._sessions[0]
        return list(self._threads.map(lambda window: tuple(session.run(["hidden", "mask"], pad([window]))), windows))

    def upper(self, states: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
        """Start and end logits, (tokens, 2), of what ``lower`` gave."""
        session = self._sessions[1]
        return list(
            self._threads.map(lambda state: session.run(None, {"hidden": state[0], "mask": state[1]})[0][0], states)
        )

    @cached_property
    def _sessions(self) -> list[Any]:
        assert self.card
        return [inference_session(self.folder / name, 1) for name in GRAPHS]

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(cores(), thread_name_prefix="reader")

    @cached_property
    def _cascade(self) -> Cascade | None:
        return Cascade.load(self.folder / CASCADE) if CASCADE in self.card["sha256"] else None

    @cached_property
    def cutter(self) -> Cutter:
        """Cuts questions and texts into this model's windows."""
        from tokenizers import Tokenizer

        assert self.card
        return Cutter(Tokenizer.from_file(str(self.folder / "tokenizer.json")))


class HuggingFaceSpanModel:
    """Any extractive QA model of the Hugging Face hub, or a folder with one; safetensors only."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.card: dict[str, Any] = {}

    @cached_property
    def _loaded(self) -> tuple[Cutter, Any]:
        try:
            import torch
            from transformers import AutoModelForQuestionAnswering, AutoTokenizer

            tokenizer = AutoTokenizer.from_pretrained(self.name, use_fast=True, trust_remote_code=False)
            # Half precision, as many models are stored, is many times slower on a CPU.
            model = AutoModelForQuestionAnswering.from_pretrained(
                self.name, dtype=torch.float32, use_safetensors=True, trust_remote_code=False
            )
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0]
            raise ReaderError(f"Cannot load the reader {self.name!r}: {reason}") from error
        room = int(getattr(model.config, "max_position_embeddings", 512)) - 2
        return Cutter(tokenizer.backend_tokenizer, min(384, room)), model.eval()

    def spans(
        self, question: str, texts: Sequence[str], k: int = 3, titles: Sequence[str] | None = None
    ) -> list[list[Span]]:
        """See SpanModel. The titles are left out: models of others were not trained with them."""
        cut = sorted(self._loaded[0].cut([question] * len(texts), texts), key=lambda window: len(window.ids))
        logits = [scores for at in range(0, len(cut), _BATCH) for scores in self._logits(cut[at : at + _BATCH])]
        return collect(cut, logits, len(texts), k)

    def _logits(self, batch: Sequence[Window]) -> np.ndarray:
        import torch

        model = self._loaded[1]
        inputs = {name: torch.from_numpy(array) for name, array in pad(batch).items()}
        if getattr(model.config, "type_vocab_size", 2) < 2:  # RoBERTa and its kin know one segment
            del inputs["token_type_ids"]
        with torch.inference_mode():
            output = model(**inputs)
        logits: np.ndarray = torch.stack((output.start_logits, output.end_logits), dim=-1).float().numpy()
        return logits


def collect(windows: Sequence[Window], logits: Iterable[np.ndarray], texts: int, k: int) -> list[list[Span]]:
    """The ``k`` best spans of each text, of its windows and their logits, (tokens, 2)."""
    found: list[list[Span]] = [[] for _ in range(texts)]
    for window, scores in zip(windows, logits, strict=True):
        found[window.source] += best_spans(window, scores[:, 0], scores[:, 1], k)
    return [sorted(spans, key=lambda span: (-span.margin, span.start, span.end))[:k] for spans in found]
