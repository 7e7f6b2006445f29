"""The extractive reader: spans from a trained model, pooled over passages, with their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from qa_bot.answer import NOT_SAID, Answer, Citation, Position
from qa_bot.encoder import Encoder
from qa_bot.missing import missing
from qa_bot.passage import Hit
from qa_bot.reader.candidates import Candidate, find, one_an_article, pool
from qa_bot.reader.confidence import PLAIN, Calibration, Caution, Evidence, Telling
from qa_bot.reader.disagreement import positions
from qa_bot.reader.leading import leading
from qa_bot.reader.listing import asks_list, items
from qa_bot.reader.model import SHIPPED, HuggingFaceSpanModel, OnnxSpanModel
from qa_bot.reader.question import Form
from qa_bot.reader.question import form as form_of
from qa_bot.reader.sentences import Sentence, best_sentences, in_reading_order, telling_sentences

#: Articles cited for one phrase, at most, and passages shown when there is no answer.
_CITED = 3
_NEAREST = 3
#: Whoever asks for yes or no takes a sentence for the one or the other, so it must tell more likely than not. Who asks
#: what each of several sources says compares them for himself.
_TELLS = 0.5


class ExtractiveReader:
    """Reads with the shipped model, or with a Hugging Face model by name or folder."""

    def __init__(
        self,
        encoder: Encoder,
        model: str | None = None,
        threshold: float | None = None,
        caution: Caution | None = None,
    ) -> None:
        self.name = model or "qa_bot"
        self._caution = caution
        self.encoder = encoder
        self._threshold = threshold
        own = model is None or (Path(model) / "reader.json").exists()
        self.model = OnnxSpanModel(Path(model) if model else SHIPPED) if own else HuggingFaceSpanModel(self.name)

    @cached_property
    def calibration(self) -> Calibration:
        """The model's own, or a plain one for models that bring none."""
        values = self.model.card.get("calibration")
        found = Calibration.from_dict(values) if values else PLAIN
        return found if self._threshold is None else replace(found, threshold=self._threshold)

    def read(
        self, question: str, hits: Sequence[Hit], caution: Caution | None = None, form: Form | None = None
    ) -> Answer:
        """Answer from the hits, or say that they do not say and give the nearest passages.

        How sure an answer must be to be given is ``caution``'s, or that with which the reader was made. ``form`` is
        that of the question of which this one is a piece.
        """
        threshold = self.calibration.least(caution or self._caution)
        nearest = tuple(hits[:_NEAREST])
        weights = self.calibration.retrieval, self.calibration.wording
        candidates = find(self.model, question, hits) if hits else []
        groups, wanted = pool(candidates, *weights), form or form_of(question)
        if not groups:
            return Answer(question, False, NOT_SAID, 0.0, (), nearest, missing=missing(question, hits))
        telling: list[Sentence] = []
        phrase = wanted is Form.PHRASE
        listed = items(groups) if phrase and asks_list(question) else []
        held = positions(question, groups, self.encoder) if phrase and len(listed) < 2 else []
        if wanted is Form.WHETHER:
            telling = telling_sentences(question, candidates, self.encoder)
        if telling:
            confidence = self.calibration.tells(Telling.of(telling))
            if form is None and self._threshold is None:
                threshold = max(threshold, _TELLS)
        else:
            confidence = self._confidence(question, groups, held)
        if confidence < threshold:
            return Answer(question, False, NOT_SAID, confidence, (), nearest, missing=missing(question, hits))
        if telling:
            return _in_sentences(question, confidence, in_reading_order(telling))
        if wanted in (Form.SENTENCE, Form.SENTENCES):
            reason = wanted is Form.SENTENCE
            if sentences := best_sentences(question, hits, candidates, self.encoder, reason):
                return _in_sentences(question, confidence, sentences, groups[0][0])
        if len(listed) > 1:
            text = ", ".join(item.text for item in listed)
            return Answer(question, True, text, confidence, tuple(map(_cite, listed)), short=groups[0][0].short)
        best = leading(question, held, *weights) if len(held) > 1 else groups[0]
        citations = tuple(_cite(candidate) for candidate in one_an_article(best)[:_CITED])
        said = _newest_first(held) if len(held) > 1 else ()
        return Answer(question, True, best[0].text, confidence, citations, positions=said, short=best[0].short)

    def _confidence(
        self, question: str, groups: Sequence[Sequence[Candidate]], held: Sequence[Sequence[Candidate]]
    ) -> float:
        """The probability that the first group is right; of positions that contradict each other, that of the surest.

        All of them are shown, and that there is another does not make it less likely that they answer the question.
        """
        weights = self.calibration.retrieval, self.calibration.wording
        shown = {id(each) for position in held or groups[:1] for each in position}
        others = [group for group in groups if not any(id(each) in shown for each in group)]
        return max(
            self.calibration.probability(Evidence.of(question, [position, *others], *weights))
            for position in held or groups[:1]
        )


def _in_sentences(
    question: str, confidence: float, sentences: Sequence[Sentence], best: Candidate | None = None
) -> Answer:
    """The sentences, each a citation; in the one that holds the reader's best span that span is marked."""
    citations = []
    for each in sentences:
        article = each.hit.passage.article
        marked = best and best.article == article.id and each.start <= best.start and best.end <= each.end
        span = (best.start, best.end) if best and marked else (None, None)
        citations.append(Citation(article, each.start, each.end, *span))
    text = " ".join(each.quote for each in citations)
    return Answer(question, True, text, confidence, tuple(citations), short=best.short if best else "")


def _newest_first(held: Sequence[Sequence[Candidate]]) -> tuple[Position, ...]:
    """What contradicting articles say, each position and its citations the newest first."""
    found = [
        Position(each[0].text, tuple(sorted(map(_cite, one_an_article(each)), key=_day, reverse=True))) for each in held
    ]
    return tuple(sorted(found, key=lambda each: _day(each.citations[0]), reverse=True))


def _day(citation: Citation) -> date:
    return citation.article.day or date.min


def _cite(candidate: Candidate) -> Citation:
    """The sentence or sentences of the passage that carry the span."""
    return Citation(candidate.hit.passage.article, *candidate.sentence, candidate.start, candidate.end)
