"""Each measure against results that are known: worked by hand, or from the paper's own definition."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics import METRICS, count, judged, measure, table
from eval.metrics.abstention import aurc, auroc, calibration_bins, ece, ece_by_chance, error_at, risk_coverage
from eval.metrics.answers import findable, score_answer, stands_in
from eval.metrics.citations import is_exact, score_citations
from eval.metrics.multihop import score_facts
from eval.metrics.retrieval import rank_scores, score_hits
from eval.questions import Gold, Question
from qa_bot import Answer, Article, Citation, Hit, Passage
from qa_bot.answer import Position

TEXT = "The Rudd rose on Monday. It flooded 40 houses, the mayor said.\n\nNobody was hurt. The mill burned in 1911."
ARTICLE = Article(TEXT, title="Flood", url="https://a.example/flood")
OTHER = Article("The Elm stayed low; 40 people watched.", title="Elm", url="https://a.example/elm")


def _passage(piece, article=ARTICLE):
    start = article.text.index(piece)
    return Passage(article, start, start + len(piece))


def _hits(*passages):
    return [Hit(passage, 1 - rank / 10) for rank, passage in enumerate(passages)]


def _gold(piece, article=ARTICLE):
    return Gold(article.id, piece, article.text.index(piece))


def _answer(text, *quotes, answered=True, confidence=0.8):
    citations = tuple(Citation(p.article, p.start, p.end) for p in quotes)
    return Answer("?", answered, text, confidence, citations)


HOUSES = _passage("It flooded 40 houses, the mayor said.")
MILL = _passage("The mill burned in 1911.")
WATCHED = _passage("The Elm stayed low; 40 people watched.", OTHER)
QUESTION = Question("q", "How many houses were flooded?", ("40", "40 houses"), gold=(_gold(HOUSES.text),))


# ---- retrieval


def test_rank_measures_of_a_ranking_worked_by_hand():
    """Relevant at ranks 2 and 3 of all two: RR 1/2, DCG 1/log2(3) + 1/log2(4) over the ideal 1 + 1/log2(3)."""
    scores = rank_scores(["x", "a", "b", "y"], {"a", "b"})
    assert scores["hit@1"] == 0
    assert scores["hit@3"] == scores["hit@10"] == scores["recall@10"] == scores["all@10"] == 1
    assert scores["mrr@10"] == 0.5
    ideal = 1 + 1 / math.log2(3)
    assert scores["ndcg@10"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / ideal, abs=1e-4)


def test_rank_measures_count_what_was_not_found():
    """One of three relevant passages among the first ten: recall 1/3, and not all."""
    scores = rank_scores(["a", "x"], {"a", "b", "c"})
    assert scores["recall@10"] == pytest.approx(1 / 3)
    assert (scores["all@10"], scores["mrr@10"]) == (0, 1)


def test_nothing_found_and_below_rank_ten_score_nothing():
    """An empty ranking, and a first relevant passage at rank eleven, are both worth 0."""
    assert set(rank_scores([], {"a"}).values()) == {0.0}
    assert set(rank_scores([f"x{n}" for n in range(10)] + ["a"], {"a"}).values()) == {0.0}


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=10))
def test_rank_measures_agree_with_their_definitions(good):
    """Whatever the ranking: hit, recall and MRR are what their formulas say, nDCG lies between 0 and 1."""
    ranking = [f"p{rank}" for rank in range(len(good))]
    scores = rank_scores(ranking, {name for name, right in zip(ranking, good, strict=True) if right} | {"unseen"})
    first = good.index(True) + 1 if any(good) else None
    assert scores["hit@5"] == float(any(good[:5]))
    assert scores["recall@10"] == pytest.approx(sum(good) / (sum(good) + 1))
    assert scores["mrr@10"] == pytest.approx(1 / first if first else 0)
    assert 0 <= scores["ndcg@10"] <= 1


def test_passage_with_half_of_a_gold_quote_is_relevant():
    """A quote that the splitter cut counts where most of it went; a passage that only touches it does not."""
    half = Passage(ARTICLE, HOUSES.start, HOUSES.start + len(HOUSES.text) // 2 + 1)
    less = Passage(ARTICLE, HOUSES.start, HOUSES.start + len(HOUSES.text) // 2 - 2)
    assert score_hits(QUESTION, _hits(half), [HOUSES])["hit@1"] == 1
    assert score_hits(QUESTION, _hits(less), [HOUSES])["hit@1"] == 0


def test_answer_in_another_article_counts_for_answer_at_k_only():
    """The string "40" stands in a passage that proves nothing: answer@1 is generous, hit@1 is not."""
    scores = score_hits(QUESTION, _hits(WATCHED, HOUSES), [HOUSES, MILL])
    assert (scores["answer@1"], scores["hit@1"], scores["hit@3"]) == (1, 0, 1)


def test_without_gold_places_the_answer_makes_a_passage_relevant():
    """How many such passages there are is not known, so that recall, all and nDCG are left out."""
    scores = score_hits(Question("q", "?", ("1911",)), _hits(HOUSES, MILL), [])
    assert scores["mrr@10"] == 0.5
    assert not {"recall@10", "all@10", "ndcg@10"} & set(scores)


def test_gold_article_without_a_quote_needs_the_answer_in_the_passage():
    """Where only the article is known, a passage of it without the answer is not relevant."""
    question = Question("q", "?", ("1911",), gold=(Gold(ARTICLE.id),))
    scores = score_hits(question, _hits(HOUSES, MILL), [HOUSES, MILL])
    assert (scores["hit@1"], scores["hit@3"], scores["recall@10"]) == (0, 1, 1)


def test_a_hit_that_joins_passages_stands_for_all_of_them():
    """Both gold passages are found in one hit; a third elsewhere is not."""
    question = Question("q", "?", ("40",), gold=(_gold(HOUSES.text), _gold(MILL.text), _gold(WATCHED.text, OTHER)))
    joined = Passage(ARTICLE, HOUSES.start, MILL.end)
    scores = score_hits(question, _hits(joined), [HOUSES, MILL])
    assert (scores["hit@1"], scores["recall@10"], scores["all@10"], scores["ndcg@10"]) == (1, 1, 1, 1)
    scores = score_hits(question, _hits(joined), [HOUSES, MILL, WATCHED])
    assert (scores["recall@10"], scores["all@10"]) == (0.5, 0)


def test_multihop_measures_worked_by_hand():
    """Fact one first at rank 2 (and again at 3), fact two at 5: MRR 1/2, MAP (1/2 + 0 + 1/5) / 2, both hits."""
    retrieved = ["x", "… fact one …", "fact one", "y", "fact\ntwo", "z"]
    assert score_facts(retrieved, ["fact one", "fact two"]) == {
        "multihop_hits@4": 1,
        "multihop_hits@10": 1,
        "multihop_mrr@10": 0.5,
        "multihop_map@10": pytest.approx(0.35),
    }


def test_multihop_measures_ignore_blanks_and_what_comes_after_rank_ten():
    """The published script takes blanks and line ends out of both sides; rank eleven counts for nothing."""
    assert score_facts(["a  b\nc"], ["ab c"])["multihop_map@10"] == 1
    late = score_facts(["x"] * 10 + ["fact"], ["fact"])
    assert set(late.values()) == {0.0}
    fifth = score_facts(["x"] * 4 + ["fact"], ["fact"])
    assert (fifth["multihop_hits@4"], fifth["multihop_hits@10"], fifth["multihop_mrr@10"]) == (0, 1, 0.2)


def test_multihop_passage_with_two_facts_counts_both_once():
    """Two facts in the first passage give MAP 1, and finding them again adds nothing."""
    assert score_facts(["one two", "two one"], ["one", "two"])["multihop_map@10"] == 1


# ---- answers


def test_exact_match_and_f1_of_an_answered_question():
    """ "about 40 houses" for "40 houses": two shared words of three and two, F1 4/5; right, but no exact match."""
    scores = score_answer(QUESTION, _answer("about 40 houses", HOUSES))
    assert (scores["em"], scores["has_em"], scores["right"], scores["found"]) == (0, 0, 1, 1)
    assert scores["f1"] == pytest.approx(0.8)
    assert "no_answer" not in scores


def test_span_measures_are_of_the_short_form():
    """What the reader marked is compared with the spans of a span set; what people read with the same ones."""
    scores = score_answer(QUESTION, replace(_answer("about 40 houses", HOUSES), short="40"))
    assert (scores["span_em"], scores["span_f1"], scores["em"]) == (1, 1, 0)
    silent = score_answer(QUESTION, _answer("The articles do not say 40.", answered=False))
    assert (silent["span_em"], silent["span_f1"]) == (0, 0)


def test_unanswerable_question_is_right_when_nothing_is_said():
    """As in SQuAD 2.0: silence scores 1, any answer 0; the words of the refusal are no answer."""
    question = Question("q", "?", unanswerable=True)
    silent = score_answer(question, _answer("The articles do not say.", answered=False))
    spoken = score_answer(question, _answer("40", HOUSES))
    assert (silent["em"], silent["f1"], silent["no_answer"], silent["right"]) == (1, 1, 1, 1)
    assert (spoken["em"], spoken["f1"], spoken["no_answer"], spoken["right"]) == (0, 0, 0, 0)
    assert "has_f1" not in silent


def test_withheld_answer_is_wrong_for_an_answerable_question():
    """Silence where there was an answer scores nothing."""
    scores = score_answer(QUESTION, _answer("The articles do not say 40.", answered=False))
    assert (scores["em"], scores["f1"], scores["found"], scores["right"]) == (0, 0, 0, 0)


def test_disagreement_is_seen_when_two_sides_stand_in_different_positions():
    """The same side twice is none; elsewhere any position is a false alarm, but not where answers change over time."""
    sides = tuple(Position(text, (Citation(ARTICLE, 0, 10),)) for text in ("about 40 houses", "60", "50"))
    question = replace(QUESTION, answers=(), type="disagreement", parts=(("40",), ("60", "sixty")))
    said = replace(_answer("40", HOUSES), positions=sides[:2])
    assert score_answer(question, said)["disputed"] == 1
    assert score_answer(question, replace(said, positions=(sides[0], sides[2])))["disputed"] == 0
    assert score_answer(question, _answer("40", HOUSES))["disputed"] == 0
    assert score_answer(QUESTION, said)["false_alarm"] == 1
    assert score_answer(QUESTION, _answer("40", HOUSES))["false_alarm"] == 0
    assert "false_alarm" not in score_answer(replace(QUESTION, type="changed"), said)
    assert "false_alarm" not in score_answer(replace(QUESTION, history=("When was that?",)), said)
    assert "false_alarm" not in score_answer(replace(QUESTION, question="What flooded?"), said)


def test_answer_in_the_quote_alone_is_found_but_not_right():
    """A wrong phrase above the right sentence lets the reader see the answer; it is no right answer."""
    scores = score_answer(QUESTION, _answer("the mayor", HOUSES))
    assert (scores["found"], scores["right"]) == (1, 0)


def test_parts_are_counted_over_answer_and_quotes():
    """Two of three parts there: two thirds, not found as a whole; all three there: found and right."""
    question = Question("q", "?", parts=(("40",), ("1911", "eleven"), ("Elm",)))
    some = score_answer(question, _answer("40", MILL))
    every = score_answer(question, _answer("40", MILL, WATCHED))
    assert some["parts"] == pytest.approx(2 / 3)
    assert (some["found"], some["right"]) == (0, 0)
    assert (every["parts"], every["found"], every["right"]) == (1, 1, 1)
    assert "em" not in some


@pytest.mark.parametrize(
    ("answer", "text", "there"),
    [
        ("40", "140 houses", False),
        ("10,000", "some 10,000, he said", True),
        ("the Rudd", "Rudd rose", True),
        ("It is not acceptable", "“It is not acceptable,” she said", True),
        ("St Ann’s", "in St Ann's church", True),
        ("talks", "war—talks—peace", True),
        ("", "anything", False),
    ],
)
def test_stands_in_looks_for_whole_words_whatever_the_marks(answer, text, there):
    """Numbers inside numbers do not count; newspaper quotation marks, apostrophes and dashes do not hinder."""
    assert stands_in(answer, text) is there


def test_yes_and_no_are_not_looked_for_in_texts():
    """ "no" stands in most articles: where only that is accepted, nothing is said of found and answer@k."""
    question = Question("q", "Do both say so?", ("No",), gold=(_gold(HOUSES.text),))
    assert findable(["Yes", "no.", "Rudd"]) == ["Rudd"]
    assert "found" not in score_answer(question, _answer("no", HOUSES))
    assert "answer@1" not in score_hits(question, _hits(HOUSES), [HOUSES])
    assert score_answer(question, _answer("no", HOUSES))["em"] == 1


def test_sentences_are_not_judged_by_yes_and_no():
    """Sentences that tell say neither word: they are neither wrong ones among the answers nor right ones."""
    asked = Question("q", "Did they say so?", ("Yes",), gold=(_gold(HOUSES.text),))
    assert score_answer(asked, _answer("They did say so.", HOUSES)) == {}
    assert score_answer(asked, _answer("yes", HOUSES))["right"] == 1
    scores = {"answered": np.array([1.0, 1.0, 0.0]), "right": np.array([np.nan, 1.0, 0.0])}
    assert list(judged(scores)) == [False, True, False]


# ---- citations


def test_quotes_are_judged_by_what_they_hold_and_whence_they_come():
    """One quote proves; one has the string in a wrong article: half precision, full recall, both hold "40"."""
    scores = score_citations(QUESTION, _answer("40", HOUSES, WATCHED), {ARTICLE.id: ARTICLE, OTHER.id: OTHER}.get)
    assert (scores["cite_precision"], scores["cite_article"], scores["cite_answer"]) == (0.5, 0.5, 1)
    assert (scores["cite_recall"], scores["exact_quotes"]) == (1, 1)


def test_answer_without_quotes_has_no_precision_and_no_recall():
    """Nothing quoted proves nothing, and is no imprecise quote either."""
    scores = score_citations(QUESTION, _answer("", answered=False), {}.get)
    assert scores == {"cite_recall": 0}


def test_recall_over_parts_is_the_share_that_is_quoted():
    """A list of two with one of them quoted has half."""
    question = Question("q", "?", parts=(("40",), ("1911",)))
    assert score_citations(question, _answer("40 and 1911", MILL), {}.get)["cite_recall"] == 0.5


def test_quote_that_differs_from_the_article_as_it_came_is_caught():
    """A store that changed one character, or moved the text, cannot pass its own copy off as the original."""
    original = {ARTICLE.id: ARTICLE}.get
    altered = Article(TEXT.replace("40 houses", "41 houses"), title="Flood", url=ARTICLE.url)
    moved = Article("\n" + TEXT, title="Flood", url=ARTICLE.url)
    assert is_exact(Citation(ARTICLE, 0, 24), original)
    assert not is_exact(Citation(altered, HOUSES.start, HOUSES.end), original)
    assert not is_exact(Citation(moved, 1, 25), original)
    assert not is_exact(Citation(OTHER, 0, 5), original)


# ---- abstention


def test_auroc_worked_by_hand():
    """Of the four pairs, three have the answerable question ahead, and a tie is worth a half."""
    assert auroc(np.array([0.9, 0.4, 0.6, 0.1]), np.array([1.0, 1, 0, 0])) == 0.75
    assert auroc(np.array([0.5, 0.5]), np.array([1.0, 0])) == 0.5


def test_auroc_needs_both_kinds():
    """Without unanswerable questions there is nothing to tell apart."""
    assert math.isnan(auroc(np.array([0.5, 0.6]), np.array([1.0, 1])))


def test_risk_coverage_curve_worked_by_hand():
    """Four answers to eight questions, wrong at the second and fourth place: risks 0, 1/2, 1/3, 1/2."""
    confidence, wrong = np.array([0.6, 0.9, 0.7, 0.8]), np.array([1.0, 0, 0, 1])
    coverage, risk = risk_coverage(confidence, wrong, 8)
    assert coverage.tolist() == [0.125, 0.25, 0.375, 0.5]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert aurc(confidence, wrong) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert error_at(confidence, wrong, 8, 0.25) == 0.5
    assert math.isnan(error_at(confidence, wrong, 8, 0.75))


def test_answers_of_equal_confidence_stand_in_no_order():
    """The order of the file must not make the curve better: errors are spread over the tie."""
    one = risk_coverage(np.array([0.5, 0.5]), np.array([1.0, 0]), 2)[1]
    two = risk_coverage(np.array([0.5, 0.5]), np.array([0.0, 1]), 2)[1]
    assert one.tolist() == two.tolist() == [0.5, 0.5]


def test_no_answers_give_no_curve():
    """A reader that never answers has neither curve nor error."""
    nothing = np.empty(0)
    assert len(risk_coverage(nothing, nothing, 5)[0]) == 0
    assert math.isnan(aurc(nothing, nothing))
    assert math.isnan(ece(nothing, nothing))


def test_calibration_error_worked_by_hand():
    """Two answers at .9, one right, and one wrong at .3: (2 · |.9 - .5| + 1 · |.3 - 0|) / 3."""
    assert ece(np.array([0.9, 0.9, 0.3]), np.array([1.0, 0, 0])) == pytest.approx((2 * 0.4 + 0.3) / 3)


def test_calibrated_confidence_has_no_error():
    """Four answers at .75 of which three are right: the number means what it says."""
    assert ece(np.full(4, 0.75), np.array([1.0, 1, 1, 0])) == pytest.approx(0)


@pytest.mark.parametrize("answers", [80, 2000])
def test_calibration_error_by_chance_is_what_perfect_confidence_shows(answers):
    """Outcomes are drawn with exactly the probability that was told; of few answers the error is the larger."""
    rng = np.random.default_rng(0)
    sure = rng.random(answers)
    drawn = [ece(sure, (rng.random(answers) < sure).astype(float)) for _ in range(300)]
    assert ece_by_chance(sure) == pytest.approx(np.mean(drawn), rel=0.06)


def test_certainty_leaves_nothing_to_chance():
    """Nor does a reader that never answers."""
    assert ece_by_chance(np.array([0.0, 1.0, 1.0])) == 0
    assert math.isnan(ece_by_chance(np.empty(0)))


def test_bins_hold_their_upper_edge():
    """Guo's bins are (a, b]: a confidence of exactly 1/15 is in the first, 0 as well, 1 in the last."""
    assert [n for _, _, n in calibration_bins(np.array([0.0, 1 / 15, 1 / 15 + 1e-9, 1.0]), np.zeros(4))] == [2, 1, 1]


