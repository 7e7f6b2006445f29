"""A training run on disk: weights, optimizer moments and record in one safetensors file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qa_bot.errors import ReaderError

_FILE = "checkpoint.safetensors"
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")


def save(out: Path, model: Any, optimizer: Any, record: dict[str, Any], step: int) -> None:
    """Write the state after ``step`` steps; the file is swapped in whole."""
    from safetensors.torch import save_file

    tensors = {f"model.{name}": tensor.contiguous() for name, tensor in model.state_dict().items()}
    for name, parameter in model.named_parameters():
        for moment, tensor in optimizer.state.get(parameter, {}).items():
            tensors[f"{moment}.{name}"] = tensor
    partial = out / "checkpoint.partial"
    save_file(tensors, partial, metadata={"step": str(step), "record": json.dumps(record)})
    partial.replace(out / _FILE)


def resume(out: Path, model: Any, optimizer: Any, record: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Load the checkpoint in ``out`` into model and optimizer: (steps done, the run's record so far).

    Without a checkpoint, (0, ``record``). Raises ReaderError when it belongs to a run with
    other settings or data.
    """
    from safetensors import safe_open

    path = out / _FILE
    if not path.exists():
        return 0, record
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
    before: dict[str, Any] = json.loads(metadata["record"])
    if any(before[key] != record[key] for key in ("settings", "prepared")):
        raise ReaderError(
            f"{path} belongs to a run with other settings or data; give another --out, or the same command"
        )
    weights = {name.removeprefix("model."): t for name, t in tensors.items() if name.startswith("model.")}
    model.load_state_dict(weights)
    for name, parameter in model.named_parameters():
        moments = {moment: tensors[f"{moment}.{name}"] for moment in _MOMENTS if f"{moment}.{name}" in tensors}
        optimizer.state[parameter] = moments
    return int(metadata["step"]), before
