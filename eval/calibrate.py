"""Calibrate a reader: fit what its confidence means on questions that are kept for it.

    python -m eval.calibrate qa_bot/reader/model "SET [--articles PATH] [--select …]" "SET …"

Each quoted argument is what one would give to ``python -m eval``. For every question the evidence for the best
answer is taken down with whether it was right; a logistic regression over that becomes the reader's calibration
(Platt 1999, "Probabilistic outputs for support vector machines", with several features). Of many passages one looks
right more easily than of the one that a question was written for: let sets with a search be among them, of SQuAD-style
questions too ("held_out.jsonl --articles held_out.jsonl squad.jsonl.gz"). There, a share of the answerable questions
is asked a second time of the passages found less those in which an accepted answer stands, and those of which
a question for yes or no can be made are asked so too, for the confidence in such, beside those that ask so themselves.
Figures printed are from cross-validation, never from the questions fitted.
"""

from __future__ import annotations

import argparse
import json
import random
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from eval.__main__ import parser as eval_parser
from eval.desk import StoreDesk
from eval.metrics.abstention import auroc, ece
from eval.metrics.answers import findable, stands_in
from eval.prepare import prepare
from eval.questions import Question
from eval.sets import load_set
from eval.whether import asking_whether, tell
from qa_bot.encoder import load_encoder
from qa_bot.passage import Hit
from qa_bot.reader.candidates import Candidate, find, pool
from qa_bot.reader.confidence import WEIGHTS, Evidence, Telling
from qa_bot.reader.extractive import ExtractiveReader
from qa_bot.reader.question import Form, form
from qa_bot.reader.squad import f1

#: Weights beside the reader's margin that are tried: of retrieval, and of the question's words in the sentence.
_RETRIEVAL = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
_WORDING = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0)
_FEATURES = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True)
class Reading:
    """One question with the candidates found for it, of which none may be right.

    ``searched`` when the passages were found in a store, with fused scores. ``telling`` is the evidence of the
    question whether, and whether it was told, where one can be made of this question.
    """

    question: Question
    candidates: Sequence[Candidate]
    answerable: bool
    searched: bool = False
    telling: tuple[Telling, bool] | None = None

    def right(self, text: str) -> bool:
        """Whether ``text`` answers the question: as ``eval.metrics.answers`` has it."""
        if not self.answerable:
            return False
        whole = any(stands_in(answer, text) for answer in findable(self.question.answers))
        return whole or f1(text, self.question.answers) >= 0.5


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line; writes the calibration into ``reader.json`` of the reader's folder."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__.split("\n")[0])
    parser.add_argument("reader", type=Path, help="folder of the reader, whose reader.json is completed")
    parser.add_argument("sets", nargs="+", metavar="'SET OPTIONS'", help="as for python -m eval, each in quotes")
    parser.add_argument("--withhold", type=float, default=0.4, help="share asked again of passages that do not answer")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    reader = ExtractiveReader(load_encoder(), str(given.reader))
    readings = [
        reading
        for words in given.sets
        for reading in _readings(words, reader, given.withhold, random.Random(given.seed))
    ]
    calibration = fit(readings)
    path = given.reader / "reader.json"
    card = json.loads(path.read_text())
    card["calibration"] = calibration | {"sets": [_named(words) for words in given.sets], "withhold": given.withhold}
    path.write_text(json.dumps(card, indent=1) + "\n")
    print(json.dumps(card["calibration"], indent=1))


def fit(readings: Sequence[Reading]) -> dict[str, Any]:
    """The calibration for the readings, with the cross-validated figures that it was chosen by."""
    # Where there was no search, a hit's score is a bare cosine: its weight means something else.
    searched = [reading for reading in readings if reading.searched] or readings
    by_retrieval = {weight: _accuracy(searched, weight, 0.0) for weight in _RETRIEVAL}
    # Of a plateau the far end: the reader was trained on questions like these, so that its margins are rosier here
    # than in use, which the scores of the search are not.
    retrieval = max(_RETRIEVAL, key=lambda weight: (by_retrieval[weight], weight))
    by_wording = {weight: _accuracy(readings, retrieval, weight) for weight in _WORDING}
    wording = max(_WORDING, key=lambda weight: by_wording[weight])
    rows, labels = [], []
    for reading in readings:
        if groups := pool(reading.candidates, retrieval, wording):
            rows.append(list(asdict(Evidence.of(reading.question.question, groups, retrieval, wording)).values()))
            labels.append(reading.right(groups[0][0].text))
    features, right = np.array(rows), np.array(labels, dtype=float)
    fitted, held_out = _regression(features, right, _FEATURES)
    caution = caution_levels(held_out, right)
    return {
        **fitted,
        "retrieval": retrieval,
        "wording": wording,
        "threshold": caution["balanced"]["threshold"],
        "caution": caution,
        "questions": len(right),
        "right": round(float(right.mean()), 4),
        "accuracy_by_retrieval": {str(weight): round(share, 4) for weight, share in by_retrieval.items()},
        "accuracy_by_wording": {str(weight): round(share, 4) for weight, share in by_wording.items()},
        **_figures(held_out, right),
        **({"whether": _fit_telling(told)} if (told := [r.telling for r in readings if r.telling]) else {}),
    }


