"""Cloze questions: training examples for the reader out of articles alone, without anybody's questions.

    python -m eval.cloze ARTICLES --until 2023-12-31 --out cloze.jsonl

A name or a number is taken out of a sentence, and the passage that answers is one of another place in the archive that
holds it and shares the most telling words with the sentence: news is told many times over (Glass et al. 2020, "Span
Selection Pre-training for Question Answering"; Ram et al. 2021, "Few-Shot Question Answering by Pretraining Span
Selection", take spans that recur). Beside some of them stands the passage that shares most words and does not hold it.
In half of the questions the gap is the mask token, in the others a question word. What comes out is what ``python -m
qa_bot.reader.train --data`` reads.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.articles import load_articles
from eval.errors import EvalError
from qa_bot import Article, QABotError
from qa_bot.reader.examples import Example, write_examples
from qa_bot.sentences import sentence_spans
from qa_bot.splitter import Splitter
from qa_bot.terms import terms

#: What a gap may be made of: capitalised words with small ones between them, numbers with what they count in.
_SPAN = re.compile(
    r"(?<=[a-z,;] )[A-Z][\w’'.-]*\w(?:(?: (?:of|the|and|de|van|bin|al))? [A-Z][\w’'-]*\w)*"
    r"|(?<![\w.,:])[$€£]?\d(?:[\d,.]*\d)?(?:%| percent| (?:m|b|tr)illion| years?| months?| days?| hours?)?(?![\w:])"
)
_NUMBER = re.compile(r"[$€£]?\d")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
#: Words that begin with a capital and name nobody.
_COMMON = frozenset(
    {
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("i", "i'm", "i’m", "i've", "i’ve", "mr", "mrs", "ms", "dr"),
        *("cnn", "reuters", "ap", "afp", "bbc", "getty"),
    }
)
#: Passages that a span may stand in: one that is everywhere says nothing, one that stands once has no second place.
_FEWEST, _MOST = 2, 300
#: Places of a span that are looked at for one sentence.
_LOOKED_AT = 40
#: Least and most share of the sentence's telling words, by their weight, in the passage; beyond it is a copy.
_SHARED = (0.28, 0.92)
_WORDS = (6, 45)
_GAPS = 2


@dataclass(frozen=True, slots=True)
class _Place:
    """A span in a sentence of a passage, as characters of the passage's text."""

    passage: int
    sentence: tuple[int, int]
    start: int
    end: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 1 when the articles cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.cloze", description=__doc__.split("\n")[0])
    parser.add_argument("articles", type=Path, help="a file or folder of articles, as for python -m eval --articles")
    parser.add_argument("--out", required=True, type=Path, help="the JSONL file to write")
    parser.add_argument("--until", type=date.fromisoformat, help="leave out articles published later")
    parser.add_argument("--limit", type=int, default=400_000, help="questions, at most (default 400,000)")
    parser.add_argument("--silent", type=float, default=0.35, help="share also put to a passage that does not answer")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    try:
        articles = load_articles([given.articles]).articles.values()
    except (EvalError, QABotError) as error:
        print(f"eval.cloze: {error}", file=sys.stderr)
        return 1
    chosen = [article for article in articles if not given.until or not article.day or article.day <= given.until]
    examples = list(cloze(chosen, given.limit, given.silent, random.Random(given.seed)))
    if not examples:
        print(f"eval.cloze: {given.articles}: no two articles there tell the same", file=sys.stderr)
        return 1
    write_examples(given.out, examples)
    answered = sum(bool(example.answers) for example in examples)
    print(f"{given.out}: {answered:,} passages that answer, {len(examples) - answered:,} that do not")
    return 0


