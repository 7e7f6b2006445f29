"""A follow-up as a question that stands alone: what it leaves out comes from the answers before it."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.answer import Answer
from qa_bot.conversation.antecedent import REACH
from qa_bot.conversation.dependence import depends
from qa_bot.conversation.rewrite import in_full, rewrite, without_topic
from qa_bot.conversation.turn import Turn, past

__all__ = ["stand_alone", "without_topic"]


def stand_alone(question: str, history: Sequence[Answer]) -> str:
    """``question`` as it can be asked without ``history``, the earlier answers, oldest first.

    A question that stands alone, or opens a new subject, is returned as it is.
    """
    turns = [Turn(answer) for answer in reversed(history[-REACH:])]
    if not turns or not depends(question, past(turns)):
        return in_full(question, turns)
    return rewrite(question, turns)
