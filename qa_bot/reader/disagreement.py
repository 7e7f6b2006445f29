"""Disagreement: answers to the same question, given by different tellers, that cannot be true together."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from qa_bot.attribution import teller
from qa_bot.encoder import Encoder
from qa_bot.reader.candidates import Candidate
from qa_bot.terms import terms
from qa_bot.values import Match, Value, compare
from qa_bot.wanted import Wanted, wanted

#: Weights of a logistic regression; ``python -m eval.disagreement`` fits them and says on what.
FILE = Path(__file__).with_name("disagreement.json")

#: Two numbers further apart than this are hardly two counts of one thing.
_APART = 12.0
#: A margin over "no answer" from which on an answer may be one: the second report of a thing is worded less like the
#: question than the first.
_LEAST = -2.0
#: "28 March" and "1998" are not two answers of one kind, while of two years, or two days of one month, both may be.
_MONTH = timedelta(days=31)
#: A number without a unit is one of money or the like only when it is large: "5.4 billion" beside "3 billion euros".
_LARGE = 1e5
#: Stems of what anybody is counted as: "five people" may be five of the "seven skiers".
_ANYBODY = frozenset({"peopl", "person", "other"})
#: Words with which reports set themselves against others, or leave a figure to whoever gives it.
_CONTRAST = re.compile(
    r"\b(?:disput\w+|contradict\w*|den(?:y|ies|ied)|claim\w*|not|nor|neither|differ\w*|instead|only|but|correct\w*"
    r"|wrong\w*|according to|says?|said|puts?|estimates?|reckons?|believes?|counts?|counted)\b",
    re.IGNORECASE,
)
#: A rival that is far surer than the best answer is so because of its place in the ranking alone.
_MOST = 1.2
_MOST_APART = 2.5


@dataclass(frozen=True, slots=True)
class Contest:
    """What speaks for a second answer being another answer to the same question, and not a figure of something else.

    ``ratio`` is its margin over "no answer" as a share of the first one's, which holds for readers of any scale;
    ``shared`` the share of the question's words in its passage or the header, ``wording`` in its own sentence;
    ``likeness`` the cosine of the two sentences without the answers in them, high where both report one matter;
    ``told`` whether the sentence of either names who says it; ``contrast`` whether its own sentence has words of saying
    or of contradiction; ``same`` whether both stand in one article; ``unit`` whether both are given in units of one
    kind; ``rivals`` the logarithm of one more than how many answers contradict the first; ``apart`` how far apart two
    numbers are, as the logarithm of their ratio.
    """

    ratio: float
    shared: float
    told: float
    contrast: float
    same: float
    wording: float
    likeness: float
    unit: float
    rivals: float
    apart: float

    @classmethod
    def of(cls, question: str, first: Candidate, rival: Candidate, likeness: float, rivals: int) -> Contest:
        """The evidence for ``rival`` beside ``first``, the best answer; for ``likeness`` see ``likenesses``.

        ``rivals`` is how many answers contradict the first.
        """
        asked = set(terms(question))
        one, other = first.value.quantity, rival.value.quantity
        return cls(
            ratio=min(_MOST, rival.margin / max(1.0, first.margin)),
            shared=len(asked & set(terms(rival.hit.passage.index_text))) / max(1, len(asked)),
            told=float(any(teller(each.hit.passage.article.text, each.start, each.end) for each in (first, rival))),
            contrast=float(bool(_CONTRAST.search(rival.hit.passage.article.text[slice(*rival.sentence)]))),
            same=float(first.article == rival.article),
            wording=rival.shared,
            likeness=likeness,
            unit=float(one is not None and other is not None and one.kind == other.kind != ""),
            rivals=math.log1p(rivals),
            apart=_apart(one.stated, other.stated) if one and other else 0.0,
        )

    @property
    def probability(self) -> float:
        """The probability, 0 to 1, that both answer the question."""
        fitted = weights()
        score = fitted["bias"] + sum(fitted[name] * value for name, value in asdict(self).items())
        return 1 / (1 + math.exp(-score))


def _apart(one: float, other: float) -> float:
    """The logarithm of their ratio, at most ``_MOST_APART``; 0 where one of them is none or less."""
    return min(_MOST_APART, abs(math.log(one / other))) if min(one, other) > 0 else 0.0


def positions(question: str, groups: Sequence[Sequence[Candidate]], encoder: Encoder) -> list[list[Candidate]]:
    """The groups that contradict the first, behind it, each with the groups that are compatible with it.

    One group, or none, when nothing contradicts: of quantities, days and times of day alone it can be told.
    """
    if not groups:
        return []
    first, held = groups[0][0], [list(groups[0])]
    found = list(rivals(question, groups))
    for rival, likeness in zip(found, likenesses(first, [each[0] for each in found], encoder), strict=True):
        group = [each for each in rival if _own_word(each, held)]
        if not group:
            continue
        if Contest.of(question, first, group[0], likeness, len(found)).probability < weights()["threshold"]:
            continue
        for position in held:
            if not contradict(position[0].value, group[0].value, wanted(question)):
                position += group
                break
        else:
            held.append(group)
    return held


def likenesses(first: Candidate, others: Sequence[Candidate], encoder: Encoder) -> list[float]:
    """Of each of the others the cosine of its sentence with that of ``first``, both without the answers in them."""
    if not others:
        return []
    vectors = encoder.encode_passages([_without_answer(each) for each in (first, *others)])
    return [float(each) for each in vectors[1:] @ vectors[0]]


def _without_answer(candidate: Candidate) -> str:
    text, (start, end) = candidate.hit.passage.article.text, candidate.sentence
    return f"{text[start : candidate.start]}_{text[candidate.end : end]}"


def _own_word(candidate: Candidate, held: Sequence[Sequence[Candidate]]) -> bool:
    """Whether it can be a position beside those held: an article contradicts itself only where it names who says so."""
    if all(candidate.article != each.article for position in held for each in position):
        return True
    return bool(teller(candidate.hit.passage.article.text, candidate.start, candidate.end))


def rivals(question: str, groups: Sequence[Sequence[Candidate]]) -> Iterator[Sequence[Candidate]]:
    """The groups whose values contradict the first one's, if they are answers to this question at all.

    An answer that the reader believes far less than none is no rival.
    """
    first, kind = groups[0][0], wanted(question)
    for group in groups[1:]:
        best = group[0]
        if best.margin <= _LEAST or not best.fits or best.overlaps(first):
            continue
        if contradict(first.value, best.value, kind):
            yield group


def contradict(one: Value, other: Value, kind: Wanted) -> bool:
    """Whether two values of one kind cannot both be right; ``kind`` is what the question asks for."""
    if one.quantity and other.quantity:
        found, sizes = compare(one, other), (one.quantity.stated, other.quantity.stated)
        written = (one.quantity.written, other.quantity.written)
        kinds = {one.quantity.kind, other.quantity.kind}
        if found is Match.UNKNOWN and kinds == {""} and (one.quantity.things | other.quantity.things) & _ANYBODY:
            found = Match.DIFFERENT if sizes[0] != sizes[1] else Match.EQUAL
        bare = "" in kinds and len(kinds) == 2  # one leaves its unit out
        if (
            found is Match.UNKNOWN
            and bare
            and (kinds <= set(kind.units) or (not kind.units and min(written) >= _LARGE))
        ):
            found, sizes = Match.DIFFERENT if written[0] != written[1] else Match.EQUAL, written
        return found is Match.DIFFERENT and max(sizes) <= _APART * min(sizes)
    if one.time and other.time:
        return kind.kind in ("date", "") and compare(one, other) is Match.DIFFERENT
    if one.since and one.until and other.since and other.until:
        named = not any("day" in value.text.casefold() for value in (one, other))
        short, long = sorted((one.until - one.since, other.until - other.since))
        return named and (long <= _MONTH or long <= 1.1 * short) and compare(one, other) is Match.DIFFERENT
    return False


@cache
def weights() -> Mapping[str, float]:
    """The shipped weights by field of Contest, with "bias" and "threshold"."""
    values = json.loads(FILE.read_text(encoding="utf-8"))
    return {"bias": values["bias"], "threshold": values["threshold"], **values["weights"]}
