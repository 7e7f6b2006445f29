"""Fitting what tells a disagreement, on pairs small enough to see through."""

import json

from eval import disagreement
from eval.disagreement import SET, contests, fit, tally, threshold
from eval.questions import Question
from eval.sets import load_set
from qa_bot import Article
from qa_bot.passage import Hit, Passage
from qa_bot.reader import disagreement as shipped
from qa_bot.reader.candidates import Candidate, pool
from tests.conftest import WordEncoder


def _questions(count):
    plain = [Question(f"s{at}-1", "How many?", ("5",)) for at in range(count)]
    disputed = [Question(f"s{at}-2", "How many?", parts=(("5",), ("7",))) for at in range(count)]
    return plain + disputed


def _pair(ratio, label):
    return {"ratio": ratio, "shared": 0.5, "told": 0.0, "contrast": 0.0, "same": 0.0}, label


def test_weights_follow_what_tells_the_pairs_apart():
    """Rivals as strong as the best answer are disagreements here; stories are held back as a whole."""
    questions = _questions(8)
    pairs = [[_pair(0.1 + at / 100, False)] for at in range(8)] + [[_pair(0.9 - at / 100, True)] for at in range(8)]
    weights, held_back = fit(questions, pairs)
    assert weights["ratio"] > 1
    assert weights["told"] == 0
    assert tally(questions, pairs, held_back, 0.5) == ((8, 8), (0, 8))


def test_threshold_admits_the_share_of_false_alarms_that_is_asked_for():
    """The lowest one that does."""
    questions = _questions(2)
    pairs = [[_pair(0.5, False)], [_pair(0.5, False)], [_pair(0.5, True)], [_pair(0.5, True)]]
    probabilities = [0.6, 0.2, 0.9, 0.4]
    assert tally(questions, pairs, probabilities, threshold(questions, pairs, probabilities, 0.5)) == ((2, 2), (1, 2))
    assert tally(questions, pairs, probabilities, threshold(questions, pairs, probabilities, 0.0)) == ((1, 2), (0, 2))


def test_a_pair_is_a_disagreement_where_the_set_has_both_sides():
    """A third figure, that the set does not know, is a figure of something else."""

    def candidate(text, answer, margin):
        start = text.index(answer)
        return Candidate(Hit(Passage(Article(text), 0, len(text)), 1.0), start, start + len(answer), margin)

    texts = [("It says 5 came.", "5", 8.0), ("He says 7 came.", "7", 6.0), ("It has 9 rooms.", "9", 4.0)]
    groups = pool([candidate(*each) for each in texts], 0.0)
    question = Question("a-1", "How many came?", parts=(("5",), ("7",)))
    assert [label for _, label in contests(question, groups, WordEncoder())] == [True, False]


def test_set_and_weights_that_are_shipped_fit_the_code():
    """The questions can be read, each with its articles; every field of the evidence has a weight."""
    questions = load_set(SET).questions
    assert sum(question.type == "disagreement" for question in questions) > 20
    titles = {json.loads(line)["title"] for line in (SET.parent / "articles.jsonl").read_text().splitlines()}
    assert {gold.article for question in questions for gold in question.gold} <= titles
    assert set(shipped.weights()) == {*shipped.Contest.__dataclass_fields__, "bias", "threshold"}
    assert disagreement.SET.is_file()