def cloze(articles: Iterable[Article], limit: int, silent: float, rng: random.Random) -> Iterator[Example]:
    """At most ``limit`` questions with their passages, in random order of the sentences."""
    from tqdm import tqdm

    splitter = Splitter()
    passages = [
        passage for article in tqdm(articles, desc="splitting", unit=" articles") for passage in splitter.split(article)
    ]
    texts = [passage.text for passage in passages]
    bags = [frozenset(terms(text)) for text in tqdm(texts, desc="words", unit=" passages")]
    weight = _weights(bags)
    places: dict[str, list[_Place]] = defaultdict(list)
    for number, text in enumerate(texts):
        for place in _places(number, text):
            places[text[place.start : place.end].casefold()].append(place)
    holding = {span: sorted({place.passage for place in found}) for span, found in places.items()}
    gaps = [place for span, found in places.items() if _FEWEST <= len(holding[span]) <= _MOST for place in found]
    rng.shuffle(gaps)
    used: Counter[tuple[int, int]] = Counter()
    made = 0
    for gap in tqdm(gaps, desc="gaps", unit=" gaps"):
        if made >= limit:
            return
        if used[gap.passage, gap.sentence[0]] >= _GAPS:
            continue
        text = texts[gap.passage]
        span = text[gap.start : gap.end]
        around = text[gap.sentence[0] : gap.start] + " " + text[gap.end : gap.sentence[1]]
        asked = set(terms(around)) - set(terms(span))
        total = sum(weight[term] for term in asked)
        if len(asked) < 4 or not total:
            continue

        def shared(other: int, asked: set[str] = asked, total: float = total) -> float:
            return sum(weight[term] for term in asked & bags[other]) / total

        others = [other for other in holding[span.casefold()] if other != gap.passage]
        if len(others) > _LOOKED_AT:
            others = rng.sample(others, _LOOKED_AT)
        fitting = [(shared(other), other) for other in others]
        fitting = [(share, other) for share, other in fitting if _SHARED[0] <= share <= _SHARED[1]]
        if not fitting:
            continue
        used[gap.passage, gap.sentence[0]] += 1
        _, best = max(fitting)
        question = _question(text, gap, rng)
        spot = _best_place([place for place in places[span.casefold()] if place.passage == best], texts[best], asked)
        id = f"cloze{gap.passage}:{gap.start}"
        answer = (texts[best][spot.start : spot.end], spot.start)
        found = passages[best].article
        yield Example(id, question, texts[best], (answer,), found.id, found.title)
        made += 1
        if rng.random() < silent:
            near = _without(span, gap, texts, places, holding, rng)
            ranked = [(shared(other), other) for other in near]
            if ranked and max(ranked)[0] >= _SHARED[0] / 2:
                wrong = max(ranked)[1]
                found = passages[wrong].article
                yield Example(id + "-wrong", question, texts[wrong], (), found.id, found.title)
                made += 1


def _weights(bags: Sequence[frozenset[str]]) -> dict[str, float]:
    """Inverse document frequency of each term over the passages."""
    counts = Counter(term for bag in bags for term in bag)
    weights: dict[str, float] = defaultdict(float)
    weights.update({term: math.log(len(bags) / count) for term, count in counts.items()})
    return weights


def _places(number: int, text: str) -> Iterator[_Place]:
    for start, end in sentence_spans(text):
        if not _WORDS[0] <= text.count(" ", start, end) + 1 <= _WORDS[1]:
            continue
        for match in _SPAN.finditer(text, start, end):
            span = match.group()
            if len(span) > 1 and span.casefold() not in _COMMON and len(span.split()) <= 8:
                yield _Place(number, (start, end), *match.span())


def _question(text: str, gap: _Place, rng: random.Random) -> str:
    span = text[gap.start : gap.end]
    filler = "[MASK]"
    if rng.random() < 0.5:
        if not _NUMBER.match(span):
            filler = rng.choice(("who", "what", "which", "where"))
        elif _YEAR.match(span):
            filler = "when"
        else:
            filler = "how much" if span[0] in "$€£" or span.endswith(("%", "percent")) else "how many"
    begin, end = gap.sentence
    sentence = text[begin : gap.start] + filler + text[gap.end : end]
    return re.sub(r"\s+", " ", sentence).strip().rstrip(".") + ("?" if filler != "[MASK]" else "")


def _best_place(found: Sequence[_Place], text: str, asked: set[str]) -> _Place:
    """Of several in a passage the one whose sentence shares most words with the question."""
    return max(found, key=lambda place: len(asked & set(terms(text[slice(*place.sentence)]))))


def _without(
    span: str,
    gap: _Place,
    texts: Sequence[str],
    places: dict[str, list[_Place]],
    holding: dict[str, list[int]],
    rng: random.Random,
) -> list[int]:
    """Passages that hold another span of the sentence and not this one."""
    text = texts[gap.passage]
    found: set[int] = set()
    for place in _places(gap.passage, text[: gap.sentence[1]]):
        other = text[place.start : place.end].casefold()
        if place.sentence[0] == gap.sentence[0] and other != span.casefold() and len(holding[other]) <= _MOST:
            found.update(holding[other])
    near = [other for other in sorted(found) if span.casefold() not in texts[other].casefold()]
    return rng.sample(near, _LOOKED_AT) if len(near) > _LOOKED_AT else near


if __name__ == "__main__":
    sys.exit(main())
