"""Train a span reader:  python -m qa_bot.reader.train --data FILE... --out DIR

The model is a BERT-style encoder with one linear layer that scores each token as the
start and as the end of the answer; "no answer" is the span of the [CLS] token (Devlin et
al. 2019, section 4.3). The run may be cut at any time: the same command goes on from its
last checkpoint and ends with the same weights. What it leaves in DIR:

    model/            weights (safetensors), config and tokenizer, loadable with transformers
    checkpoint.safetensors   weights and optimizer moments of the last checkpoint
    record.json       data hashes, settings, hours, device, learning curve
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import platform
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qa_bot.reader.examples import Example, hard_negatives, read_examples, split_by_article
from qa_bot.reader.spans import best_spans
from qa_bot.reader.squad import exact_match, f1
from qa_bot.reader.windows import MAX_LENGTH, Window, locate, pad, windows


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
    seed: int = 1
    max_length: int = MAX_LENGTH
    held_out: int = 600
    leave_out: str = ""


@dataclass
class Record:
    """What was done, for ``record.json``."""

    settings: Settings
    data_sha256: dict[str, str]
    device: str
    versions: dict[str, str]
    questions: int = 0
    windows: int = 0
    hours: float = 0.0
    curve: list[dict[str, float]] = field(default_factory=list)


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
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=600, help="questions of whole articles kept back for the curve")
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
    """Run the recipe, from the last checkpoint in ``out`` if there is one; returns the model folder."""
    import torch
    import transformers

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    out.mkdir(parents=True, exist_ok=True)
    start = _start(settings.start)
    tokenizer = transformers.AutoTokenizer.from_pretrained(start)
    torch.manual_seed(settings.seed)
    model: Any = transformers.AutoModelForQuestionAnswering.from_pretrained(start).to(device)

    training, held_out, hashes = _questions(settings)
    inputs = _inputs(tokenizer.backend_tokenizer, training, settings)
    total = math.ceil((settings.examples or len(inputs)) / settings.batch)
    record = Record(
        settings,
        hashes,
        torch.cuda.get_device_name()
        if device.type == "cuda"
        else f"{torch.get_num_threads()} CPU threads, {platform.machine()}",
        {"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__},
        len(training),
        len(inputs),
    )
    decayed = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": settings.weight_decay}, {"params": rest, "weight_decay": 0.0}],
        lr=settings.learning_rate,
    )
    done = _resume(out, model, optimizer, record)
    _log(
        f"{len(training):,} questions, {len(inputs):,} windows, {total:,} steps of {settings.batch}, "
        f"on {record.device}; starting at step {done:,}"
    )

    batches = _batches(inputs, settings)
    since, saved, losses = time.monotonic(), time.monotonic(), []
    first = done
    model.train()
    for step in range(done, total):
        rate = _rate(step / total, settings)
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * rate
        torch.manual_seed(settings.seed * 1_000_003 + step)  # dropout repeats after a resume
        batch = next(batches) if step > first else _skip(batches, done)
        tensors = {name: torch.from_numpy(array).to(device) for name, array in pad(batch).items()}
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            output = model(
                **tensors,
                start_positions=torch.tensor([w.first for w in batch], device=device),
                end_positions=torch.tensor([w.last for w in batch], device=device),
            )
        output.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(float(output.loss.detach()))

        if (step + 1) % 100 == 0:
            speed = (step + 1 - first) * settings.batch / (time.monotonic() - since)
            left = (total - step - 1) * settings.batch / speed / 60
            _log(
                f"step {step + 1:,}/{total:,}  loss {sum(losses) / len(losses):.3f}  "
                f"rate {settings.learning_rate * rate:.1e}  {speed:.1f} windows/s  {left:.0f} min left"
            )
            losses.clear()
        last = step + 1 == total
        if (step + 1) % max(1, total // 12) == 0 or last:
            scores = score(model, tokenizer.backend_tokenizer, held_out)
            model.train()
            record.curve.append({"windows": (step + 1) * settings.batch, **scores})
            _log(f"step {step + 1:,}  held-out: " + "  ".join(f"{k} {v:.1f}" for k, v in scores.items()))
        if time.monotonic() - saved > checkpoint_seconds or last:
            now = time.monotonic()
            record.hours += (now - saved) / 3600
            _save(out, model, optimizer, record, step + 1)
            saved = now
    folder = out / "model"
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (out / "record.json").write_text(json.dumps(asdict(record), indent=1) + "\n")
    return folder


def score(model: Any, tokenizer: Any, examples: Sequence[Example], threshold: float = 0.0) -> dict[str, float]:
    """F1 and EM of ``model`` in percent: all questions, and those with and without an answer."""
    import torch

    model.eval()
    best: dict[int, tuple[float, str]] = {}
    cut = list(windows(tokenizer, [e.question for e in examples], [e.context for e in examples]))
    cut.sort(key=lambda window: len(window.ids))
    for at in range(0, len(cut), 32):
        batch = cut[at : at + 32]
        tensors = {name: torch.from_numpy(array).to(model.device) for name, array in pad(batch).items()}
        with torch.inference_mode():
            output = model(**tensors)
        starts, ends = output.start_logits.float().cpu().numpy(), output.end_logits.float().cpu().numpy()
        for row, window in enumerate(batch):
            for span in best_spans(window, starts[row], ends[row]):
                text = examples[window.source].context[span.start : span.end]
                best[window.source] = max(best.get(window.source, (-math.inf, "")), (span.margin, text))
    sums: dict[str, list[float]] = {"f1": [], "em": [], "has_answer_f1": [], "no_answer": []}
    for index, example in enumerate(examples):
        margin, text = best.get(index, (-math.inf, ""))
        given = text if margin > threshold else ""
        accepted = [answer for answer, _ in example.answers]
        sums["f1"].append(f1(given, accepted))
        sums["em"].append(exact_match(given, accepted))
        sums["has_answer_f1" if accepted else "no_answer"].append(sums["f1"][-1])
    return {name: round(100 * sum(values) / max(1, len(values)), 2) for name, values in sums.items()}


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
        hashes[Path(name).name] = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        examples = [example for example in read_examples(name) if not left_out.search(example.id)]
        everything += rng.sample(examples, int(float(share) * len(examples))) if share else examples
    training, held_out = split_by_article(everything, settings.held_out, rng)
    training += hard_negatives(training, settings.wrong_passages, rng)
    rng.shuffle(training)
    return training, held_out, hashes


def _inputs(tokenizer: Any, examples: Sequence[Example], settings: Settings) -> list[Window]:
    cut = windows(tokenizer, [e.question for e in examples], [e.context for e in examples], settings.max_length)
    located = (locate(window, examples[window.source]) for window in cut)
    return [window for window in located if window is not None]


def _batches(inputs: list[Window], settings: Settings) -> Any:
    """Batches for ever: shuffled anew each epoch, of like length within every 64 batches."""
    epoch = 0
    while True:
        rng = random.Random(f"{settings.seed}/{epoch}")
        order = list(range(len(inputs)))
        rng.shuffle(order)
        pool = settings.batch * 64
        batches = []
        for at in range(0, len(order), pool):
            part = sorted(order[at : at + pool], key=lambda i: len(inputs[i].ids))
            sorted_batches = [part[i : i + settings.batch] for i in range(0, len(part), settings.batch)]
            rng.shuffle(sorted_batches)
            batches += sorted_batches
        for batch in batches:
            yield [inputs[i] for i in batch]
        epoch += 1


def _skip(batches: Any, done: int) -> list[Window]:
    for _ in range(done):
        next(batches)
    batch: list[Window] = next(batches)
    return batch


def _rate(progress: float, settings: Settings) -> float:
    """Linear warm-up, then linear decay to ``final_rate``."""
    if progress < settings.warmup:
        return progress / settings.warmup
    return 1 - (1 - settings.final_rate) * (progress - settings.warmup) / (1 - settings.warmup)


def _save(out: Path, model: Any, optimizer: Any, record: Record, step: int) -> None:
    """Write weights, moments and record as one file, swapped in whole."""
    from safetensors.torch import save_file

    tensors = {f"model.{name}": tensor.contiguous() for name, tensor in model.state_dict().items()}
    names = [name for name, _ in model.named_parameters()]
    parameters = dict(model.named_parameters())
    for name in names:
        for moment, tensor in optimizer.state.get(parameters[name], {}).items():
            tensors[f"{moment}.{name}"] = tensor
    partial = out / "checkpoint.partial"
    save_file(tensors, partial, metadata={"step": str(step), "record": json.dumps(asdict(record))})
    partial.replace(out / "checkpoint.safetensors")


def _resume(out: Path, model: Any, optimizer: Any, record: Record) -> int:
    """Load the checkpoint in ``out``, if any, and return the steps it has done."""
    from safetensors import safe_open

    from qa_bot.errors import ReaderError

    path = out / "checkpoint.safetensors"
    if not path.exists():
        return 0
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
    before = json.loads(metadata["record"])
    if before["settings"] != asdict(record.settings) or before["data_sha256"] != record.data_sha256:
        raise ReaderError(
            f"{path} belongs to a run with other settings or data; give another --out, or the same command"
        )
    model.load_state_dict({name.removeprefix("model."): t for name, t in tensors.items() if name.startswith("model.")})
    for name, parameter in model.named_parameters():
        optimizer.state[parameter] = {
            moment: tensors[f"{moment}.{name}"]
            for moment in ("step", "exp_avg", "exp_avg_sq")
            if f"{moment}.{name}" in tensors
        }
    record.hours, record.curve = before["hours"], before["curve"]
    return int(metadata["step"])


def _log(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
