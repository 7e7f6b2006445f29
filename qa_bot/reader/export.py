"""Make a trained reader ready to ship:  python -m qa_bot.reader.export MODEL_FOLDER OUT_FOLDER

Writes ``reader.onnx`` (int8, per-channel weights), ``tokenizer.json`` and ``reader.json``,
which holds the hash of both, so that a damaged file is noticed before it answers. With
``--check`` it reads questions with the original and with the export and prints both scores.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from qa_bot.checksum import sha256
from qa_bot.encoder.onnx import export_onnx, quantise
from qa_bot.reader.examples import read_examples
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
    import torch
    from transformers import AutoModelForQuestionAnswering

    class Logits(torch.nn.Module):
        """Start and end logits as one array (batch, length, 2)."""

        def __init__(self, reader: torch.nn.Module) -> None:
            super().__init__()
            self.reader = reader

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
        ) -> torch.Tensor:
            output = self.reader(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
            return torch.stack((output.start_logits, output.end_logits), dim=-1)

    reader = Logits(
        AutoModelForQuestionAnswering.from_pretrained(model, attn_implementation="eager", dtype=torch.float32)
    ).eval()
    example = torch.ones((2, 16), dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        full = Path(work) / "reader.onnx"
        export_onnx(
            reader, (example, example, torch.zeros_like(example)), full, names, {"logits": {0: "batch", 1: "length"}}
        )
        quantise(full, out / "reader.onnx")
    shutil.copyfile(model / "tokenizer.json", out / "tokenizer.json")
    card = json.loads((out / "reader.json").read_text()) if (out / "reader.json").exists() else {}
    card["sha256"] = {name: sha256(out / name) for name in FILES}
    (out / "reader.json").write_text(json.dumps(card, indent=1) + "\n")


def check(model: Path, out: Path, questions: Path, limit: int) -> dict[str, dict[str, float]]:
    """F1 and EM, in percent, of original and export on the first ``limit`` questions."""
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    examples = [example for _, example in zip(range(limit), read_examples(questions), strict=False)]
    exported = OnnxSpanModel(out)
    totals = {"f1": 0.0, "em": 0.0}
    for example in examples:
        spans = exported.spans(example.question, [example.context])[0]
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
