"""Candidates: the spans that may be the answer, pooled over passages by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_bot.passage import Hit
from qa_bot.reader.model import SpanModel
from qa_bot.reader.squad import normalise
from qa_bot.reader.widen import widen
from qa_bot.sentences import sentence_spans
from qa_bot.values import Value, read_value, same
from qa_bot.wanted import wanted

#: By how many logits an answer of the wrong kind has to be surer than one of the right kind.
_UNFIT = 3.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span [start, end) of a hit's article that may be the answer.

    ``margin`` is the reader's logit margin over "no answer in this passage"; ``marked`` the
    span that the reader gave, before it was widened, or None where nothing was. ``fits`` is False where the
    question plainly asks for another kind of thing, a day for "how many".
    """

    hit: Hit
    start: int
    end: int
    margin: float
    marked: tuple[int, int] | None = None
    fits: bool = True

    @property
    def text(self) -> str:
        """The span as it stands in the article."""
        return self.hit.passage.article.text[self.start : self.end]

    @property
    def value(self) -> Value:
        """What the span states, its "on Friday" told from the day of its article."""
        return read_value(self.text, self.hit.passage.article.day)

    @property
    def short(self) -> str:
        """The span that the reader marked, as it stands in the article."""
        start, end = self.marked or (self.start, self.end)
        return self.hit.passage.article.text[start:end]

    @property
    def sentence(self) -> tuple[int, int]:
        """Characters [start, end) of the article: the sentence or sentences of the passage that carry the span."""
        passage = self.hit.passage
        first, last = self.start, self.end
        for start, end in sentence_spans(passage.text):
            start, end = passage.start + start, passage.start + end
            if start < self.end and end > self.start:
                first, last = min(first, start), max(last, end)
        return first, last

    @property
    def article(self) -> str:
        """Id of the article it stands in."""
        return self.hit.passage.article.id

    def rank(self, retrieval: float) -> float:
        """What candidates compete by: margin, ``retrieval`` times the score of the hit, and the kind of answer."""
        return self.margin + retrieval * self.hit.score - (0.0 if self.fits else _UNFIT)

    def overlaps(self, other: Candidate) -> bool:
        """Whether both stand, in part at least, in the same place."""
        return self.article == other.article and self.start < other.end and other.start < self.end


def find(model: SpanModel, question: str, hits: Sequence[Hit]) -> list[Candidate]:
    """The best spans of each hit, widened to what a person wants to read."""
    found, kind = [], wanted(question)
    for hit, spans in zip(hits, model.spans(question, [hit.passage.text for hit in hits]), strict=True):
        for span in spans:
            start, end = widen(hit.passage.text, span.start, span.end, question)
            if start < end:
                at = hit.passage.start
                value = read_value(hit.passage.text[start:end], hit.passage.article.day)
                marked = (at + span.start, at + span.end)
                found.append(Candidate(hit, at + start, at + end, span.margin, marked, kind.fits(value)))
    return found


def pool(candidates: Iterable[Candidate], retrieval: float) -> list[list[Candidate]]:
    """Candidates that say the same together; the best group first, and in each the best place."""
    groups: list[tuple[set[str], Value, list[Candidate]]] = []
    for candidate in sorted(candidates, key=lambda c: (-c.rank(retrieval), c.article, c.start)):
        words, value = normalise(candidate.text) or candidate.text, candidate.value
        for wordings, head, group in groups:
            if words in wordings or same(value, head):
                wordings.add(words)
                group.append(candidate)
                break
        else:
            groups.append(({words}, value, [candidate]))
    return [group for _, _, group in groups]


def one_an_article(group: Sequence[Candidate]) -> list[Candidate]:
    """The best place in each article that gives the answer with some conviction; of copies in one of them."""
    best: dict[str, Candidate] = {}
    for candidate in group:
        if candidate is group[0] or candidate.margin > 0:
            best.setdefault(candidate.hit.family or candidate.article, candidate)
    return list(best.values())
