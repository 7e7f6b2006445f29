"""Train a span reader:  python -m qa_bot.reader.train --data FILE... --out DIR

The model is a BERT-style encoder with one linear layer that scores each token as the
start and as the end of the answer; "no answer" is the span of the [CLS] token (Devlin et
al. 2019, section 4.3). The run may be cut at any time: the same command goes on from its
last checkpoint and ends with the same weights. What it leaves in DIR:

    model/            weights (safetensors), config and tokenizer, loadable with transformers
    checkpoint.safetensors   weights and optimizer moments of the last checkpoint
    held_out.jsonl    the questions kept back, which the curve is measured on; good to calibrate with
    record.json       data hashes, settings, hours, device, learning curve
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from qa_bot.checksum import sha256
from qa_bot.reader.batches import batches
from qa_bot.reader.checkpoint import resume, save
from qa_bot.reader.examples import (
    Example,
    hard_negatives,
    read_examples,
    read_written,
    split_by_article,
    write_examples,
)
from qa_bot.reader.score import score
from qa_bot.reader.windows import MAX_LENGTH, Cutter, Window, locate, pad


@dataclass
class Settings:
    """Everything that decides which weights come out."""

    data: list[str]
    start: str
    examples: int
    batch: int = 16
    learning_rate: float = 1.2e-4
    final_rate: float = 0.0
    warmup: float = 0.03
    weight_decay: float = 0.01
    wrong_passages: float = 0.1
    dropout: float = 0.0
    precision: str = "auto"
    compile: bool = False
    seed: int = 1
    max_length: int = MAX_LENGTH
    held_out: str = "600"
    leave_out: str = ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line of the recipe."""
    parser = argparse.ArgumentParser(prog="python -m qa_bot.reader.train", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--data", nargs="+", required=True, help="SQuAD-style JSONL files; FILE:0.5 takes a random half of FILE"
    )
    parser.add_argument("--out", required=True, type=Path, help="folder for weights, checkpoint and record")
    parser.add_argument(
        "--start",
        default="default",
        help="weights to start from: a model folder or hub name (default: the default encoder)",
    )
    parser.add_argument("--examples", type=int, default=0, help="windows to train on; 0 means all, once")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=1.2e-4)
    parser.add_argument("--final-rate", type=float, default=0.0, help="share of the learning rate left at the end")
    parser.add_argument(
        "--wrong-passages",
        type=float,
        default=0.1,
        help="share of questions also put to a wrong passage of their article",
    )
    parser.add_argument("--dropout", type=float, default=0.0, help="0 suits runs of few epochs, and is much faster")
    parser.add_argument(
        "--precision",
        choices=("auto", "float32", "bfloat16"),
        default="auto",
        help="auto: bfloat16 where the device multiplies it in hardware (CUDA, AMX)",
    )
    parser.add_argument("--compile", action="store_true", help="torch.compile: a minute at the start, a third faster")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--held-out",
        default="600",
        metavar="N|FILE",
        help="questions of whole articles kept back for the curve: how many, or the held_out.jsonl of the run before",
    )
    parser.add_argument(
        "--leave-out",
        default="",
        metavar="REGEX",
        help="never train on questions whose id matches, those that measure later",
    )
    parser.add_argument("--checkpoint-minutes", type=float, default=5)
    given = parser.parse_args(arguments)
    options = {name: value for name, value in vars(given).items() if name not in ("out", "checkpoint_minutes")}
    train(Settings(**options), given.out, given.checkpoint_minutes * 60)


def train(settings: Settings, out: Path, checkpoint_seconds: float = 300) -> Path:
    """Run the recipe, from the last checkpoint in ``out`` if there is one; returns the model folder.

    Raises ReaderError when the data cannot be read or the checkpoint is of another run.
    """
    import torch
    import transformers

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    out.mkdir(parents=True, exist_ok=True)
    start = _start(settings.start)
    tokenizer = transformers.AutoTokenizer.from_pretrained(start)
    torch.manual_seed(settings.seed)
    attention = "sdpa" if device.type == "cuda" else "eager"  # on two cores the plain form is the faster one
    model: Any = transformers.AutoModelForQuestionAnswering.from_pretrained(
        start, dtype=torch.float32, attn_implementation=attention
    ).to(device)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = settings.dropout
    forward = torch.compile(model, dynamic=True) if settings.compile else model
    bfloat16 = _bfloat16(settings.precision, device)
    optimizer = _optimizer(model, settings)
    training, held_out, hashes = _questions(settings)
    write_examples(out / "held_out.jsonl", held_out)
    inputs = _inputs(tokenizer.backend_tokenizer, training, settings)
    total = math.ceil((settings.examples or len(inputs)) / settings.batch)
    done, record = resume(out, model, optimizer, _record(settings, hashes, device, len(training), len(inputs)))
    _log(
        f"{len(training):,} questions, {len(inputs):,} windows, {total:,} steps; {done:,} done; {record['device']}, "
        + ("bfloat16" if bfloat16 else "float32")
    )

    progress = _Progress(total, done, settings.batch)
    saved = time.monotonic()
    for step, batch in zip(range(done, total), batches(inputs, settings.batch, settings.seed, done), strict=False):
        rate = settings.learning_rate * _rate(step / total, settings)
        torch.manual_seed(settings.seed * 1_000_003 + step)  # dropout repeats after a resume
        progress.step(step + 1, _learn(model, forward, optimizer, batch, rate, bfloat16), rate)
        last = step + 1 == total
        if (step + 1) % max(1, total // 12) == 0 or last:
            scores = score(model, tokenizer.backend_tokenizer, held_out)
            record["curve"].append({"windows": (step + 1) * settings.batch, **scores})
            _log(f"step {step + 1:,}  held-out: " + "  ".join(f"{name} {value:.1f}" for name, value in scores.items()))
        if last or time.monotonic() - saved > checkpoint_seconds:
            record["hours"] += (time.monotonic() - saved) / 3600
            save(out, model, optimizer, record, step + 1)
            saved = time.monotonic()
    model.save_pretrained(out / "model")
    tokenizer.save_pretrained(out / "model")
    (out / "record.json").write_text(json.dumps(record, indent=1) + "\n")
    return out / "model"


def _learn(model: Any, forward: Any, optimizer: Any, batch: Sequence[Window], rate: float, bfloat16: bool) -> float:
    """One step of gradient descent; returns the loss. ``forward`` is the model, compiled or not."""
    import torch

    model.train()
    for group in optimizer.param_groups:
        group["lr"] = rate
    device = model.device
    tensors = {name: torch.from_numpy(array).to(device) for name, array in pad(batch).items()}
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bfloat16):
        output = forward(
            **tensors,
            start_positions=torch.tensor([window.first for window in batch], device=device),
            end_positions=torch.tensor([window.last for window in batch], device=device),
        )
    output.loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(output.loss.detach())


