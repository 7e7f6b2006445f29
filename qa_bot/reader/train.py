"""Train a span reader:  python -m qa_bot.reader.train --data prepared.npz --out DIR

The model is a BERT-style encoder with one linear layer that scores each token as the
start and as the end of the answer; "no answer" is the span of the [CLS] token (Devlin et
al. 2019, section 4.3). The run may be cut at any time: the same command goes on from its
last checkpoint and ends with the same weights. What it leaves in DIR:

    model/            weights (safetensors), config and tokenizer, loadable with transformers
    checkpoint.safetensors   weights and optimizer moments of the last checkpoint
    held_out.jsonl    the questions kept back, which the curve is measured on; good to calibrate with
    record.json       data hashes, settings, hours, device, learning curve

With ``--teachers`` the run also learns what other trained readers answer to each window: one
reader can take over most of what an ensemble knows (Hinton et al. 2015, "Distilling the
Knowledge in a Neural Network").
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qa_bot.reader.batches import batches
from qa_bot.reader.checkpoint import resume, save
from qa_bot.reader.examples import write_examples
from qa_bot.reader.prepare import Prepared, log
from qa_bot.reader.score import score
from qa_bot.reader.teachers import Lesson, Teachers


@dataclass
class Settings:
    """Everything that decides which weights come out of the data; the options of the command say what each is."""

    data: str
    start: str = "default"
    examples: int = 0
    batch: int = 16
    learning_rate: float = 1.2e-4
    final_rate: float = 0.0
    warmup: float = 0.03
    weight_decay: float = 0.01
    dropout: float = 0.0
    precision: str = "auto"
    compile: bool = False
    seed: int = 1
    teachers: list[str] = field(default_factory=list)
    lesson: float = 0.5
    temperature: float = 2.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line of the recipe."""
    parser = argparse.ArgumentParser(prog="python -m qa_bot.reader.train", description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, help="what python -m qa_bot.reader.prepare wrote")
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
    parser.add_argument("--dropout", type=float, default=0.0, help="0 suits runs of few epochs, and is much faster")
    parser.add_argument(
        "--precision",
        choices=("auto", "float32", "bfloat16"),
        default="auto",
        help="auto: bfloat16 where the device multiplies it in hardware (CUDA, AMX, AVX-512)",
    )
    parser.add_argument("--compile", action="store_true", help="torch.compile: a minute at the start, a third faster")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--teachers", nargs="+", default=[], metavar="MODEL", help="trained readers to learn from too")
    parser.add_argument("--lesson", type=float, default=0.5, help="share of the teachers in what is learnt")
    parser.add_argument("--temperature", type=float, default=2.0, help="how much the teachers' answers are softened")
    parser.add_argument("--checkpoint-minutes", type=float, default=5)
    parser.add_argument("--scores", type=int, default=12, help="how often the curve is measured (default 12)")
    given = vars(parser.parse_args(arguments))
    out, minutes, scores = given.pop("out"), given.pop("checkpoint_minutes"), given.pop("scores")
    train(Settings(**given), out, minutes * 60, scores)


def train(settings: Settings, out: Path, checkpoint_seconds: float = 300, measured: int = 12) -> Path:
    """Run the recipe, from the last checkpoint in ``out`` if there is one; returns the model folder.

    Raises ReaderError when the data cannot be read or the checkpoint is of another run.
    """
    import torch
    import transformers

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    prepared = Prepared.load(Path(settings.data))
    out.mkdir(parents=True, exist_ok=True)
    write_examples(out / "held_out.jsonl", prepared.held_out)
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
    windows = prepared.windows.on(device)
    lengths = prepared.windows.lengths
    total = math.ceil((settings.examples or len(lengths)) / settings.batch)
    done, record = resume(out, model, optimizer, _record(settings, prepared, device))
    log(
        f"{len(lengths):,} windows, {total:,} steps; {done:,} done; {record['device']}, "
        + ("bfloat16" if bfloat16 else "float32")
    )
    teachers = Teachers(settings.teachers, windows, lengths, device, bfloat16) if settings.teachers else None

    progress = _Progress(total, done, settings.batch)
    saved = time.monotonic()
    for step, chosen in zip(range(done, total), batches(lengths, settings.batch, settings.seed, done), strict=False):
        rate = settings.learning_rate * _rate(step / total, settings)
        torch.manual_seed(settings.seed * 1_000_003 + step)  # dropout repeats after a resume
        inputs = windows.batch(chosen, multiple=16 if device.type == "cuda" else 1)
        lesson = teachers.lesson(chosen, inputs, settings.lesson, settings.temperature) if teachers else None
        progress.step(step + 1, _learn(model, forward, optimizer, inputs, lesson, rate, bfloat16), rate)
        last = step + 1 == total
        if (step + 1) % math.ceil(total / measured) == 0 or last:
            scores = score(model, tokenizer.backend_tokenizer, prepared.held_out)
            record["curve"].append({"windows": (step + 1) * settings.batch, **scores})
            log(f"step {step + 1:,}  held-out: " + "  ".join(f"{name} {value:.1f}" for name, value in scores.items()))
        if last or time.monotonic() - saved > checkpoint_seconds:
            record["hours"] += (time.monotonic() - saved) / 3600
            save(out, model, optimizer, record, step + 1)
            saved = time.monotonic()
    model.save_pretrained(out / "model")
    tokenizer.save_pretrained(out / "model")
    (out / "record.json").write_text(json.dumps(record, indent=1) + "\n")
    return out / "model"