# ---- the figures of a run


def test_figures_are_means_over_the_questions_to_which_they_apply():
    """Percentages are out of a hundred, retrieval out of one; a score that a question lacks does not count as 0."""
    scores = table([{"em": 1, "hit@1": 1}, {"em": 0}, {"em": 0, "hit@1": 0}])
    assert measure(scores) == {"em": pytest.approx(100 / 3), "hit@1": 0.5}
    assert (count(scores, "em"), count(scores, "hit@1")) == (3, 2)


def test_error_is_taken_over_the_answers_given():
    """Three answers, two of them right: a third is wrong; the withheld one counts for coverage alone."""
    rows = [
        {"confidence": 0.9, "answered": 1, "answerable": 1, "right": 1, "no_answer": 0},
        {"confidence": 0.8, "answered": 1, "answerable": 1, "right": 1},
        {"confidence": 0.7, "answered": 1, "answerable": 0, "right": 0},
        {"confidence": 0.1, "answered": 0, "answerable": 1, "right": 0},
    ]
    figures = measure(table(rows), coverage=0.5)
    assert figures["error"] == pytest.approx(100 / 3)
    assert figures["answered"] == 75
    assert figures["error_at"] == 0
    assert figures["auroc"] == pytest.approx(2 / 3)
    assert count(table(rows), "error") == 3


def test_every_figure_has_a_meaning_and_a_direction():
    """What is printed and gated on is described, and costs and errors are the ones of which less is better."""
    lower = {name for name, metric in METRICS.items() if not metric.higher}
    assert {"error", "error_at", "aurc", "ece", "ask_p95", "search_p50", "start", "peak_memory"} <= lower
    assert not {"f1", "hit@10", "auroc", "index_rate", "exact_quotes"} & lower
    assert all(metric.what for metric in METRICS.values())
