"""The project's own format; see ``eval.questions``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.questions import read_questions
from eval.sets import QuestionSet, set_name


def fits(first: dict[str, Any]) -> bool:
    """Whether the first object of a file looks like a question of the project's own."""
    return "question" in first and bool({"answers", "unanswerable", "parts"} & set(first))


def read(path: Path) -> QuestionSet:
    """The questions of the file, with the lines in which they stand."""
    by_line = read_questions(path)
    return QuestionSet(
        name=set_name(path),
        format="qa-bot",
        questions=list(by_line.values()),
        lines={question.id: line for line, question in by_line.items()},
        strict=True,
    )
