"""F1 and exact match of a transformers reader, each question put to its one context."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from qa_bot.reader.examples import Example
from qa_bot.reader.spans import best_spans
from qa_bot.reader.squad import exact_match, f1
from qa_bot.reader.windows import Cutter, pad


def score(model: Any, tokenizer: Any, examples: Sequence[Example]) -> dict[str, float]:
    """SQuAD's scores in percent, "no answer" where the margin is not above 0.

    Keys: ``f1`` and ``em`` over all questions, ``has_answer_f1`` and ``no_answer`` over
    those with and without an answer.
    """
    import torch

    model.eval()
    best: dict[int, tuple[float, str]] = {}
    cut = list(Cutter(tokenizer).cut_examples(examples))
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
        given = text if margin > 0 else ""
        accepted = [answer for answer, _ in example.answers]
        sums["f1"].append(f1(given, accepted))
        sums["em"].append(exact_match(given, accepted))
        sums["has_answer_f1" if accepted else "no_answer"].append(sums["f1"][-1])
    return {name: round(100 * sum(values) / max(1, len(values)), 2) for name, values in sums.items()}
