"""Fit what tells a follow-up: the weights in qa_bot/conversation/dependence.json.

    python -m eval.dependence --follow-ups canard/dev.jsonl.gz --alone squad_train.jsonl.gz [--threshold 0.34]

A logistic regression over the features of ``qa_bot.conversation.dependence``. Follow-ups are those questions of the
first half of CANARD, and of the project's conversations about news (``--chains``), that people changed to make them
stand alone. Questions that stand alone are the same ones as people wrote them in full, after the same history, and
SQuAD's, put after the history of some conversation. The figures printed are those of the second half of CANARD.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from eval.conversations import conversations
from eval.follow_ups import told_history
from eval.questions import Question
from eval.sets import load_set
from eval.sets.canard import FIRST_HALF
from qa_bot import Article
from qa_bot.conversation import dependence
from qa_bot.conversation.turn import Turn, known, past
from qa_bot.reader.squad import normalise

#: Questions of SQuAD that are used.
_ALONE = 6_000

CHAINS = Path(__file__).parent / "disputes" / "chains.jsonl"

#: A question, what was said before it, and the articles spoken of.
Case = tuple[str, str, str]


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line; writes the weights and prints what they do to questions that were not fitted."""
    parser = argparse.ArgumentParser(prog="python -m eval.dependence", description=__doc__.split("\n")[0])
    parser.add_argument("--follow-ups", type=Path, required=True, metavar="CANARD", help="the file of CANARD")
    parser.add_argument("--alone", type=Path, nargs="+", required=True, metavar="SQUAD", help="questions for training")
    parser.add_argument("--chains", default=str(CHAINS), metavar="SET", help="conversations about news")
    parser.add_argument("--threshold", type=float, default=0.34, help="a follow-up from this probability on")
    parser.add_argument("--out", type=Path, default=dependence.FILE, metavar="FILE", help="where the weights go")
    given = parser.parse_args(arguments)
    canard = load_set(given.follow_ups, "canard")
    assert canard.corpus is not None
    halves: tuple[list[Question], list[Question]] = ([], [])
    for question in canard.questions:
        halves[question.type != FIRST_HALF].append(question)
    alone = [question.question for path in given.alone for question in load_set(path).questions]
    rng = random.Random(0)
    alone = rng.sample(alone, min(_ALONE, len(alone)))
    leaning, standing = _cases(halves[0], canard.corpus.articles, rng, alone)
    about_news = _cases(*conversations(given.chains), rng)
    values = fit(leaning + about_news[0], standing + about_news[1], given.threshold)
    given.out.write_text(json.dumps(values, indent=1) + "\n")
    dependence.weights.cache_clear()
    leaning, standing = _cases(halves[1], canard.corpus.articles, rng)
    print(f"second half: {_share(leaning):.3f} of the follow-ups found, {_share(standing):.3f} of their full forms too")


def fit(leaning: Sequence[Case], standing: Sequence[Case], threshold: float) -> dict[str, object]:
    """The weights for (question, what was said before) of follow-ups and of questions that stand alone."""
    from sklearn.linear_model import LogisticRegression

    rows = [dependence.features(*case) for case in (*leaning, *standing)]
    labels = np.array([1] * len(leaning) + [0] * len(standing))
    model = LogisticRegression(max_iter=2000).fit(np.array([list(row.values()) for row in rows]), labels)
    weights = {name: round(float(w), 4) for name, w in zip(rows[0], model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 4), "threshold": threshold, "weights": weights}


def _cases(
    questions: Sequence[Question], articles: Mapping[str, Article], rng: random.Random, alone: Sequence[str] = ()
) -> tuple[list[Case], list[Case]]:
    """Follow-ups and questions that stand alone, each with the text of the last turns and of their articles."""
    leaning: list[Case] = []
    standing: list[Case] = []
    for question in questions:
        turns = [Turn(answer) for answer in reversed(told_history(question, articles))]
        before = past(turns), known(turns)
        standing.append((question.standalone, *before))
        if normalise(question.question) != normalise(question.standalone):
            leaning.append((question.question, *before))
    histories = [before for _, *before in standing]
    return leaning, standing + [(question, *rng.choice(histories)) for question in alone]


def _share(cases: Sequence[Case]) -> float:
    return sum(dependence.depends(*case) for case in cases) / max(1, len(cases))


if __name__ == "__main__":
    main()
