"""Average trained readers:  python -m qa_bot.reader.average MODEL_FOLDER... --out DIR

The mean of the weights of several runs that began from the same ones is often better than
each of them (Wortsman et al. 2022, "Model soups"). ``--half`` writes half precision, which
is enough to train on from. ``record.json`` tells of all the runs, in the order given.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa_bot.errors import ReaderError


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line of the average."""
    parser = argparse.ArgumentParser(prog="python -m qa_bot.reader.average", description=__doc__.split("\n")[0])
    parser.add_argument("models", nargs="+", type=Path, help="folders of transformers models of one kind and size")
    parser.add_argument("--out", required=True, type=Path, help="folder for the mean, a transformers model too")
    parser.add_argument("--half", action="store_true", help="write float16: half the size, to train on from")
    given = parser.parse_args(arguments)
    average(given.models, given.out, given.half)


def average(models: Sequence[Path], out: Path, half: bool = False) -> None:
    """Write the mean of the models' weights into ``out``, with tokenizer and record.

    Raises ReaderError when the models do not have the same weights by name and shape.
    """
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    first: Any = AutoModelForQuestionAnswering.from_pretrained(models[0], dtype=torch.float32)
    total = {name: tensor.double() for name, tensor in first.state_dict().items()}
    for folder in models[1:]:
        other = AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).state_dict()
        shapes = [{name: tensor.shape for name, tensor in weights.items()} for weights in (total, other)]
        if shapes[0] != shapes[1]:
            raise ReaderError(f"{folder} is no model of the same kind and size as {models[0]}: no mean of the two")
        for name, tensor in other.items():
            total[name] += tensor.double()
    first.load_state_dict({name: tensor / len(models) for name, tensor in total.items()})
    (first.half() if half else first).save_pretrained(out)
    AutoTokenizer.from_pretrained(models[0]).save_pretrained(out)
    (out / "record.json").write_text(json.dumps(_record(models), indent=1) + "\n")


def _record(models: Sequence[Path]) -> dict[str, Any]:
    """The records of all runs behind the models, each once, and what was made of them."""
    runs: list[dict[str, Any]] = []
    for folder in models:
        # Training leaves its record beside the model's folder, an average inside.
        path = next((p for p in (folder / "record.json", folder.parent / "record.json") if p.is_file()), None)
        record = json.loads(path.read_text()) if path else {}
        runs += [run for run in record.get("runs", [record] if record else []) if run not in runs]
    made = "the mean of the weights of: " + ", ".join(_name(folder) for folder in models)
    return {"weights": made if len(models) > 1 else f"the weights of {_name(models[0])}", "runs": runs}


def _name(folder: Path) -> str:
    return folder.parent.name if folder.name == "model" else folder.name


if __name__ == "__main__":
    main()
