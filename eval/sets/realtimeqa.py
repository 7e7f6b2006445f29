"""RealTimeQA: questions of weekly news quizzes, each asked on a day.

Source: Kasai et al., "RealTime QA: What's the Answer Right Now?" (2022),
https://github.com/realtimeqa/realtimeqa_public. Read are the owners' ``*_qa.jsonl`` (``question_sentence``,
``choices``, ``answer`` as indices of choices; their "none of the above" variant counts as unanswerable) and a form
with ``question``, ``answers`` and ``gold`` places in articles of a corpus.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from eval.errors import SetError
from eval.files import read_objects
from eval.questions import Gold, Question, question_word
from eval.sets import QuestionSet, set_name

_NONE = "none of the above"


def fits(first: dict[str, Any]) -> bool:
    """Whether the first object of a file is a RealTimeQA question of either form."""
    return "question_sentence" in first or {"question", "answers", "choices"} <= set(first)


def read(path: Path) -> QuestionSet:
    """All questions. The articles must be named."""
    questions = []
    for line, values in read_objects(path):
        try:
            questions.append(_published(values) if "question_sentence" in values else _placed(values))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise SetError(f"{path}, line {line}: no RealTimeQA question: {error!r}") from error
    return QuestionSet(set_name(path), "realtimeqa", questions)


def _published(values: dict[str, Any]) -> Question:
    text = values["question_sentence"].strip()
    right = tuple(values["choices"][int(index)] for index in values["answer"])
    none = any(choice.strip().lower() == _NONE for choice in right)
    return Question(
        id=values["question_id"],
        question=text,
        answers=() if none else right,
        type=question_word(text),
        unanswerable=none,
        asked=date.fromisoformat(values["question_date"].replace("/", "-")),
    )


def _placed(values: dict[str, Any]) -> Question:
    text = values["question"].strip()
    return Question(
        id=values["id"],
        question=text,
        answers=tuple(values["answers"]),
        type=question_word(text),
        gold=tuple(Gold(place["doc"], place["text"], place["answer_start"]) for place in values.get("gold", ())),
        asked=date.fromisoformat(values["asked"]),
    )
