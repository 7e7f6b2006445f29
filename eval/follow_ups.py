"""Follow-ups: the conversations of question sets as a bot is given them, and whether two answers say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from eval.metrics.answers import stands_in
from eval.questions import Gold, Question
from qa_bot import NOT_SAID, Answer, Article, Citation
from qa_bot.conversation import stand_alone
from qa_bot.reader.squad import f1

#: How follow-ups are asked: by the bot's own rewrite, as they stand, or in the words of the set.
HOW = ("own", "raw", "human")


def told_history(question: Question, articles: Mapping[str, Article]) -> list[Answer]:
    """The earlier questions with the answers that the set itself gives, oldest first, as a bot gives them."""
    answers: list[Answer] = []
    for earlier, place in zip(question.history, question.told, strict=True):
        full = stand_alone(earlier, answers)
        if place.article and place.start is not None and place.end is not None:
            citation = Citation(articles[place.article], place.start, place.end)
            answers.append(Answer(earlier, True, place.quote, 1.0, (citation,), standalone=full))
        else:
            answers.append(Answer(earlier, False, NOT_SAID, 0.0, standalone=full))
    return answers


def with_told(questions: Iterable[Question]) -> list[Question]:
    """The questions, those with a history told by the gold of the earlier ones where the set has them."""
    questions = list(questions)
    known = {(each.history, each.question): each.gold[0] for each in questions if each.gold}
    return [
        replace(
            each,
            told=tuple(known.get((each.history[:at], text), Gold("")) for at, text in enumerate(each.history)),
        )
        for each in questions
    ]


def same(one: Answer, other: Answer) -> bool:
    """Whether both keep back, or give answers of which one holds the other or half the words are shared (F1)."""
    if not one.answered or not other.answered:
        return one.answered == other.answered
    agree = stands_in(one.text, other.text) or stands_in(other.text, one.text)
    return agree or f1(one.text, [other.text]) >= 0.5
