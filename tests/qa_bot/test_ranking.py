"""How what was found is ranked: for a question in parts, and why a hit stands where it does."""

from datetime import date

import pytest

from qa_bot import Article, QABot
from qa_bot.errors import QABotError
from qa_bot.fusion import DENSE_WEIGHT, Fused
from qa_bot.ranking import PART_WEIGHT, blend, deal, spread
from qa_bot.store import Candidate

TODAY = date(2026, 12, 2)
QUESTION = "Does the Courier article say that the bridge is old, while the Gazette article says that a loaf is dear?"


@pytest.fixture
def full(bot, articles):
    """A bot over articles of which those of one source are many and much like the question."""
    more = [
        Article(f"Bridge {n} has cracks, says an article in the Courier.", title=f"Bridge {n}", source="Courier")
        for n in range(20)
    ]
    bot.add([*articles, *more])
    return bot


def ranking(*scores, articles=None):
    """Candidates with these scores, named by ``articles`` (a, b, c ... when left out)."""
    names = articles or "abcdefgh"
    return [
        Fused(Candidate(f"{name}{names[:place].count(name)}", name, 0, 9, "", "", None, score, 0.0), score, score, 0.0)
        for place, (name, score) in enumerate(zip(names, scores, strict=False))
    ]


def names(ranked):
    return "".join(each.found.article for each in ranked)


def test_other_articles_come_before_the_further_passages_of_one_where_scores_are_near():
    """A clearly better passage stays where it is, whatever article it comes from."""
    assert names(spread(ranking(0.9, 0.895, 0.894, 0.893, articles="aaab"))) == "abaa"
    assert names(spread(ranking(0.9, 0.8, 0.7, 0.6, articles="aaab"))) == "aaab"


def test_parts_take_turns_and_the_one_that_stands_out_most_begins():
    """However good the others' passages are: a part that has one clear best is answered by it."""
    even, clear = ranking(0.9, 0.9, 0.9, 0.9), ranking(0.7, 0.2, 0.1, 0.1, articles="wxyz")
    assert names(deal([even, clear])) == "waxbyczd"


def test_a_passage_that_two_parts_bring_up_counts_once():
    """A part that has no more leaves its turns to the others."""
    assert names(deal([ranking(0.9, 0.3, 0.2, articles="abc"), ranking(0.5, articles="a"), []])) == "abc"
    assert deal([]) == []


def test_a_part_is_ranked_by_its_own_words_and_by_those_of_the_whole_question():
    """Both weighted; what only one of them brings up has that share alone."""
    part, whole = ranking(0.9, 0.6, articles="ab"), ranking(0.8, 0.7, articles="bc")
    blended = blend("the part", part, whole)
    assert names(blended) == "bca"
    shares = {"a": 0.9 * PART_WEIGHT, "b": 0.6 * PART_WEIGHT + 0.8 * (1 - PART_WEIGHT), "c": 0.7 * (1 - PART_WEIGHT)}
    assert {each.found.article: each.score for each in blended} == pytest.approx(shares)
    assert {each.part for each in blended} == {"the part"}


def test_each_source_that_a_question_asks_is_heard(full):
    """The best of each first, no passage twice."""
    hits = full.search(QUESTION, 4, understood=full.understand(QUESTION, asked=TODAY))
    assert {hit.passage.article.source for hit in hits[:2]} == {"Courier", "Gazette"}
    places = [(hit.passage.article.id, hit.passage.start) for hit in hits]
    assert len(set(places)) == len(hits) == 4


def test_a_source_that_is_chosen_wins_over_those_that_a_question_names(full):
    """The filter of the page is not overruled by words."""
    hits = full.search(QUESTION, 4, source="Gazette", understood=full.understand(QUESTION, asked=TODAY))
    assert [hit.passage.article.title for hit in hits] == ["Bread dearer"]


def test_a_question_in_parts_finds_nothing_where_no_source_has_anything(bot, articles):
    """No part has a first passage that could begin."""
    bot.add(articles)
    said = bot.understand(QUESTION, asked=TODAY)
    bot.remove([article.id for article in articles])
    assert bot.search(QUESTION, understood=said) == []


def test_explain_shows_what_each_stage_gave(full):
    """The weighted sum is the score that is shown; the ranks count from one; without explain there is nothing."""
    assert full.search("bread price")[0].stages is None
    hits = full.search("bread price", 5, explain=True)
    assert [hit.stages.rank for hit in hits] == [hit.stages.fused_rank for hit in hits] == [1, 2, 3, 4, 5]
    first = hits[0]
    assert (first.stages.dense, first.stages.words, first.stages.part) == (1.0, 1.0, "")
    for hit in hits:
        stages = hit.stages
        weighted = DENSE_WEIGHT * stages.dense + (1 - DENSE_WEIGHT) * stages.words
        assert hit.score == pytest.approx(weighted + stages.bonus, abs=1e-6)
    assert hits[0].to_dict()["stages"] == first.stages.to_dict()


