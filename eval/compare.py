"""Compare: what became right and what became wrong since an earlier run, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from eval.bootstrap import Difference, paired
from eval.errors import RunError
from eval.metrics import METRICS

#: Measures by which two runs are compared, where both have them.
_MEASURES = ("right", "found", "f1", "em", "cite_precision", "hit@1", "hit@10", "mrr@10", "ndcg@10", "answer@10")
#: What says whether a question came out right: the first that the runs have.
_RIGHT = ("right", "hit@10", "answer@10")
#: From this p-value on a difference is taken for chance.
_CHANCE = 0.05

Line = Mapping[str, Any]


@dataclass
class Comparison:
    """The questions that both runs hold: which changed sides by the measure ``by``, and by how much figures differ."""

    by: str
    questions: int
    only_before: int
    only_after: int
    became_right: list[tuple[Line, Line]] = field(default_factory=list)
    became_wrong: list[tuple[Line, Line]] = field(default_factory=list)
    differences: dict[str, Difference] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Ids and figures, JSON-ready."""
        return {
            "by": self.by,
            "questions": self.questions,
            "only_before": self.only_before,
            "only_after": self.only_after,
            "became_right": [after["id"] for _, after in self.became_right],
            "became_wrong": [after["id"] for _, after in self.became_wrong],
            "differences": {name: asdict(difference) for name, difference in self.differences.items()},
        }

    def text(self) -> str:
        """For the terminal: the figures, then every question that changed sides with both answers."""
        left_out = self.only_before + self.only_after
        aside = f" ({left_out} stand in one of them only and are left aside)" if left_out else ""
        lines = [f"Against the baseline, {self.questions} questions that both runs hold{aside}:", ""]
        lines.append(f"{'':<18}{'difference':>10}  {'95% interval':<18}{'p':>6}")
        lines += [_difference_line(name, difference) for name, difference in self.differences.items()]
        for what, pairs in (("right", self.became_right), ("wrong", self.became_wrong)):
            lines += ["", f"Became {what} (by {self.by}): {len(pairs)}"]
            lines += [f"  {after['id']}: {after['question']}\n    {_said(b)}  →  {_said(after)}" for b, after in pairs]
        return "\n".join(lines)


def compare(before: Mapping[str, Line], after: Mapping[str, Line]) -> Comparison:
    """The comparison of two runs' answers by question id. Raises RunError when they share no question."""
    shared = [name for name in after if name in before]
    pairs = [(before[name], after[name]) for name in shared if before[name]["question"] == after[name]["question"]]
    by = next((name for name in _RIGHT if any(name in b["scores"] and name in a["scores"] for b, a in pairs)), None)
    if by is None:
        raise RunError("the two runs have no question in common that both have scored")
    result = Comparison(by, len(pairs), len(before) - len(pairs), len(after) - len(pairs))
    for pair in pairs:
        old, new = (line["scores"].get(by) for line in pair)
        if None not in (old, new) and (old >= 0.5) != (new >= 0.5):
            (result.became_right if new > old else result.became_wrong).append(pair)
    for name in _MEASURES:
        both = [(b["scores"].get(name), a["scores"].get(name)) for b, a in pairs]
        scored = [pair for pair in both if None not in pair]
        if scored:
            result.differences[name] = _scaled(name, scored)
    return result


def _scaled(name: str, scored: Sequence[tuple[float, float]]) -> Difference:
    old, new = np.array(scored).T
    found, scale = paired(old, new), METRICS[name].scale
    return Difference(found.value * scale, found.low * scale, found.high * scale, found.p)


def _difference_line(name: str, difference: Difference) -> str:
    digits = 1 if METRICS[name].percent else 3
    value, low, high = (f"{x:+.{digits}f}" for x in (difference.value, difference.low, difference.high))
    verdict = "better" if difference.value > 0 else "worse"
    if difference.p >= _CHANCE:
        verdict = "may be chance" if difference.value else "no difference"
    return f"  {name:<16}{value:>10}  {f'{low} – {high}':<18}{difference.p:>6.3f}  {verdict}"


def _said(line: Line) -> str:
    """What the run answered, in a few words; for a run without answers, where the first relevant passage stood."""
    answer = line["answer"]
    if answer is None:
        rank = next((rank for rank, hit in enumerate(line["hits"], 1) if hit["relevant"]), None)
        return f"rank {rank}" if rank else "not found"
    if not answer["answered"]:
        return "no answer"
    text = " ".join(answer["text"].split())
    return f"{text[:80]}{'…' if len(text) > 80 else ''} ({answer['confidence']:.2f})"
