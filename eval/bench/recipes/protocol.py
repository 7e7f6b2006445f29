"""What the recipes have in common. Standard library only: it is imported in environments that have nothing else.

A recipe is a script that ends in ``run(Recipe)`` and says at its top, as PEP 723 has it, which packages it needs.
It is called twice, in two processes, so that each has its own memory and the second starts from what is on disk::

    python plain.py index TASK FOLDER RESULT
    python plain.py query TASK FOLDER RESULT STARTED

``TASK`` is a JSON file: ``model`` (folder of the encoder's weights), ``passages`` (id, text), ``articles`` and
``questions``. The measurements go to the JSON file ``RESULT``; ``STARTED`` is the time at which the process was
called, in seconds since 1970.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, Protocol

#: Passages returned for a question.
K = 10


class Recipe(Protocol):
    """One way to index passages and to find them again."""

    def load(self, model: str) -> None:
        """Import what is needed and load the encoder; outside the time of indexing."""

    def index(self, task: dict[str, Any], folder: str) -> None:
        """Encode the passages and write an index to the folder, which is there and empty."""

    def open(self, folder: str) -> None:
        """Open what ``index`` wrote."""

    def search(self, question: str) -> list[str]:
        """Ids of the ``K`` best passages, best first."""


def run(recipe: Recipe) -> None:
    """Do what the command line says and write down what it took."""
    stage, task_file, folder, result = sys.argv[1:5]
    task = json.loads(Path(task_file).read_text(encoding="utf-8"))
    measured = _index(recipe, task, folder) if stage == "index" else _query(recipe, task, folder, float(sys.argv[5]))
    Path(result).write_text(json.dumps(measured | {"peak_mb": _peak()}), encoding="utf-8")


def _index(recipe: Recipe, task: dict[str, Any], folder: str) -> dict[str, Any]:
    recipe.load(task["model"])
    start = time.perf_counter()
    recipe.index(task, folder)
    return {"seconds": time.perf_counter() - start}


def _query(recipe: Recipe, task: dict[str, Any], folder: str, started: float) -> dict[str, Any]:
    recipe.load(task["model"])
    recipe.open(folder)
    recipe.search(task["questions"][0])
    start_up = time.time() - started
    found, times = [], []
    for question in task["questions"]:
        start = time.perf_counter()
        found.append(recipe.search(question))
        times.append((time.perf_counter() - start) * 1000)
    return {"start_up": start_up, "milliseconds": times, "found": found}


def _peak() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)
