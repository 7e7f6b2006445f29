"""Question sets: one reader for each format, found by what is in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from eval.articles import Corpus
from eval.errors import SetError
from eval.files import read_objects
from eval.questions import Question
from qa_bot import Article

#: Format name -> module with ``fits(first object of the file)`` and ``read(path) -> QuestionSet``.
_MODULES = {
    "mrqa": "mrqa",
    "squad": "squad",
    "multihop-rag": "multihop_rag",
    "realtimeqa": "realtimeqa",
    "canard": "canard",
    "qa-bot": "own",
}
FORMATS = tuple(_MODULES)
#: The word for the set that the project ships, and where it lies.
DEMO = "demo"
DEMO_FILE = Path(__file__).parent.parent / "demo.jsonl"
#: What the articles of a published set are called when they lie beside its questions.
_BESIDE = ("articles.jsonl", "articles.jsonl.gz", "articles.jsonl.xz", "corpus.json", "corpus.jsonl")


@dataclass
class QuestionSet:
    """Questions, and what they are asked over.

    One of three: ``stories`` gives each question (by its id) the one text that it is about; ``corpus`` holds the
    articles of a set that brings its own; or neither, and articles or a store must be named. ``lines`` says in
    which line of the file a question stands. ``strict`` sets are at fault when a gold place is not found; in
    published ones that entry is left out.
    """

    name: str
    format: str
    questions: list[Question]
    stories: Mapping[str, Article] = field(default_factory=dict)
    corpus: Corpus | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    strict: bool = False
    path: Path = Path()


def load_set(path: str | Path, format: str | None = None) -> QuestionSet:
    """The set in a file, or the shipped one for the word "demo". Raises SetError with file, line and reason."""
    file = set_file(path)
    if not file.is_file():
        raise SetError(f"{path}: no such file; give a question set, or the word {DEMO} for the one that comes along")
    found = _module(format or detect(file)).read(file)
    assert isinstance(found, QuestionSet)
    found.path = file
    return found


def set_file(path: str | Path) -> Path:
    """Where the set lies: the path itself, unless it is the word for the shipped one."""
    return DEMO_FILE if str(path) == DEMO else Path(path)


def detect(path: Path) -> str:
    """The format of a file, told by its first object. Raises SetError when it is none that is known."""
    first = next((values for _, values in islice(read_objects(path), 1)), None)
    if first is None:
        raise SetError(f"{path}, line 1: the file is empty")
    for name in FORMATS:
        if _module(name).fits(first):
            return name
    raise SetError(
        f"{path}, line 1: no known question format; its keys are {', '.join(sorted(first)[:8])}. "
        f"Say which it is with --format: {', '.join(FORMATS)}"
    )


def articles_beside(path: str | Path) -> Path | None:
    """The file with the articles that lies beside a published set, if there is one."""
    folder = Path(path).parent
    return next((folder / name for name in _BESIDE if (folder / name).is_file()), None)


def set_name(path: Path) -> str:
    """The set's name for tables and folders: the file's, with its folder where that alone says which it is."""
    stem = path.name.split(".")[0]
    return stem if path.parent.name in ("", "eval", ".") else f"{path.parent.name}-{stem}"


def _module(name: str) -> Any:
    if name not in _MODULES:
        raise SetError(f"no such format: {name!r}; there are {', '.join(FORMATS)}")
    return import_module(f"eval.sets.{_MODULES[name]}")
