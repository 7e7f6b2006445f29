"""MRQA 2019 shared task: a header line, then one context with its questions on each line.

Source: Fisch et al., "MRQA 2019 Shared Task: Evaluating Generalization in Reading Comprehension" (2019),
https://github.com/mrqa/MRQA-Shared-Task-2019. All questions are answerable; ``answers`` are what its script accepts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.errors import SetError
from eval.files import read_objects
from eval.questions import Question, question_word
from eval.sets import QuestionSet, set_name
from qa_bot import Article, ArticleError


def fits(first: dict[str, Any]) -> bool:
    """Whether the first object of a file is the header of an MRQA file, or one of its contexts."""
    if "header" in first:
        return True
    qas = first.get("qas") if "context" in first else None
    return isinstance(qas, list) and bool(qas) and "detected_answers" in qas[0]


def read(path: Path) -> QuestionSet:
    """All questions, each with its context as its story."""
    questions: list[Question] = []
    stories: dict[str, Article] = {}
    for line, values in read_objects(path):
        if "header" in values:
            continue
        try:
            story = Article(values["context"])
            for qa in values["qas"]:
                question = _question(qa)
                questions.append(question)
                stories[question.id] = story
        except (KeyError, TypeError, ArticleError) as error:
            raise SetError(f"{path}, line {line}: no MRQA context: {error!r}") from error
    if len(stories) < len(questions):
        raise SetError(f"{path}: {len(questions) - len(stories)} question ids stand there more than once")
    return QuestionSet(set_name(path), "mrqa", questions, stories)


def _question(qa: dict[str, Any]) -> Question:
    text = qa["question"].strip()
    answers = tuple(dict.fromkeys(answer for answer in qa["answers"] if answer.strip()))
    return Question(str(qa.get("qid") or qa["id"]), text, answers, question_word(text), unanswerable=not answers)
