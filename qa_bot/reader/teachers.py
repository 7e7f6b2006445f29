"""Teachers: trained readers whose answers to every window a run learns beside the true ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa_bot.reader.packed import WindowsOnDevice

_BATCH = 256


@dataclass(frozen=True)
class Lesson:
    """What the teachers say to one batch: their mean logits of start and end, (batch, length) each."""

    starts: Any
    ends: Any
    mask: Any
    share: float
    temperature: float

    def loss(self, output: Any) -> Any:
        """(1 - share) of the loss on the true answers, share of the divergence from the teachers.

        Hinton et al. 2015: both sides softened by the temperature T, gradients brought to size by T².
        """
        told = [
            self._divergence(output.start_logits, self.starts),
            self._divergence(output.end_logits, self.ends),
        ]
        return (1 - self.share) * output.loss + self.share * sum(told) / 2

    def _divergence(self, learnt: Any, taught: Any) -> Any:
        import torch

        softened = torch.log_softmax(self._inside(learnt.float()) / self.temperature, dim=-1)
        target = torch.log_softmax(self._inside(taught.float()) / self.temperature, dim=-1)
        divergence = torch.nn.functional.kl_div(softened, target, reduction="batchmean", log_target=True)
        return divergence * self.temperature**2

    def _inside(self, logits: Any) -> Any:
        return logits.masked_fill(self.mask == 0, -1e4)


class Teachers:
    """Mean logits of several readers over all windows, worked out once; float16, 4 bytes a token."""

    def __init__(
        self, folders: Sequence[str], windows: WindowsOnDevice, lengths: np.ndarray, device: Any, bfloat16: bool
    ) -> None:
        """Raises OSError when a folder holds no reader."""
        import torch
        from transformers import AutoModelForQuestionAnswering

        readers = [
            AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).to(device).eval()
            for folder in folders
        ]
        self._said = torch.zeros((len(lengths), int(lengths.max()), 2), dtype=torch.float16, device=device)
        by_length = np.argsort(lengths, kind="stable")
        for at in range(0, len(by_length), _BATCH):
            chosen = by_length[at : at + _BATCH].tolist()
            inputs = windows.batch(chosen)
            names = ("input_ids", "attention_mask", "token_type_ids")
            total: Any = 0
            with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=bfloat16):
                for reader in readers:
                    output = reader(**{name: inputs[name] for name in names})
                    total = total + torch.stack((output.start_logits, output.end_logits), dim=-1).float()
            self._said[torch.tensor(chosen, device=device), : total.shape[1]] = (total / len(readers)).half()

    def lesson(self, chosen: Sequence[int], inputs: dict[str, Any], share: float, temperature: float) -> Lesson:
        """What they say to the batch of the chosen windows."""
        import torch

        mask = inputs["attention_mask"]
        rows = torch.tensor(chosen, device=mask.device)
        said = self._said[rows]
        if (missing := mask.shape[1] - said.shape[1]) > 0:
            said = torch.nn.functional.pad(said, (0, 0, 0, missing))
        said = said[:, : mask.shape[1]]
        return Lesson(said[..., 0], said[..., 1], mask, share, temperature)