def _learn(
    model: Any, forward: Any, optimizer: Any, inputs: dict[str, Any], lesson: Lesson | None, rate: float, bfloat16: bool
) -> Any:
    """One step of gradient descent; returns the loss, a tensor. ``forward`` is the model, compiled or not."""
    import torch

    model.train()
    for group in optimizer.param_groups:
        group["lr"] = rate
    with torch.autocast(model.device.type, dtype=torch.bfloat16, enabled=bfloat16):
        output = forward(**inputs)
    loss = output.loss if lesson is None else lesson.loss(output)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.detach()


def _bfloat16(precision: str, device: Any) -> bool:
    """Whether to multiply in bfloat16; without hardware for it, it is many times slower than float32."""
    import torch

    if precision != "auto":
        return precision == "bfloat16"
    capabilities: Any = getattr(torch.cpu, "get_capabilities", dict)  # not in the oldest torch admitted
    able = capabilities()
    return device.type == "cuda" or any(able.get(name) for name in ("amx_bf16", "avx512_bf16"))


def _optimizer(model: Any, settings: Settings) -> Any:
    """AdamW; biases and layer norms do not decay."""
    import torch

    groups = [
        {"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, fused=True)


def _record(settings: Settings, prepared: Prepared, device: Any) -> dict[str, Any]:
    """What is done, for ``record.json``; files by name, since their paths mean nothing elsewhere."""
    import torch
    import transformers

    cpu = f"{torch.get_num_threads()} CPU threads, {platform.machine()}"
    names = {"data": Path(settings.data).name, "teachers": [_called(teacher) for teacher in settings.teachers]}
    return {
        "settings": asdict(settings) | names,
        "prepared": prepared.record,
        "device": torch.cuda.get_device_name() if device.type == "cuda" else cpu,
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "windows": len(prepared.windows),
        "hours": 0.0,
        "curve": [],
    }


def _called(folder: str) -> str:
    """A run by its folder, not by the "model" inside."""
    path = Path(folder)
    return path.parent.name if path.name == "model" else path.name


class _Progress:
    """Speed, mean loss and time left, every 100 steps."""

    def __init__(self, total: int, done: int, batch: int) -> None:
        self._total, self._done, self._batch = total, done, batch
        self._since = time.monotonic()
        self._losses: list[Any] = []

    def step(self, number: int, loss: Any, rate: float) -> None:
        self._losses.append(loss)
        if number % 100:
            return
        speed = (number - self._done) * self._batch / (time.monotonic() - self._since)
        left = (self._total - number) * self._batch / speed / 60
        mean = float(sum(self._losses)) / len(self._losses)  # waits for the device, which asking every step would slow
        log(f"step {number:,}/{self._total:,}  loss {mean:.3f}  rate {rate:.1e}  {speed:.1f}/s  {left:.0f} min left")
        self._losses.clear()


def _start(name: str) -> str:
    if name != "default":
        return name
    from qa_bot.encoder.weights import default_model_folder

    return str(default_model_folder())


def _rate(progress: float, settings: Settings) -> float:
    """Linear warm-up, then linear decay to ``final_rate``."""
    if progress < settings.warmup:
        return progress / settings.warmup
    return 1 - (1 - settings.final_rate) * (progress - settings.warmup) / (1 - settings.warmup)


if __name__ == "__main__":
    main()
