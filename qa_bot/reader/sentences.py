"""Answers of several sentences: those that speak to the question, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa_bot.encoder import Encoder
from qa_bot.passage import Hit
from qa_bot.reader.candidates import Candidate
from qa_bot.sentences import sentence_spans
from qa_bot.terms import terms

#: Sentences in an answer, at most.
MOST = 4
#: Passages whose sentences compete.
_PASSAGES = 5
#: A sentence is taken when it scores at least this share of the best one.
_SHARE = 0.75
#: Two sentences with this cosine say the same.
_REPEATS = 0.85


#: Of the sentences that tell whether something is so, at most so many are given.
TELLING = 2
#: What a logit of the reader's margin weighs among them.
_MARGIN = 0.05
#: The margin where the reader found nothing in a sentence.
_NOTHING = -10.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: characters [start, end) of its article, and how well it fits.

    ``shared`` is the share of the question's words in it, ``margin`` the reader's for the best span there.
    """

    hit: Hit
    start: int
    end: int
    score: float
    shared: float = 0.0
    margin: float = _NOTHING


def best_sentences(question: str, hits: Sequence[Hit], encoder: Encoder) -> list[Sentence]:
    """One to ``MOST`` sentences that fit the question best, none repeating another.

    They come article by article, the article of the best sentence first, and in the order
    in which they stand there. A sentence's score is the mean of its cosine with the
    question and the share of the question's words that it holds, 0 to 1.
    """
    return in_reading_order(_best(question, hits, encoder, MOST, ()))


def telling_sentences(
    question: str, hits: Sequence[Hit], encoder: Encoder, candidates: Sequence[Candidate]
) -> list[Sentence]:
    """One or two sentences that tell whether what the question asks is so, the best first.

    To the score that ``best_sentences`` goes by come the hit's own and the margin of the reader's ``candidates``: what
    it would mark as the answer if it were asked when or where stands in the same sentence.
    """
    return _best(question, hits, encoder, TELLING, candidates)


def _best(
    question: str, hits: Sequence[Hit], encoder: Encoder, most: int, candidates: Sequence[Candidate]
) -> list[Sentence]:
    found: list[Sentence] = []
    texts: list[str] = []
    asked = set(terms(question))
    for hit in hits[:_PASSAGES]:
        passage = hit.passage
        for start, end in sentence_spans(passage.text):
            text = passage.text[start:end]
            if len(terms(text)) >= 3:
                found.append(Sentence(hit, passage.start + start, passage.start + end, 0.0))
                texts.append(text)
    if not found:
        return []
    vectors = encoder.encode_passages(texts)
    cosines = vectors @ encoder.encode_queries([question])[0]
    shares = [len(asked & set(terms(text))) / len(asked) if asked else 0.0 for text in texts]
    margins = [_margin(sentence, candidates) for sentence in found]
    scores = (cosines + np.array(shares)) / 2
    if candidates:
        scores += np.array([s.hit.score + _MARGIN * m for s, m in zip(found, margins, strict=True)]) / 2
    order = np.argsort(-scores, kind="stable")
    taken: list[int] = []
    for i in order:
        if scores[i] < _SHARE * scores[order[0]] or len(taken) == most:
            break
        if not taken or max(vectors[i] @ vectors[j] for j in taken) < _REPEATS:
            taken.append(int(i))
    return [replace(found[i], score=float(scores[i]), shared=shares[i], margin=margins[i]) for i in taken]


def in_reading_order(chosen: Sequence[Sentence]) -> list[Sentence]:
    """The sentences article by article, in the order in which they stand there; ``chosen`` come the best first."""
    rank = {sentence.hit.passage.article.id: -place for place, sentence in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda s: (-rank[s.hit.passage.article.id], s.start))


def _margin(sentence: Sentence, candidates: Sequence[Candidate]) -> float:
    inside = [
        candidate.margin
        for candidate in candidates
        if candidate.article == sentence.hit.passage.article.id
        and candidate.start < sentence.end
        and candidate.end > sentence.start
    ]
    return max([_NOTHING, *inside])
