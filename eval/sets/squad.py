"""SQuAD 1.1 and 2.0, as their authors publish them or with one paragraph a line.

The published file is one JSON document, ``{"version": …, "data": [{"title", "paragraphs": [{"context", "qas"}]}]}``;
the other form has ``{"title", "context", "qas"}`` on each line. Source: Rajpurkar, Jia and Liang, "Know What You
Don't Know: Unanswerable Questions for SQuAD" (ACL 2018), https://rajpurkar.github.io/SQuAD-explorer/.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.errors import SetError
from eval.files import read_objects
from eval.questions import Question, question_word
from eval.sets import QuestionSet, set_name
from qa_bot import Article, ArticleError
from qa_bot.reader.squad import normalise


def fits(first: dict[str, Any]) -> bool:
    """Whether the first object of a file is a SQuAD document or paragraph."""
    return isinstance(first.get("data"), list) or {"context", "qas"} <= set(first)


def read(path: Path) -> QuestionSet:
    """All questions, each with its paragraph as its story."""
    questions: list[Question] = []
    stories: dict[str, Article] = {}
    for line, values in read_objects(path):
        try:
            for title, paragraph in _paragraphs(values):
                story = Article(paragraph["context"], _title(title, paragraph["context"]))
                found = [_question(qa) for qa in paragraph["qas"]]
                questions += found
                stories |= {question.id: story for question in found}
        except (KeyError, TypeError, ArticleError) as error:
            raise SetError(f"{path}, line {line}: no SQuAD paragraph: {error!r}") from error
    if len(stories) < len(questions):
        raise SetError(f"{path}: {len(questions) - len(stories)} question ids stand there more than once")
    return QuestionSet(set_name(path), "squad", questions, stories)


def _paragraphs(values: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "data" not in values:
        yield values.get("title") or "", values
        return
    for document in values["data"]:
        for paragraph in document["paragraphs"]:
            yield document.get("title") or "", paragraph


def _question(qa: dict[str, Any]) -> Question:
    """As in the official script, an answer of which normalisation leaves nothing counts only when no other is left."""
    texts = list(dict.fromkeys(answer["text"] for answer in qa["answers"]))
    answers = tuple(text for text in texts if normalise(text)) or tuple(texts)
    question = qa["question"].strip()
    return Question(str(qa["id"]), question, answers, question_word(question), unanswerable=not answers)


def _title(title: str, context: str) -> str:
    """The title, unless it is only the beginning of the text, as sets without titles have it."""
    return "" if context.startswith(title) else title.replace("_", " ")
