"""Candidates: the spans that may be the answer, pooled over passages by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_bot.passage import Hit
from qa_bot.reader.model import SpanModel
from qa_bot.reader.squad import normalise
from qa_bot.reader.widen import widen
from qa_bot.sentences import sentence_spans
from qa_bot.terms import terms
from qa_bot.values import Value, read_value, same
from qa_bot.wanted import wanted

#: By how many logits an answer of the wrong kind has to be surer than one of the right kind.
_UNFIT = 3.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span [start, end) of a hit's article that may be the answer.

    ``margin`` is the reader's logit margin over "no answer in this passage"; ``marked`` the
    span that the reader gave, before it was widened, or None where nothing was. ``fits`` is False where the
    question plainly asks for another kind of thing, a day for "how many". ``shared`` is the share of
    the question's words that stand in its sentence.
    """

    hit: Hit
    start: int
    end: int
    margin: float
    marked: tuple[int, int] | None = None
    fits: bool = True
    shared: float = 0.0

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
        at = self.hit.passage.start
        sentences = sentence_spans(self.hit.passage.text)
        first, last = _carrying(sentences, self.start - at, self.end - at)
        return at + first, at + last

    @property
    def article(self) -> str:
        """Id of the article it stands in."""
        return self.hit.passage.article.id

    def rank(self, retrieval: float, wording: float = 0.0) -> float:
        """What candidates compete by: the margin, and the kind of answer, score of the hit and words of the sentence.

        ``retrieval`` is the weight of the score, ``wording`` that of the share of the question's words.
        """
        unfit = 0.0 if self.fits else _UNFIT
        return self.margin + retrieval * self.hit.score + wording * self.shared - unfit

    def overlaps(self, other: Candidate) -> bool:
        """Whether both stand, in part at least, in the same place."""
        return self.article == other.article and self.start < other.end and other.start < self.end


def find(model: SpanModel, question: str, hits: Sequence[Hit]) -> list[Candidate]:
    """The best spans of each hit, widened to what a person wants to read."""
    found, kind, asked = [], wanted(question), set(terms(question))
    texts, titles = [hit.passage.text for hit in hits], [hit.passage.article.title for hit in hits]
    for hit, spans in zip(hits, model.spans(question, texts, titles=titles), strict=True):
        sentences = sentence_spans(hit.passage.text) if spans else []
        for span in spans:
            start, end = widen(hit.passage.text, span.start, span.end, question)
            if start < end:
                at = hit.passage.start
                value = read_value(hit.passage.text[start:end], hit.passage.article.day)
                marked = (at + span.start, at + span.end)
                there = set(terms(hit.passage.text[slice(*_carrying(sentences, start, end))]))
                shared = len(asked & there) / len(asked) if asked else 0.0
                found.append(Candidate(hit, at + start, at + end, span.margin, marked, kind.fits(value), shared))
    return found


def _carrying(sentences: Sequence[tuple[int, int]], first: int, last: int) -> tuple[int, int]:
    """The span from the beginning to the end of the sentences that [first, last) stands in."""
    inside = [(start, end) for start, end in sentences if start < last and end > first]
    return min([first, *(start for start, _ in inside)]), max([last, *(end for _, end in inside)])


def pool(candidates: Iterable[Candidate], retrieval: float, wording: float = 0.0) -> list[list[Candidate]]:
    """Candidates that say the same together; the best group first, and in each the best place."""
    groups: list[tuple[set[str], Value, list[Candidate]]] = []
    for candidate in sorted(candidates, key=lambda c: (-c.rank(retrieval, wording), c.article, c.start)):
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
