"""Run: put the questions, score what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from eval.desk import Desk
from eval.follow_ups import same
from eval.metrics.answers import score_answer
from eval.metrics.citations import score_citations
from eval.metrics.multihop import score_facts
from eval.metrics.retrieval import DEPTH, is_relevant, score_hits
from eval.metrics.timing import timed
from eval.questions import Question
from qa_bot import Answer, Hit


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one question: the hits best first, the answer unless none was asked for, scores and times.

    ``scores`` holds the measures of ``eval.metrics`` that apply to the question. ``times`` are milliseconds.
    """

    question: Question
    hits: Sequence[Hit]
    answer: Answer | None
    scores: dict[str, float]
    times: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """One line of answers.jsonl: the same on every run over the same input, so without times."""
        asked = self.question
        return {
            "id": asked.id,
            "type": asked.type,
            "question": asked.question,
            "history": list(asked.history),
            "accepted": list(asked.answers),
            "parts": [list(part) for part in asked.parts],
            "unanswerable": asked.unanswerable,
            "gold": [{"article": gold.article, "start": gold.start, "end": gold.end} for gold in asked.gold],
            "hits": [_hit(asked, hit) for hit in self.hits],
            "answer": self.answer and self.answer.to_dict(),
            "scores": {name: round(value, 6) for name, value in self.scores.items()},
        }


def run(
    desk: Desk, questions: Iterable[Question], answers: bool = True, searches: bool = True, multihop: bool = False
) -> Iterator[Record]:
    """The records of the questions, one by one: ``answers`` and ``searches`` say what is wanted of each.

    ``multihop`` adds MultiHop-RAG's own measures.
    """
    for question in questions:
        scores: dict[str, float] = {}
        times: dict[str, float] = {}
        hits: list[Hit] = []
        answer: Answer | None = None
        desk.prepare(question)
        if searches:
            hits, times["search"] = timed(partial(desk.search, question))
            if question.answerable:
                scores |= _score_search(desk, question, hits, multihop)
        if answers:
            given, times["ask"] = timed(partial(desk.ask, question))
            scores |= _score_answer(desk, question, given)
            if full := desk.ask_in_full(question):
                scores["as_in_full"] = float(same(given, full))
            answer = given
        yield Record(question, hits, answer, scores, times)


def _score_answer(desk: Desk, question: Question, answer: Answer) -> dict[str, float]:
    return {
        **score_answer(question, answer),
        **score_citations(question, answer, desk.original),
        "confidence": round(answer.confidence, 4),
        "answered": float(answer.answered),
        "answerable": float(question.answerable),
    }


def _score_search(desk: Desk, question: Question, hits: Sequence[Hit], multihop: bool) -> dict[str, float]:
    articles = dict.fromkeys(gold.article for gold in question.gold)
    scores = score_hits(question, hits, [p for article in articles for p in desk.passages(article)])
    if multihop and question.gold:
        facts = [gold.quote for gold in question.gold]
        scores |= score_facts([hit.passage.text for hit in hits[:DEPTH]], facts)
    return scores


def _hit(question: Question, hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "article": passage.article.id,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
        "relevant": question.answerable and is_relevant(question, passage),
    }
