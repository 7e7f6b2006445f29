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
#: A reason and a manner are told in fewer: mostly one, and the second only where it fits nearly as well.
_REASONS, _REASON_SHARE = 2, 0.85
#: Two sentences with this cosine say the same.
_REPEATS = 0.85


#: Of the sentences that tell whether something is so, at most so many are given.
TELLING = 2
#: What a logit of the reader's margin weighs among them.
_MARGIN = 0.05
#: And where somebody is to be quoted or a reason told; on the questions of ``reader/news`` that are kept back, 0.05 to
#: 0.2 find the right sentence about equally often, and less much seldomer.
_MARKED = 0.1
#: A margin below this says no more.
_LEAST = -10.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit: characters [start, end) of its article, and how well it fits.

    ``shared`` is the share of the question's words in it, ``margin`` the reader's for the best span there, where it
    was asked for one.
    """

    hit: Hit
    start: int
    end: int
    score: float
    shared: float = 0.0
    margin: float = 0.0

    @property
    def text(self) -> str:
        """Its words."""
        return self.hit.passage.article.text[self.start : self.end]


def best_sentences(
    question: str, hits: Sequence[Hit], candidates: Sequence[Candidate], encoder: Encoder, reason: bool = False
) -> list[Sentence]:
    """One to ``MOST`` sentences that fit the question best, none repeating another; one or two for a ``reason``.

    They come article by article, the article of the best sentence first, and in the order in which they stand there.
    A sentence's score is the mean of its cosine with the question and the share of the question's words that it holds,
    0 to 1; to the latter comes what the reader thinks of the best of its ``candidates`` in the sentence.
    """
    asked = set(terms(question))
    found = []
    for hit in hits[:_PASSAGES]:
        at, article = hit.passage.start, hit.passage.article.id
        for first, last in sentence_spans(hit.passage.text):
            words, start, end = set(terms(hit.passage.text[first:last])), at + first, at + last
            if len(words) >= 3:
                shared = len(asked & words) / len(asked) if asked else 0.0
                inside = (
                    each for each in candidates if each.article == article and each.start < end and each.end > start
                )
                margin = max((each.margin for each in inside), default=_LEAST)
                score = shared + _MARKED * max(0.0, margin - _LEAST)
                found.append(Sentence(hit, start, end, score, shared, margin))
    most, share = (_REASONS, _REASON_SHARE) if reason else (MOST, _SHARE)
    return in_reading_order(_best(question, found, encoder, most, share))


def telling_sentences(question: str, candidates: Sequence[Candidate], encoder: Encoder) -> list[Sentence]:
    """One or two sentences that tell whether what the question asks is so, the best first.

    They are looked for where the reader has ``candidates``: what it would mark if it were asked when or where stands
    in the sentence that tells. To the score that ``best_sentences`` goes by come the hit's own and the margin.
    """
    found: dict[tuple[str, int, int], Sentence] = {}
    for each in sorted(candidates, key=lambda candidate: -candidate.margin):
        score = each.shared + each.hit.score + _MARGIN * max(_LEAST, each.margin)
        found.setdefault(
            (each.article, *each.sentence), Sentence(each.hit, *each.sentence, score, each.shared, each.margin)
        )
    return _best(question, list(found.values()), encoder, TELLING)


def _best(
    question: str, found: Sequence[Sentence], encoder: Encoder, most: int, share: float = _SHARE
) -> list[Sentence]:
    """At most ``most`` of them, the best first; to the score that each has comes its cosine with the question."""
    if not found:
        return []
    vectors = encoder.encode_passages([sentence.text for sentence in found])
    scores = (vectors @ encoder.encode_queries([question])[0] + [sentence.score for sentence in found]) / 2
    order = np.argsort(-scores, kind="stable")
    taken: list[int] = []
    for i in order:
        if scores[i] < share * scores[order[0]] or len(taken) == most:
            break
        if not taken or max(vectors[i] @ vectors[j] for j in taken) < _REPEATS:
            taken.append(int(i))
    return [replace(found[i], score=float(scores[i])) for i in taken]


def in_reading_order(chosen: Sequence[Sentence]) -> list[Sentence]:
    """The sentences article by article, in the order in which they stand there; ``chosen`` come the best first."""
    rank = {sentence.hit.passage.article.id: -place for place, sentence in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda s: (-rank[s.hit.passage.article.id], s.start))
