"""MultiHop-RAG: questions whose evidence lies in two to four news articles, some with none at all.

Source: Tang and Yang, "MultiHop-RAG: Benchmarking Retrieval-Augmented Generation for Multi-Hop Queries" (2024),
https://github.com/yixuantt/MultiHop-RAG. ``null_query`` questions have no answer in the articles.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.errors import SetError
from eval.files import read_objects
from eval.questions import Gold, Question
from eval.sets import QuestionSet, set_name


def fits(first: dict[str, Any]) -> bool:
    """Whether the first object of a file is a MultiHop-RAG query."""
    return {"query", "evidence_list"} <= set(first)


def read(path: Path) -> QuestionSet:
    """All queries; the facts of their evidence are their gold quotes. The articles must be named."""
    questions = []
    for line, values in read_objects(path):
        try:
            null = values["question_type"] == "null_query"
            questions.append(
                Question(
                    id=str(values.get("id") or f"q{line:04}"),
                    question=values["query"].strip(),
                    answers=() if null else (values["answer"],),
                    type=values["question_type"].removesuffix("_query"),
                    gold=() if null else tuple(Gold(e["url"], e["fact"]) for e in values["evidence_list"]),
                    unanswerable=null,
                )
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise SetError(f"{path}, line {line}: no MultiHop-RAG query: {error!r}") from error
    return QuestionSet(set_name(path), "multihop-rag", questions)
