"""How sure an answer is: a logistic regression over what the reader saw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from qa_bot.errors import ReaderError
from qa_bot.reader.candidates import Candidate, one_an_article
from qa_bot.reader.sentences import Sentence
from qa_bot.terms import names, terms

#: A margin or lead beyond this says no more.
_MOST = 15.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the first of the competing answers.

    ``margin`` is the reader's logit margin over "no answer"; ``lead`` its rank above the best other answer; ``names``
    the share of the question's names and numbers that stand in the passage or its header; ``articles`` the logarithm of
    how many articles give the answer; ``sentence`` the share of the question's words that stand in the answer's own
    sentence; ``fits`` 0 where the answer is plainly of another kind than what was asked for, otherwise 1; ``clear`` the
    lesser of margin and lead, 0 where there may as well be no answer: how far it stands above whatever comes next.
    ``passages_read`` and ``articles_read`` are the logarithms of how many of them had something to say: in the one
    article that a question was put to an answer is likelier than in what a search brings up, and of the passages of one
    article most are about something else.
    """

    margin: float
    lead: float
    names: float
    articles: float
    sentence: float
    fits: float = 1.0
    clear: float = 0.0
    passages_read: float = 0.0
    articles_read: float = 0.0

    @classmethod
    def of(
        cls, question: str, groups: Sequence[Sequence[Candidate]], retrieval: float, wording: float = 0.0
    ) -> Evidence:
        """The evidence for the first of the groups that ``pool`` gave with these weights."""
        best = groups[0][0]
        others = [group[0].rank(retrieval, wording) for group in groups[1:] if not group[0].overlaps(best)]
        lead = best.rank(retrieval, wording) - max(others) if others else _MOST
        margin = max(-_MOST, min(_MOST, best.margin))
        named = set(terms(" ".join(names(question))))
        read = {(each.article, each.hit.passage.start) for group in groups for each in group}
        there = set(terms(best.hit.passage.index_text)) if named else set()
        return cls(
            margin=margin,
            lead=min(_MOST, lead),
            names=len(named & there) / len(named) if named else 1.0,
            articles=math.log(len(one_an_article(groups[0]))),
            sentence=best.shared,
            fits=float(best.fits),
            clear=min(lead, max(0.0, margin)),
            passages_read=math.log(len(read)),
            articles_read=math.log(len({article for article, _ in read})),
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """What speaks for the sentences that are to tell whether something is so, each the most that one of them has.

    ``margin`` is the reader's for a span in it, ``score`` the hit's, ``sentence`` the share of the question's words
    that stand in it.
    """

    margin: float
    score: float
    sentence: float

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> Telling:
        """The evidence for what ``telling_sentences`` gave, which is not empty."""
        return cls(
            margin=max(-_MOST, min(_MOST, max(each.margin for each in sentences))),
            score=max(each.hit.score for each in sentences),
            sentence=max(each.shared for each in sentences),
        )


#: How sure an answer must be to be given, in words.
Caution = Literal["careful", "balanced", "eager"]
#: What a wrong answer weighs beside a right one in each: an answer is given from the probability on at which giving
#: it does more good than harm, weight / (1 + weight).
WEIGHTS: Mapping[Caution, float] = {"careful": 2.0, "balanced": 0.4, "eager": 0.25}


@dataclass(frozen=True)
class Calibration:
    """P(right) = 1 / (1 + exp(-(bias + weights · evidence))), fitted on questions kept for it.

    ``retrieval`` is the weight of the hit's score beside the reader's margin when answers
    compete, ``wording`` that of the share of the question's words in the answer's sentence;
    ``threshold`` the least probability at which an answer is given. ``caution`` holds,
    for each of ``WEIGHTS``, its "threshold", the "error" (share of wrong ones among the answers
    given) and the share "answered" that were found when it was fitted. ``whether`` holds "bias" and
    the weights of ``Telling`` for questions that yes or no would answer.
    """

    bias: float
    weights: Mapping[str, float]
    retrieval: float
    threshold: float
    caution: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    wording: float = 0.0
    whether: Mapping[str, Any] = field(default_factory=lambda: _WHETHER)

    def least(self, caution: Caution | None = None) -> float:
        """The least probability at which an answer is given; ``threshold`` when no caution is named.

        Raises ReaderError for a word that is none of ``WEIGHTS``.
        """
        if caution is None:
            return self.threshold
        if caution not in WEIGHTS:
            raise ReaderError(f"caution is one of {', '.join(WEIGHTS)}, not {caution!r}")
        fitted = self.caution.get(caution)
        return fitted["threshold"] if fitted else WEIGHTS[caution] / (1 + WEIGHTS[caution])

    def probability(self, evidence: Evidence) -> float:
        """The probability that the answer is right, 0 to 1."""
        return _weighed(self.bias, self.weights, asdict(evidence))

    def tells(self, telling: Telling) -> float:
        """The probability that the sentences tell whether what was asked is so, 0 to 1."""
        return _weighed(self.whether["bias"], self.whether["weights"], asdict(telling))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """From the reader's card; keys that tell of the fitting are ignored."""
        return cls(
            values["bias"],
            values["weights"],
            values["retrieval"],
            values["threshold"],
            values.get("caution", {}),
            values.get("wording", 0.0),
            values.get("whether", _WHETHER),
        )


def _weighed(bias: float, weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    score = bias + sum(weight * values[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


#: For readers whose calibration knows nothing of such questions.
_WHETHER: Mapping[str, Any] = {"bias": -4.0, "weights": {"margin": 0.2, "score": 3.0, "sentence": 1.0}}
#: For models that bring no calibration of their own: an answer is given when the reader
#: prefers it to none and the question's names stand in the passage.
PLAIN = Calibration(-2.0, {"margin": 0.35, "sentence": 1.0, "names": 1.5}, 3.0, 0.5)
