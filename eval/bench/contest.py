"""Contest: run the recipes one after the other over the same task, and measure each from outside."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.bench.environment import python_for
from eval.errors import EvalError
from eval.metrics.retrieval import rank_scores

RECIPES = Path(__file__).parent / "recipes"
#: By the names used on the command line.
SCRIPTS = {
    "plain": RECIPES / "plain.py",
    "qa_bot": RECIPES / "qa_bot_itself.py",
    "langchain": RECIPES / "with_langchain.py",
    "llamaindex": RECIPES / "with_llamaindex.py",
    "haystack": RECIPES / "with_haystack.py",
    "txtai": RECIPES / "with_txtai.py",
}
#: What a recipe may take, in seconds.
_PATIENCE = 6 * 3600


@dataclass(frozen=True, slots=True)
class Task:
    """What every recipe gets, and by question the ids of the passages that it should find."""

    passages: Sequence[Mapping[str, str]]
    articles: Sequence[Mapping[str, Any]]
    questions: Sequence[str]
    relevant: Sequence[set[str]]
    model: str

    def write(self, path: Path) -> None:
        """The part of it that recipes see, as the JSON file that they read."""
        values = {
            "model": self.model,
            "passages": list(self.passages),
            "articles": list(self.articles),
            "questions": list(self.questions),
        }
        path.write_text(json.dumps(values), encoding="utf-8")


def contest(task: Task, name: str, cache: Path) -> dict[str, float]:
    """The figures of one recipe; raises EvalError with its last line of output when it fails.

    Rate in passages a second, start-up in seconds from calling the process to the first answer, query times in
    milliseconds, peak memory and size on disk in MB, hit@10 and MRR@10 over the questions.
    """
    script = SCRIPTS[name]
    python = python_for(script, cache)
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        folder, given = Path(work, "index"), Path(work, "task.json")
        folder.mkdir()
        task.write(given)
        indexed = _stage(python, script, "index", given, folder)
        queried = _stage(python, script, "query", given, folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    scores = [rank_scores(found, right) for found, right in zip(queried["found"], task.relevant, strict=True)]
    return {
        "passages_per_s": len(task.passages) / indexed["seconds"],
        "start_up_s": queried["start_up"],
        "query_p50_ms": float(np.percentile(queried["milliseconds"], 50)),
        "query_p95_ms": float(np.percentile(queried["milliseconds"], 95)),
        "index_peak_mb": indexed["peak_mb"],
        "query_peak_mb": queried["peak_mb"],
        "disk_mb": size,
        "hit@10": float(np.mean([score["hit@10"] for score in scores])),
        "mrr@10": float(np.mean([score["mrr@10"] for score in scores])),
    }


def _stage(python: str, script: Path, stage: str, task: Path, folder: Path) -> dict[str, Any]:
    result = task.with_name(f"{stage}.json")
    command = [python, str(script), stage, str(task), str(folder), str(result), str(time.time())]
    quiet = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(
        command, env=os.environ | quiet, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode or not result.exists():
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EvalError(f"{script.stem} failed at {stage}: {last}")
    values = json.loads(result.read_text(encoding="utf-8"))
    assert isinstance(values, dict)
    return values
