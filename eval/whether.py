"""Whether the sentences found for a question for yes or no tell, judged by the question that it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eval.metrics.answers import findable, stands_in
from eval.questions import Question
from qa_bot.passage import Hit
from qa_bot.reader.candidates import find
from qa_bot.reader.confidence import Telling
from qa_bot.reader.extractive import ExtractiveReader
from qa_bot.reader.sentences import telling_sentences
from qa_bot.reader.whether import as_whether


def tell(question: Question, hits: Sequence[Hit], reader: ExtractiveReader) -> tuple[Telling, bool] | None:
    """The evidence for the sentences that the reader would give, and whether an accepted answer stands in them.

    ``question`` asks whether; its accepted answers are those of the question that it was made of. A sentence with one
    of them tells when, where, why or how, so it tells whether. None where no sentence was found.
    """
    chosen = telling_sentences(question.question, find(reader.model, question.question, hits), reader.encoder)
    if not chosen:
        return None
    right = any(stands_in(answer, each.text) for answer in findable(question.answers) for each in chosen)
    return Telling.of(chosen), right and question.answerable


def asking_whether(question: Question) -> Question | None:
    """The question made of ``question``, with its id, gold and answers, or None."""
    words = as_whether(question.question)
    return replace(question, question=words) if words else None
