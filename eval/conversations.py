"""Conversations: the follow-ups of a question set with the articles that they speak of, without a bot."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping

from eval.errors import EvalError
from eval.follow_ups import with_told
from eval.prepare import corpus_of, placed
from eval.questions import Question
from eval.sets import load_set
from qa_bot import Article


def conversations(name: str) -> tuple[list[Question], Mapping[str, Article]]:
    """The follow-ups of a set, their histories told by the set itself, and its articles. Raises EvalError."""
    found = load_set(name)
    corpus = corpus_of(Namespace(set=name, subset=None, articles=None, store=None), found)
    assert corpus is not None
    questions = placed(found, found.questions, corpus)
    if found.format != "canard":
        questions = with_told(questions)
    follow_ups = [question for question in questions if question.history]
    if not follow_ups:
        raise EvalError(f"{name}: there is no question with a history")
    return follow_ups, corpus.articles
