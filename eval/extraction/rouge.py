"""ROUGE-LSum: how much of a reference text stands in another, sentence by sentence and in the order of the words.

The measure of Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004), section 3.2, as the package
rouge-score computes it ("rougeLsum", no stemmer; the tests hold the two side by side), with what Dallabetta et al.,
"Fundus: A Simple-to-Use News Scraper Optimized for High Quality Extractions" (2024) add for articles: paragraphs of the
reference may be optional, and of all references with or without them the one counts that gives the best F1. Sentences
are those of nupunkt in each paragraph, where Fundus's authors take NLTK's over the whole text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from qa_bot.sentences import sentence_spans

#: With more optional paragraphs than this they are tried one by one instead of in all combinations.
_MOST_COMBINED = 14
Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Precision and recall of one text against another, 0 to 1."""

    precision: float = 0.0
    recall: float = 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def rouge_lsum(reference: Sequence[str], optional: Sequence[bool], found: Sequence[str]) -> Overlap:
    """ROUGE-LSum of the paragraphs ``found`` against those of ``reference``, the optional ones as it suits."""
    candidates = [tokens for paragraph in found for tokens in sentences(paragraph)]
    counts = Counter(token for tokens in candidates for token in tokens)
    unions = _Unions(candidates)
    parts = []  # of each paragraph of the reference: how many words it has, which of them were found
    for paragraph in reference:
        split = list(sentences(paragraph))
        hits = Counter(token for tokens in split for token in unions.of(tokens))
        parts.append((sum(map(len, split)), hits))
    free = [place for place, may_go in enumerate(optional) if may_go]
    if len(free) > _MOST_COMBINED:
        raise ValueError(f"{len(free)} optional paragraphs; at most {_MOST_COMBINED} can be tried in all combinations")
    fixed = [part for part, may_go in zip(parts, optional, strict=True) if not may_go]
    words = sum(size for size, _ in fixed)
    hits = sum((hits for _, hits in fixed), Counter[str]())
    best = Overlap()
    for choice in product((True, False), repeat=len(free)):
        chosen = [parts[place] for place, take in zip(free, choice, strict=True) if take]
        all_words = words + sum(size for size, _ in chosen)
        changed = sum((more for _, more in chosen), Counter[str]())
        matched = _clipped(hits, counts) + sum(
            min(hits[token] + more, counts[token]) - min(hits[token], counts[token]) for token, more in changed.items()
        )
        if matched and (each := Overlap(matched / counts.total(), matched / all_words)).f1 > best.f1:
            best = each
    return best


def sentences(paragraph: str) -> Iterator[Tokens]:
    """The sentences of a paragraph as words: lower case, a to z and digits, as rouge-score splits them."""
    for start, end in sentence_spans(paragraph):
        if tokens := tuple(re.findall(r"[a-z0-9]+", paragraph[start:end].lower())):
            yield tokens


class _Unions:
    """For a sentence of the reference, its words that are part of a longest common subsequence with any candidate."""

    def __init__(self, candidates: Sequence[Tokens]) -> None:
        self._candidates = list(dict.fromkeys(candidates))
        self._whole = set(candidates)
        self._words = [frozenset(tokens) for tokens in self._candidates]

    def of(self, sentence: Tokens) -> list[str]:
        if sentence in self._whole:  # then every word of it is
            return list(sentence)
        words = frozenset(sentence)
        places: set[int] = set()
        for candidate, its_words in zip(self._candidates, self._words, strict=True):
            if words & its_words:
                places.update(common_subsequence(sentence, candidate))
        return [sentence[place] for place in sorted(places)]


def common_subsequence(first: Tokens, second: Tokens) -> list[int]:
    """Places in ``first`` of one longest common subsequence; of several, the one that rouge-score picks."""
    rows = [[0] * (len(second) + 1)]
    for word in first:
        above, row = rows[-1], [0]
        for column, other in enumerate(second):
            row.append(above[column] + 1 if word == other else max(above[column + 1], row[column]))
        rows.append(row)
    places: list[int] = []
    i, j = len(first), len(second)
    while i and j:
        if first[i - 1] == second[j - 1]:
            i, j = i - 1, j - 1
            places.append(i)
        elif rows[i][j - 1] > rows[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places


def _clipped(hits: Counter[str], counts: Counter[str]) -> int:
    return sum(min(number, counts[token]) for token, number in hits.items())