def _fit_telling(told: Sequence[tuple[Telling, bool]]) -> dict[str, Any]:
    features = np.array([list(asdict(telling).values()) for telling, _ in told])
    right = np.array([float(right) for _, right in told])
    fitted, held_out = _regression(features, right, tuple(field.name for field in fields(Telling)))
    return fitted | {"questions": len(right), "right": round(float(right.mean()), 4)} | _figures(held_out, right)


def _regression(features: np.ndarray, right: np.ndarray, names: Sequence[str]) -> tuple[dict[str, Any], np.ndarray]:
    """Bias and weights of a logistic regression, and what it tells of each row when fitted without it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    model = LogisticRegression(max_iter=1000)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)  # the readings come set by set
    held_out: np.ndarray = cross_val_predict(model, features, right, cv=folds, method="predict_proba")[:, 1]
    model.fit(features, right)
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 4), "weights": weights}, held_out


def _figures(held_out: np.ndarray, right: np.ndarray) -> dict[str, float]:
    return {"auroc": round(auroc(held_out, right), 4), "ece": round(ece(held_out, right), 4)}


def caution_levels(held_out: np.ndarray, right: np.ndarray) -> dict[str, dict[str, float]]:
    """For each caution its threshold and what it led to on the questions: error rate and share answered.

    ``held_out`` are probabilities, (n,), told without the question itself; ``right`` is 1.0 where the answer was.
    A balanced reader weighs a wrong answer less than half as much as a right one: the quote beside it shows what it
    rests on, while an answer kept back shows nothing.
    """
    levels = {}
    for name, weight in WEIGHTS.items():
        threshold = weight / (1 + weight)
        given = held_out >= threshold
        levels[name] = {
            "threshold": round(threshold, 4),
            "error": round(float(1 - right[given].mean()), 4) if given.any() else 0.0,
            "answered": round(float(given.mean()), 4),
        }
    return levels


def _accuracy(readings: Sequence[Reading], retrieval: float, wording: float) -> float:
    """Share of the answerable questions whose best candidate is right."""
    asked = [reading for reading in readings if reading.answerable]
    best = (pool(reading.candidates, retrieval, wording) for reading in asked)
    return sum(bool(g) and r.right(g[0][0].text) for r, g in zip(asked, best, strict=True)) / max(1, len(asked))


def _readings(words: str, reader: ExtractiveReader, withhold: float, rng: random.Random) -> Iterator[Reading]:
    from tqdm import tqdm

    given = eval_parser().parse_args(shlex.split(words))
    ready = prepare(given, load_set(given.set, given.format))
    if isinstance(ready.desk, StoreDesk):
        ready.desk.join = False
    try:
        for question in tqdm(ready.questions, desc=_named(words), unit=" questions"):
            ready.desk.prepare(question)
            hits = ready.desk.search(question)
            searched = ready.bot is not None
            asked_so = form(question.question) is Form.WHETHER  # its sentences are weighed, and no phrase
            candidates = [] if asked_so else find(reader.model, question.question, hits)
            whether = (question if asked_so else asking_whether(question)) if searched else None
            brought_up = ready.desk.search(whether) if whether else []
            telling = tell(whether, brought_up, reader) if whether else None
            yield Reading(question, candidates, question.answerable, searched, telling)
            if searched and question.answerable and rng.random() < withhold:
                kept = [candidate for candidate in candidates if not _answers(question, candidate.hit)]
                silent = [hit for hit in brought_up if not _answers(question, hit)]
                yield Reading(question, kept, False, searched, tell(whether, silent, reader) if whether else None)
    finally:
        if ready.bot is not None:
            ready.bot.close()


def _answers(question: Question, hit: Hit) -> bool:
    return any(stands_in(answer, hit.passage.text) for answer in findable(question.answers))


def _named(words: str) -> str:
    """The set and its options without the folders they lie in."""
    return " ".join(Path(word).name if "/" in word else word for word in shlex.split(words))


if __name__ == "__main__":
    main()
