"""A follow-up as a question that stands alone: what it leaves out comes from the answers before it."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.answer import Answer
from qa_bot.conversation.antecedent import REACH
from qa_bot.conversation.dependence import capitals, depends, share_known
from qa_bot.conversation.rewrite import in_full, rewrite
from qa_bot.conversation.topic import without_topic
from qa_bot.conversation.turn import Turn, known, past

__all__ = ["stand_alone", "strays", "without_topic"]

#: From this share of its words in the articles spoken of, a question that names nothing goes on about them.
_GOES_ON = 0.5


def stand_alone(question: str, history: Sequence[Answer]) -> str:
    """``question`` as it can be asked without ``history``, the earlier answers, oldest first.

    A question that stands alone, or opens a new subject, is returned as it is.
    """
    turns = [Turn(answer) for answer in reversed(history[-REACH:])]
    if not turns or not depends(question, past(turns), known(turns)):
        return in_full(question, turns)
    return rewrite(question, turns)


def strays(answer: Answer, history: Sequence[Answer]) -> bool:
    """Whether an answer comes from another story, while its question goes on about what was spoken of.

    "Who was arrested?" of a fire is not answered by the arrests after a robbery. A question with names of its own, or
    in words that the articles spoken of do not have, may be about something else.
    """
    turns = [Turn(each) for each in reversed(history[-REACH:])]
    spoken = {article.id for turn in turns for article in turn.articles}
    if not answer.citations or answer.citations[0].article.id in spoken:
        return False
    return not capitals(answer.standalone) and share_known(answer.standalone, known(turns)) >= _GOES_ON
