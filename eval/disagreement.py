"""Fit what tells a second answer from a figure of something else: qa_bot/reader/disagreement.json.

    python -m eval.disagreement [eval/disputes/questions.jsonl] [--reader MODEL] [--false 0.03] [--out FILE]

A logistic regression over the fields of ``qa_bot.reader.disagreement.Contest``, for pairs of the best answer and
another that contradicts it. A pair is a disagreement where the answer of the set has both as parts. The figures are
those of questions of stories that were not fitted, in eight folds: disagreements found, of those that there are, and
questions with one answer where one was seen. The threshold is the lowest at which the latter are no larger a share than
``--false``, which is less than the one in twenty that users may meet: in an archive more is alike than here. Run it
again with a reader that was trained anew.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.metrics.answers import stands_in
from eval.questions import Question
from qa_bot.bot import READ
from qa_bot.reader import disagreement
from qa_bot.reader.candidates import Candidate, find, pool
from qa_bot.reader.extractive import ExtractiveReader

if TYPE_CHECKING:
    from qa_bot import QABot
    from qa_bot.encoder import Encoder

SET = Path(__file__).parent / "disputes" / "questions.jsonl"
_FOLDS = 8
Pair = tuple[dict[str, float], bool]


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line; writes the weights and prints what they do to questions that were not fitted."""
    parser = argparse.ArgumentParser(prog="python -m eval.disagreement", description=__doc__.split("\n")[0])
    parser.add_argument("set", nargs="?", type=Path, default=SET, metavar="SET", help="questions beside their articles")
    parser.add_argument("--reader", metavar="MODEL", help="the reader to fit it to (default the shipped one)")
    parser.add_argument("--false", type=float, default=0.03, metavar="SHARE", help="of false alarms, at most (0.03)")
    parser.add_argument("--out", type=Path, default=disagreement.FILE, metavar="FILE", help="where the weights go")
    given = parser.parse_args(arguments)
    questions, pairs = _read(given.set, given.reader)
    weights, held_back = fit(questions, pairs)
    least = threshold(questions, pairs, held_back, given.false)
    values = {"bias": weights.pop("bias"), "threshold": least, "weights": weights}
    given.out.write_text(json.dumps(values, indent=1) + "\n")
    disagreement.weights.cache_clear()
    found, false = tally(questions, pairs, held_back, least)
    print(f"found {found[0]} of {found[1]} disagreements, seen in {false[0]} of {false[1]} questions with one answer")


def fit(questions: Sequence[Question], pairs: Sequence[Sequence[Pair]]) -> tuple[dict[str, float], list[float]]:
    """The weights with "bias", and for every pair in order its probability by weights that saw nothing of its story.

    A story is all questions whose ids differ only behind the last hyphen.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    flat = [pair for of_one in pairs for pair in of_one]
    rows = np.array([list(row.values()) for row, _ in flat])
    labels = np.array([label for _, label in flat], dtype=int)
    stories = [each.id.rpartition("-")[0] for each, of_one in zip(questions, pairs, strict=True) for _ in of_one]
    model = LogisticRegression(C=3.0, max_iter=2000)
    folds = GroupKFold(min(_FOLDS, len(set(stories))))
    held_back = cross_val_predict(model, rows, labels, groups=stories, cv=folds, method="predict_proba")[:, 1]
    model.fit(rows, labels)
    weights = {name: round(float(w), 4) for name, w in zip(flat[0][0], model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 4), **weights}, [float(value) for value in held_back]


def threshold(
    questions: Sequence[Question], pairs: Sequence[Sequence[Pair]], probabilities: Sequence[float], most: float
) -> float:
    """The lowest of these probabilities from which on at most the share ``most`` of the alarms is false."""
    for least in sorted(set(probabilities)):
        _, (false, every) = tally(questions, pairs, probabilities, least)
        if false <= most * every:
            return round(least - 5e-4, 3)
    return 1.0


def tally(
    questions: Sequence[Question], pairs: Sequence[Sequence[Pair]], probabilities: Sequence[float], least: float
) -> tuple[tuple[int, int], tuple[int, int]]:
    """((disagreements found, all), (questions with one answer where one was seen, all))."""
    left = iter(probabilities)
    found = all_disputed = false = all_plain = 0
    for question, of_one in zip(questions, pairs, strict=True):
        seen = [label for _, label in of_one if next(left) >= least]
        if question.parts:
            all_disputed, found = all_disputed + 1, found + any(seen)
        else:
            all_plain, false = all_plain + 1, false + bool(seen)
    return (found, all_disputed), (false, all_plain)


def contests(question: Question, groups: Sequence[Sequence[Candidate]], encoder: Encoder) -> list[Pair]:
    """The evidence for every answer that contradicts the best one, and whether the set says that they disagree."""
    first = groups[0][0]
    mine = _part(question, first.text)
    pairs = []
    rivals = [group[0] for group in disagreement.rivals(question.question, groups)]
    for rival, likeness in zip(rivals, disagreement.likenesses(first, rivals, encoder), strict=True):
        part = _part(question, rival.text)
        evidence = disagreement.Contest.of(question.question, first, rival, likeness, len(rivals))
        pairs.append((asdict(evidence), mine is not None and part is not None and part != mine))
    return pairs


def _part(question: Question, text: str) -> int | None:
    found = (place for place, forms in enumerate(question.parts) if any(stands_in(form, text) for form in forms))
    return next(found, None)


def _read(path: Path, reader: str | None) -> tuple[list[Question], list[list[Pair]]]:
    from eval.articles import load_articles
    from eval.prepare import store_cache
    from eval.sets import articles_beside, load_set
    from eval.stores import open_store

    beside = articles_beside(path)
    assert beside is not None, f"{path} has no articles.jsonl beside it"
    questions = load_set(path).questions
    bot, _ = open_store(load_articles([beside]), None, reader, store_cache())
    with bot:
        return questions, [_ask(bot, question) for question in questions]


def _ask(bot: QABot, question: Question) -> list[Pair]:
    reads = bot.reader
    assert isinstance(reads, ExtractiveReader)
    said = bot.understand(question.question, asked=question.asked)
    hits = bot.search(question.question, READ, understood=said, join=False)
    groups = pool(find(reads.model, question.question, hits), reads.calibration.retrieval, reads.calibration.wording)
    return contests(question, groups, bot.encoder) if groups else []


if __name__ == "__main__":
    main()
