"""Make a trained reader ready to ship:  python -m qa_bot.reader.export MODEL_FOLDER OUT_FOLDER

Writes ``lower.onnx`` and ``upper.onnx``, the two halves of the layers (int8, per-channel weights),
``tokenizer.json`` and ``reader.json``, which holds the hash of each, so that a damaged file is noticed before it
answers. With ``--check`` it reads questions with the original and with the export and prints both scores.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from qa_bot.checksum import sha256
from qa_bot.reader.examples import read_examples
from qa_bot.reader.graphs import write_graphs
from qa_bot.reader.model import FILES, OnnxSpanModel
from qa_bot.reader.score import score
from qa_bot.reader.squad import exact_match, f1


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line of the export."""
    parser = argparse.ArgumentParser(prog="python -m qa_bot.reader.export", description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path, help="folder that the training left")
    parser.add_argument("out", type=Path, help="folder for the shipped files")
    parser.add_argument(
        "--check", type=Path, metavar="JSONL", help="SQuAD-style questions to compare original and export on"
    )
    parser.add_argument("--limit", type=int, default=300, help="how many of them (default 300)")
    given = parser.parse_args(arguments)
    export(given.model, given.out)
    if given.check:
        for name, scores in check(given.model, given.out, given.check, given.limit).items():
            print(f"{name:9}", "  ".join(f"{metric} {value:.2f}" for metric, value in scores.items()))


def export(model: Path, out: Path) -> None:
    """Export the transformers model in ``model`` as int8 ONNX into ``out``; calibration there is kept."""
    out.mkdir(parents=True, exist_ok=True)
    write_graphs(model, out)
    shutil.copyfile(model / "tokenizer.json", out / "tokenizer.json")
    card = json.loads((out / "reader.json").read_text()) if (out / "reader.json").exists() else {}
    # A cascade that was fitted there before belongs to other weights.
    card["sha256"] = {name: sha256(out / name) for name in FILES}
    (out / "reader.json").write_text(json.dumps(card, indent=1) + "\n")


def check(model: Path, out: Path, questions: Path, limit: int) -> dict[str, dict[str, float]]:
    """F1 and EM, in percent, of original and export on the first ``limit`` questions."""
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    examples = [example for _, example in zip(range(limit), read_examples(questions), strict=False)]
    exported = OnnxSpanModel(out)
    totals = {"f1": 0.0, "em": 0.0}
    for example in examples:
        spans = exported.spans(example.question, [example.context], titles=[example.title])[0]
        text = example.context[spans[0].start : spans[0].end] if spans and spans[0].margin > 0 else ""
        answers = [answer for answer, _ in example.answers]
        totals["f1"] += f1(text, answers)
        totals["em"] += exact_match(text, answers)
    original = AutoModelForQuestionAnswering.from_pretrained(model, dtype="float32")
    tokenizer = AutoTokenizer.from_pretrained(model).backend_tokenizer
    return {
        "original": score(original, tokenizer, examples),
        "exported": {name: 100 * total / max(1, len(examples)) for name, total in totals.items()},
    }


if __name__ == "__main__":
    main()
