"""Answers: exact match and F1 as SQuAD has them, and whether what was asked for can be read in the answer.

- ``em``, ``f1``: Rajpurkar et al. (2018), the official script for SQuAD 2.0; an unanswerable question scores 1 when no
  answer was given. ``has_em``, ``has_f1`` and ``no_answer`` are the same over the answerable and the unanswerable ones
  (HasAns and NoAns there).
- ``span_em``, ``span_f1``: the same of the answer's short form, the span that the reader marked before it was widened
  for people ("10,000" to "more than 10,000 troops") or grown into sentences. Span sets such as SQuAD and NewsQA, and
  the figures published for them, are about such spans.
- ``found``: answerable questions where an accepted answer stands in the answer or in one of its quotes, word for word
  after SQuAD's normalisation and with all quotation marks alike. It measures what a reader of the page gets to see,
  and is generous to long quotes. Left out where only "yes" or "no" is accepted: those prove nothing where they stand.
- ``parts``: where a complete answer has several parts, the share of them that stand in the answer or its quotes.
- ``disputed``: of questions of type "disagreement" that have parts, whether two of these stand in different positions.
  ``false_alarm``: of other answerable questions for a figure or a day, whether positions were seen all the same; left
  out for follow-ups and for types "changed" and "date-bound", where an older report does say something else.
- ``right``: what confidence is measured against. Right is an answer whose F1 is at least one half, or in which an
  accepted answer stands whole ("more than 10,000 troops" for "10,000"), or that has all its parts; and, for an
  unanswerable question, no answer.
Where only "yes" or "no" is accepted, sentences that tell say neither word: of an answer that is not one of the two,
none of these measures is taken. Its quotes are judged as all are (``eval.metrics.citations``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from eval.questions import Question
from qa_bot import Answer
from qa_bot.reader.squad import exact_match, f1, normalise
from qa_bot.wanted import wanted

#: Marks that newspapers set: quotation marks and apostrophes, dashes, an ellipsis.
_TO_ASCII = str.maketrans(dict.fromkeys("‘’‚‛“”„«»", "'") | dict.fromkeys("–—…", " "))
#: Kinds of answer of which it can be told that two contradict each other.
_FIGURES = ("number", "money", "share", "measure", "date")
#: From this F1 on an answer counts as right.
_RIGHT = 0.5


def score_answer(question: Question, answer: Answer) -> dict[str, float]:
    """The measures above for one question; those that do not apply to it are left out."""
    given = answer.text if answer.answered else ""
    em, overlap = exact_match(given, question.answers), f1(given, question.answers)
    short = answer.short or given
    span = {"span_em": exact_match(short, question.answers), "span_f1": f1(short, question.answers)}
    if question.unanswerable:
        silent = float(not answer.answered)
        return {"em": em, "f1": overlap, **span, "no_answer": silent, "right": silent}
    shown = [given, *(citation.quote for citation in answer.citations)]
    scores: dict[str, float] = {}
    if question.answers and not findable(question.answers) and not _is_yes_or_no(given):
        return scores
    if question.answers:
        scores |= {"em": em, "f1": overlap, "has_em": em, "has_f1": overlap, **span}
    if findable(question.answers):
        scores["found"] = float(any(stands_in(text, part) for text in findable(question.answers) for part in shown))
    if question.parts:
        there = [any(stands_in(form, part) for form in forms for part in shown) for forms in question.parts]
        scores["parts"] = sum(there) / len(there)
        scores["found"] = max(scores.get("found", 0.0), float(all(there)))
    scores |= _score_positions(question, answer)
    whole = any(stands_in(text, given) for text in findable(question.answers)) or scores.get("parts") == 1
    scores["right"] = float(answer.answered and (whole or bool(question.answers and overlap >= _RIGHT)))
    return scores


def _score_positions(question: Question, answer: Answer) -> dict[str, float]:
    if question.type == "disagreement" and len(question.parts) > 1:
        held = [
            {at for at, part in enumerate(question.parts) for form in part if stands_in(form, position.text)}
            for position in answer.positions
        ]
        apart = any(one and other and one != other for one, other in combinations(held, 2))
        return {"disputed": float(apart)}
    moving = question.type in ("disagreement", "changed", "date-bound")
    if moving or question.parts or question.history or wanted(question.question).kind not in _FIGURES:
        return {}
    return {"false_alarm": float(bool(answer.positions))}


def findable(answers: Iterable[str]) -> list[str]:
    """Those of the accepted answers that can be looked for in a text: all but yes and no."""
    return [answer for answer in answers if _normalised(answer) and not _is_yes_or_no(answer)]


def _is_yes_or_no(text: str) -> bool:
    return _normalised(text) in ("yes", "no")


def stands_in(answer: str, text: str) -> bool:
    """Whether the words of ``answer`` stand in ``text`` in a row, whatever the case and the quotation marks.

    SQuAD's normalisation knows ASCII punctuation only; newspapers set other marks, which are made ASCII before.
    """
    wanted = _normalised(answer)
    return bool(wanted) and f" {wanted} " in f" {_normalised(text)} "


@lru_cache(maxsize=4096)
def _normalised(text: str) -> str:
    return normalise(text.translate(_TO_ASCII))
