"""The extractive reader: spans from a trained model, pooled over passages, with their sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qa_bot.answer import NOT_SAID, Answer, Citation
from qa_bot.encoder import Encoder
from qa_bot.passage import Hit
from qa_bot.reader.confidence import PLAIN, Calibration, Evidence
from qa_bot.reader.model import SHIPPED, HuggingFaceSpanModel, OnnxSpanModel
from qa_bot.reader.question import Form, form
from qa_bot.reader.sentences import best_sentences
from qa_bot.reader.squad import normalise
from qa_bot.reader.widen import widen
from qa_bot.sentences import sentence_spans

#: Articles cited for one phrase, at most, and passages shown when there is no answer.
_CITED = 3
_NEAREST = 3
#: What a full retrieval score adds to the reader's margin when passages compete.
_RETRIEVAL_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A span [start, end) of a hit's article that may be the answer."""

    hit: Hit
    start: int
    end: int
    margin: float

    @property
    def text(self) -> str:
        return self.hit.passage.article.text[self.start : self.end]

    @property
    def rank(self) -> float:
        return self.margin + _RETRIEVAL_WEIGHT * self.hit.score


class ExtractiveReader:
    """Reads with the shipped model, or with a Hugging Face model by name or folder."""

    def __init__(self, encoder: Encoder, model: str | None = None) -> None:
        self.name = model or "qa_bot"
        self._encoder = encoder
        own = model is None or (Path(model) / "reader.onnx").exists()
        self._model = OnnxSpanModel(Path(model) if model else SHIPPED) if own else HuggingFaceSpanModel(self.name)

    @cached_property
    def _calibration(self) -> Calibration:
        values = self._model.card.get("calibration")
        return Calibration(values["bias"], values["weights"], values["threshold"]) if values else PLAIN

    def read(self, question: str, hits: Sequence[Hit]) -> Answer:
        """Answer from the hits, or say that they do not say and give the nearest passages."""
        nearest = tuple(hits[:_NEAREST])
        groups = self.candidates(question, hits)
        if not groups:
            return Answer(question, False, NOT_SAID, 0.0, (), nearest)
        evidence = self.evidence(question, groups)
        confidence = self._calibration.probability(evidence)
        if confidence < self._calibration.threshold:
            return Answer(question, False, NOT_SAID, confidence, (), nearest)
        wanted = form(question)
        if wanted is Form.SENTENCES:
            citations = tuple(
                Citation(s.hit.passage.article, s.start, s.end) for s in best_sentences(question, hits, self._encoder)
            )
            if citations:
                return Answer(question, True, " ".join(c.quote for c in citations), confidence, citations)
        best = groups[0]
        citations = tuple(_cite(candidate) for candidate in _one_an_article(best)[:_CITED])
        text = citations[0].quote if wanted is Form.SENTENCE else best[0].text
        return Answer(question, True, text, confidence, citations)

    def candidates(self, question: str, hits: Sequence[Hit]) -> list[list[_Candidate]]:
        """Answers that compete, best first; each the list of its places, best first."""
        groups: dict[str, list[_Candidate]] = defaultdict(list)
        for hit, spans in zip(hits, self._model.spans(question, [h.passage.text for h in hits]), strict=True):
            for span in spans:
                start, end = widen(hit.passage.text, span.start, span.end, question)
                if start < end:
                    offset = hit.passage.start
                    candidate = _Candidate(hit, offset + start, offset + end, span.margin)
                    groups[normalise(candidate.text) or candidate.text].append(candidate)
        for group in groups.values():
            group.sort(key=lambda c: (-c.rank, c.hit.passage.article.id, c.start))
        return sorted(groups.values(), key=lambda group: -group[0].rank)

    def evidence(self, question: str, groups: Sequence[Sequence[_Candidate]]) -> Evidence:
        """What speaks for the first of the competing answers."""
        best = groups[0][0]
        others = [g[0].rank for g in groups[1:] if not _overlap(g[0], best)]
        lead = best.rank - max(others, default=best.rank - 10)
        return Evidence.of(question, best.hit, best.margin, lead, len(_one_an_article(groups[0])))


def _overlap(one: _Candidate, other: _Candidate) -> bool:
    same = one.hit.passage.article.id == other.hit.passage.article.id
    return same and one.start < other.end and other.start < one.end


def _one_an_article(group: Sequence[_Candidate]) -> list[_Candidate]:
    """The best place in each article that gives the answer with some conviction."""
    best: dict[str, _Candidate] = {}
    for candidate in group:
        if candidate is group[0] or candidate.margin > 0:
            best.setdefault(candidate.hit.passage.article.id, candidate)
    return list(best.values())


def _cite(candidate: _Candidate) -> Citation:
    """The sentence or sentences of the passage that carry the span."""
    passage = candidate.hit.passage
    first, last = candidate.start, candidate.end
    for start, end in sentence_spans(passage.text):
        start, end = passage.start + start, passage.start + end
        if start < candidate.end and end > candidate.start:
            first, last = min(first, start), max(last, end)
    return Citation(passage.article, first, last, candidate.start, candidate.end)
