"""How sure an answer is: a logistic regression over what the reader saw."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from qa_bot.passage import Hit
from qa_bot.terms import names, terms

#: Order of the features in a calibration.
FEATURES = ("margin", "lead", "dense", "terms", "names", "articles")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one answer.

    ``margin`` is the reader's logit margin over "no answer"; ``lead`` the margin over the
    best other answer; ``dense`` the cosine of question and passage; ``terms`` and ``names``
    the shares of the question's words and of its names and numbers that stand in the
    passage or its header; ``articles`` the logarithm of how many articles give the answer.
    """

    margin: float
    lead: float
    dense: float
    terms: float
    names: float
    articles: float

    @classmethod
    def of(cls, question: str, hit: Hit, margin: float, lead: float, articles: int) -> Evidence:
        """The evidence for an answer found in ``hit`` and given by ``articles`` articles."""
        there = set(terms(hit.passage.index_text))
        asked = set(terms(question))
        named = set(terms(" ".join(names(question))))
        return cls(
            margin=max(-20.0, min(20.0, margin)),
            lead=max(-20.0, min(20.0, lead)),
            dense=hit.dense,
            terms=len(asked & there) / len(asked) if asked else 1.0,
            names=len(named & there) / len(named) if named else 1.0,
            articles=math.log(articles),
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """P(right) = 1 / (1 + exp(-(bias + weights · evidence))), fitted on held-back questions."""

    bias: float
    weights: Mapping[str, float]
    #: The least probability at which an answer is given.
    threshold: float

    def probability(self, evidence: Evidence) -> float:
        """The probability that the answer is right, 0 to 1."""
        score = self.bias + sum(weight * getattr(evidence, name) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


#: For models that bring no calibration of their own: an answer is given when the reader
#: prefers it to none and the question's names stand in the passage.
PLAIN = Calibration(-2.0, {"margin": 0.35, "dense": 1.0, "names": 1.5}, 0.5)
