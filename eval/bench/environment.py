"""Environment: the Python that runs a recipe, with what the recipe needs and nothing of ours."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from eval.errors import EvalError

#: The block of PEP 723 at the head of a script.
_BLOCK = re.compile(r"^# /// script\n((?:#.*\n)+?)# ///$", re.MULTILINE)


def dependencies(script: Path) -> list[str]:
    """The requirements that a script states for itself; empty when it runs in the environment at hand."""
    block = _BLOCK.search(script.read_text(encoding="utf-8"))
    if block is None:
        return []
    lines = (line.removeprefix("#").removeprefix(" ") for line in block[1].splitlines())
    return list(tomllib.loads("\n".join(lines)).get("dependencies", []))


def python_for(script: Path, cache: Path) -> str:
    """The interpreter for a recipe, its environment made in ``cache`` on first use. Raises EvalError when it cannot be.

    Packages come from the index that pip is set up with; that is the only time at which anything is fetched.
    """
    needed = dependencies(script)
    if not needed:
        return sys.executable
    name = hashlib.sha256("\n".join(sorted(needed)).encode()).hexdigest()[:12]
    folder = cache / f"{script.stem}-{name}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        print(f"{script.stem}: installing {', '.join(needed)}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        _call(script, [sys.executable, "-m", "venv", str(folder)])
        _call(script, [str(python), "-m", "pip", "install", "--quiet", "--upgrade", "pip"])
        _call(script, [str(python), "-m", "pip", "install", "--quiet", *needed])
        ready.touch()
    return str(python)


def _call(script: Path, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EvalError(f"{script.stem}: its environment cannot be made: {last}")