def _bfloat16(precision: str, device: Any) -> bool:
    """Whether to multiply in bfloat16; without hardware for it, it is many times slower than float32."""
    import torch

    if precision != "auto":
        return precision == "bfloat16"
    capabilities: Any = getattr(torch.cpu, "get_capabilities", dict)  # not in the oldest torch admitted
    return device.type == "cuda" or bool(capabilities().get("amx_bf16"))


def _optimizer(model: Any, settings: Settings) -> Any:
    """AdamW; biases and layer norms do not decay."""
    import torch

    groups = [
        {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, fused=True)


def _record(settings: Settings, hashes: dict[str, str], device: Any, questions: int, inputs: int) -> dict[str, Any]:
    """What is done, for ``record.json``; files by name, since their paths mean nothing elsewhere."""
    import torch
    import transformers

    cpu = f"{torch.get_num_threads()} CPU threads, {platform.machine()}"
    return {
        "settings": asdict(settings)
        | {"data": [Path(entry).name for entry in settings.data], "held_out": Path(settings.held_out).name},
        "data_sha256": hashes,
        "device": torch.cuda.get_device_name() if device.type == "cuda" else cpu,
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "questions": questions,
        "windows": inputs,
        "hours": 0.0,
        "curve": [],
    }


class _Progress:
    """Speed, mean loss and time left, every 100 steps."""

    def __init__(self, total: int, done: int, batch: int) -> None:
        self._total, self._done, self._batch = total, done, batch
        self._since = time.monotonic()
        self._losses: list[float] = []

    def step(self, number: int, loss: float, rate: float) -> None:
        self._losses.append(loss)
        if number % 100:
            return
        speed = (number - self._done) * self._batch / (time.monotonic() - self._since)
        left = (self._total - number) * self._batch / speed / 60
        mean = sum(self._losses) / len(self._losses)
        _log(f"step {number:,}/{self._total:,}  loss {mean:.3f}  rate {rate:.1e}  {speed:.1f}/s  {left:.0f} min left")
        self._losses.clear()


def _start(name: str) -> str:
    if name != "default":
        return name
    from qa_bot.encoder.weights import default_model_folder

    return str(default_model_folder())


def _questions(settings: Settings) -> tuple[list[Example], list[Example], dict[str, str]]:
    rng = random.Random(settings.seed)
    everything: list[Example] = []
    left_out = re.compile(settings.leave_out or r"(?!)")
    hashes = {}
    for entry in settings.data:
        name, _, share = (
            entry.rpartition(":") if entry.rpartition(":")[2].replace(".", "").isdigit() else (entry, "", "")
        )
        hashes[Path(name).name] = sha256(name)
        examples = [example for example in read_examples(name) if not left_out.search(example.id)]
        everything += rng.sample(examples, int(float(share) * len(examples))) if share else examples
    if settings.held_out.isdecimal():
        training, held_out = split_by_article(everything, int(settings.held_out), rng)
    else:
        held_out = read_written(settings.held_out)
        kept_back = {example.group for example in held_out}
        training = [example for example in everything if example.group not in kept_back]
        hashes["held_out"] = sha256(settings.held_out)
    training += hard_negatives(training, settings.wrong_passages, rng)
    rng.shuffle(training)
    return training, held_out, hashes


def _inputs(tokenizer: Any, examples: Sequence[Example], settings: Settings) -> list[Window]:
    cut = Cutter(tokenizer, settings.max_length).cut([e.question for e in examples], [e.context for e in examples])
    located = (locate(window, examples[window.source]) for window in cut)
    # Offsets have done their work; for 185,000 windows they take 4 GB.
    return [replace(window, offsets=[]) for window in located if window is not None]


def _rate(progress: float, settings: Settings) -> float:
    """Linear warm-up, then linear decay to ``final_rate``."""
    if progress < settings.warmup:
        return progress / settings.warmup
    return 1 - (1 - settings.final_rate) * (progress - settings.warmup) / (1 - settings.warmup)


def _log(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
