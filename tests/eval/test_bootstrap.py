"""Intervals and comparisons of runs: as wide as statistics say, and no wider claim than the data bear."""

import numpy as np
import pytest

from eval.bootstrap import intervals, paired
from eval.compare import compare
from eval.errors import RunError
from eval.metrics import measure


def _scores(values):
    return {"em": np.array(values, dtype=float)}


def test_interval_of_a_share_is_that_of_the_normal_approximation():
    """400 questions, half of them right: 50 ± 1.96 · sqrt(.5 · .5 / 400) · 100, within a point."""
    found = intervals(_scores([1, 0] * 200), measure)["em"]
    assert found.value == 50
    assert found.low == pytest.approx(50 - 4.9, abs=1)
    assert found.high == pytest.approx(50 + 4.9, abs=1)


def test_interval_of_a_constant_is_that_constant():
    """Where every question has the same score no draw can differ."""
    found = intervals(_scores([1] * 30), measure)["em"]
    assert (found.value, found.low, found.high) == (100, 100, 100)


def test_same_seed_gives_the_same_interval():
    """The figures of a run can be repeated to the last digit."""
    scores = _scores(np.linspace(0, 1, 50) ** 3)
    assert intervals(scores, measure, seed=3) == intervals(scores, measure, seed=3)
    assert intervals(scores, measure, seed=3) != intervals(scores, measure, seed=4)


def test_figures_of_one_draw_come_from_the_same_questions():
    """A score and its complement, drawn together, mirror each other exactly."""
    values = np.array([1.0, 0, 0, 1, 1, 0, 0, 0])
    found = intervals({"em": values, "found": 1 - values}, measure)
    assert found["found"].low == pytest.approx(100 - found["em"].high)


def test_no_questions_give_no_figures():
    """Nothing to measure is not an error of its own."""
    assert intervals({}, measure) == {}


def test_paired_bootstrap_sees_a_real_difference():
    """Forty of a hundred questions became right, none wrong: no chance does that."""
    before = np.zeros(100)
    after = np.array([1.0] * 40 + [0.0] * 60)
    found = paired(before, after)
    assert found.value == 0.4
    assert found.low > 0.3
    assert found.p < 0.01


def test_paired_bootstrap_takes_noise_for_noise():
    """As many became wrong as right, but for one in a hundred: that may be chance."""
    before = np.array([0.0] * 21 + [1.0] * 20 + [0.0] * 59)
    after = np.array([1.0] * 21 + [0.0] * 20 + [0.0] * 59)
    found = paired(before, after)
    assert found.low < 0 < found.high
    assert found.p > 0.5


def test_paired_bootstrap_keeps_its_promise_under_no_difference():
    """Of 200 comparisons of like runs, about one in twenty is called significant, not one in five."""
    rng = np.random.default_rng(1)
    called = sum(paired(*rng.integers(0, 2, (2, 60)).astype(float), draws=200).p < 0.05 for _ in range(200))
    assert called <= 24


def test_identical_runs_do_not_differ():
    """Nothing changed: p is 1."""
    values = np.array([0.0, 1, 1])
    assert paired(values, values).p == 1


def _line(name, right, text="x", question=None):
    return {
        "id": name,
        "question": question or f"Question {name}?",
        "answer": {"answered": True, "text": text, "confidence": 0.5},
        "hits": [],
        "scores": {"right": right, "em": right},
    }


def test_comparison_names_every_question_that_changed_sides():
    """One became right, one wrong, one stayed; those in one run only are counted and left aside."""
    before = {n: _line(n, r, "old") for n, r in (("a", 0), ("b", 1), ("c", 1), ("gone", 1))}
    after = {n: _line(n, r, "new") for n, r in (("a", 1), ("b", 0), ("c", 1), ("fresh", 0))}
    found = compare(before, after)
    assert found.to_dict()["became_right"] == ["a"]
    assert found.to_dict()["became_wrong"] == ["b"]
    assert (found.questions, found.only_before, found.only_after) == (3, 1, 1)
    assert found.differences["em"].value == 0
    text = found.text()
    assert "a: Question a?\n    old (0.50)  →  new (0.50)" in text
    assert "2 stand in one of them only" in text


def test_question_that_was_reworded_is_not_compared():
    """The same id with another wording is another question."""
    before = {"a": _line("a", 0), "b": _line("b", 0, question="Old?")}
    after = {"a": _line("a", 0), "b": _line("b", 1, question="New?")}
    assert compare(before, after).to_dict()["became_right"] == []


def test_runs_over_different_sets_cannot_be_compared():
    """Nothing in common is an error, not a difference of zero."""
    with pytest.raises(RunError, match="no question in common"):
        compare({"a": _line("a", 1)}, {"b": _line("b", 1)})


def test_retrieval_runs_are_compared_by_their_hits():
    """Without answers a question came out right when gold was among the first ten; its rank is shown."""
    hit = {"relevant": True}
    miss = {"relevant": False}
    before = {"a": {"id": "a", "question": "Q?", "answer": None, "hits": [miss], "scores": {"hit@10": 0.0}}}
    after = {"a": {"id": "a", "question": "Q?", "answer": None, "hits": [miss, hit], "scores": {"hit@10": 1.0}}}
    found = compare(before, after)
    assert found.by == "hit@10"
    assert "not found  →  rank 2" in found.text()
