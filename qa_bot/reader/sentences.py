"""Answers of several sentences: those that speak to the question, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_bot.encoder import Encoder
from qa_bot.passage import Hit
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: characters [start, end) of its article, and how well it fits (0 to 1)."""

    hit: Hit
    start: int
    end: int
    score: float


def best_sentences(question: str, hits: Sequence[Hit], encoder: Encoder) -> list[Sentence]:
    """One to ``MOST`` sentences that fit the question best, none repeating another.

    They come article by article, the article of the best sentence first, and in the order
    in which they stand there. A sentence's score is the mean of its cosine with the
    question and the share of the question's words that it holds.
    """
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
    scores = (cosines + np.array(shares)) / 2
    order = np.argsort(-scores, kind="stable")
    taken: list[int] = []
    for i in order:
        if scores[i] < _SHARE * scores[order[0]] or len(taken) == MOST:
            break
        if not taken or max(vectors[i] @ vectors[j] for j in taken) < _REPEATS:
            taken.append(int(i))
    chosen = [Sentence(found[i].hit, found[i].start, found[i].end, float(scores[i])) for i in taken]
    rank = {sentence.hit.passage.article.id: -place for place, sentence in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda s: (-rank[s.hit.passage.article.id], s.start))