@pytest.mark.parametrize(("weight", "side"), [(1.0, "dense"), (0.0, "words")])
def test_one_side_can_rank_alone(full, weight, side):
    """With all the weight on meaning or on words, a hit's score is what that side gives it."""
    full.dense_weight = weight
    hits = full.search("How dear is a loaf of bread, and is the bridge old?", 25, explain=True)
    given = [getattr(hit.stages, side) for hit in hits]
    assert [hit.score for hit in hits] == pytest.approx(given)
    assert given[0] == max(given) == 1
    assert any(hit.stages.dense != hit.stages.words for hit in hits)


@pytest.fixture
def serial(bot):
    """An article of several passages, of which the second and third speak of the dam, and another article."""
    filling = " ".join(f"Nothing more was known of it on day {day} of the month." for day in range(11))
    parts = [
        f"The fair opened in rain. {filling}",
        f"The Elm dam has cracks in it. {filling}",
        f"Engineers looked at the Elm dam and its cracks. {filling}",
        f"A goat won the prize. {filling}",
    ]
    bot.add([Article("\n\n".join(parts), title="From the valley"), Article("The Elm dam is old.", title="Old")])
    return bot


def test_passages_that_follow_one_another_are_one_hit(serial):
    """The joined text is a slice of the article with the score of the better one, and nothing comes twice."""
    apart = serial.search("What cracks has the Elm dam?", 3, join=False)
    pair = sorted(
        (hit for hit in apart if hit.passage.article.title == "From the valley"), key=lambda h: h.passage.start
    )
    assert len(pair) == 2
    assert pair[0].passage.end < pair[1].passage.start
    hits = serial.search("What cracks has the Elm dam?", 2)
    (joined,) = (hit for hit in hits if hit.passage.article.title == "From the valley")
    assert joined.passage.text.startswith(pair[0].passage.text)
    assert joined.passage.text.endswith(pair[1].passage.text)
    assert joined.score == max(hit.score for hit in pair)
    assert {hit.passage.article.title for hit in hits} == {"From the valley", "Old"}
    assert serial.search("What cracks has the Elm dam?", 1)[0].score == apart[0].score


def test_a_hit_does_not_depend_on_how_many_are_wanted(serial):
    """The first hit is the same alone and among others: what joins it is told by its score."""
    for query in ("What cracks has the Elm dam?", "Which goat won?"):
        assert serial.search(query, 1)[0] == serial.search(query, 4)[0]
    goat = serial.search("Which goat won?", 1)[0].passage.text
    assert "A goat won" in goat
    assert "fair opened" not in goat


def test_no_more_than_three_passages_become_one(serial):
    """A whole article that fits a query is not one hit without end."""
    hits = serial.search("Nothing more was known of it on any day of the month", 9)
    assert len([hit for hit in hits if hit.passage.article.title == "From the valley"]) > 1


def test_a_weight_that_is_none_is_refused(tmp_path, encoder):
    """It must be a share, and the message says so."""
    with pytest.raises(QABotError, match=r"from 0 .* to 1 .*, not 1\.5"):
        QABot.open(tmp_path / "store", encoder=encoder, dense_weight=1.5)


def test_explain_tells_the_part_that_a_hit_was_found_for_and_where_it_would_stand_by_score(full):
    """The second source's best comes second, whatever its score."""
    hits = full.search(QUESTION, 4, understood=full.understand(QUESTION, asked=TODAY), explain=True)
    gazette = next(hit for hit in hits if hit.passage.article.source == "Gazette")
    assert gazette.stages.part == "The Gazette article says that a loaf is dear?"
    assert [hit.stages.rank for hit in hits] == [1, 2, 3, 4]
    assert sorted(hits, key=lambda hit: -hit.score) == sorted(hits, key=lambda hit: hit.stages.fused_rank)


def test_days_that_are_wished_for_show_as_a_bonus(full):
    """March 2026 is a preference: what fits has the bonus, what does not has none."""
    question = "Which bridge was closed in March?"
    hits = full.search(question, 9, understood=full.understand(question, asked=TODAY), explain=True)
    assert {hit.passage.article.title for hit in hits if hit.stages.bonus} == {"Elm bridge closed"}
