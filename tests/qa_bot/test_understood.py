"""What a question says of dates and sources: understood, shown, applied, taken away."""

from datetime import date

import pytest

from qa_bot import Article
from qa_bot.store import Filter
from qa_bot.understood import narrowed, understand

TODAY = date(2026, 12, 2)
KNOWN = ["Courier", "Gazette"]


def said(question, **more):
    return understand(question, lambda: KNOWN, TODAY, **more)


def test_a_period_is_preferred_and_covers_the_reports_that_follow_it():
    """What happened in March is reported from March on: such articles come first, others stay."""
    [march] = said("Which bridges were closed in March?")
    assert (march.kind, march.words, march.reading, march.required) == ("date", "in March", "March 2026", False)
    assert (march.since, march.until) == (date(2026, 3, 1), date(2026, 4, 14))


def test_the_period_of_an_article_is_required_to_the_day():
    """Words of publishing leave no doubt that the article's own date is meant."""
    [march] = said("What is in the articles published in March?")
    assert march.required
    assert (march.since, march.until) == (date(2026, 3, 1), date(2026, 3, 31))


def test_as_of_a_day_hides_what_came_later():
    """The state of that day is in the papers of the next, and no later."""
    [day] = said("How many had died as of 2 May?")
    assert day.required
    assert (day.since, day.until) == (None, date(2026, 5, 4))


def test_a_source_is_required():
    """According to the Courier means the Courier alone."""
    [source] = said("How many cracks, according to the Courier?")
    assert (source.kind, source.words, source.sources, source.required) == ("source", "Courier", ("Courier",), True)


@pytest.mark.parametrize(
    "question",
    [
        "What happened before the ceasefire?",
        "What will happen in March?",
        "Who closed the bridge?",
        "Who is April Fox?",
    ],
)
def test_a_question_without_a_past_date_or_known_source_says_nothing(question):
    """Events without a date, and what is to come, limit no articles."""
    assert said(question) == ()


@pytest.mark.parametrize("ignore", [["in march"], ["date"]])
def test_what_was_understood_can_be_taken_away(ignore):
    """By its words or by its kind."""
    assert [each.kind for each in said("What did the Courier report in March?", ignore=ignore)] == ["source"]


def test_in_a_talk_march_is_the_march_of_its_article():
    """The anchor moves bare names only."""
    [march] = said("Who spoke in March?", anchor=date(2020, 5, 1))
    assert march.reading == "March 2020"


def test_given_filters_hold_beside_what_was_understood():
    """What the caller demands is never widened by the question."""
    given = Filter(("Gazette",), date(2026, 3, 10), None)
    strict, preferred = narrowed(given, said("What did the Courier say in March?"))
    assert strict == given
    assert preferred == Filter(("Gazette",), date(2026, 3, 10), date(2026, 4, 14))


def test_filter_admits_what_a_store_would(articles):
    """Source in any case, days included, and no undated article where a day is asked for."""
    bridge, bread, hail = articles
    assert [Filter(("courier",)).admits(each) for each in articles] == [True, False, True]
    assert [Filter(since=date(2026, 4, 9)).admits(each) for each in (bridge, bread, hail)] == [False, True, False]
    assert Filter(until=date(2026, 3, 2)).admits(bridge)


def test_the_search_keeps_to_the_source_and_says_so(bot, articles):
    """A required source is the only one that is read, and the answer tells what was understood."""
    bot.add(articles)
    answer = bot.ask("What did the Gazette report on Elmstead?")
    assert {each.article.source for each in answer.citations} == {"Gazette"}
    assert answer.to_dict()["understood"][0]["words"] == "Gazette"
    freed = bot.ask("What did the Gazette report on the hail near Elmstead?", ignore=["Gazette"])
    assert freed.understood == ()
    assert freed.citations[0].article.title == "Hail"


def test_a_demand_that_leaves_nothing_says_so_and_offers_the_answer_without_it(bot, articles):
    """Nobody is left with an empty page because of a date."""
    bot.add(articles)
    answer = bot.ask("How many cracks are in the articles published in 2019?", asked=TODAY)
    assert not answer.answered
    assert answer.text == "There is no article published 2019."
    assert "14 cracks" in answer.otherwise.text
    assert answer.to_dict()["otherwise"]["answered"]


def test_a_preferred_period_lifts_its_articles_and_loses_no_other(bot):
    """Of two articles alike the one of the days asked about leads; the other stays."""
    bot.add(
        Article(f"The bridge over the Elm was closed, {word} engineers said.", title=word, published=day)
        for word, day in (("older", date(2026, 1, 5)), ("newer", date(2026, 3, 5)))
    )
    for month, first in (("January", "older"), ("March", "newer")):
        question = f"Who closed the bridge over the Elm in {month}?"
        hits = bot.search(question, understood=bot.understand(question, asked=TODAY))
        assert hits[0].passage.article.title == first
        assert len(hits) == 2
