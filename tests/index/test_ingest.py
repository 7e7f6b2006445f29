"""Articles go into the store in batches, and the summary accounts for every input."""

import pytest

from index import ingest as ingest_module
from index.draft import Draft, Rejected
from index.ingest import BATCH, Summary, distinct, ingest
from index.inputs import Reading
from qa_bot import Article, StoreError


class Quiet:
    """A progress that only remembers."""

    def __init__(self):
        self.batches = []

    def passages(self, done, total):
        pass

    def stored(self, articles):
        self.batches.append(articles)


def _readings(count, text="Text of the article."):
    return [Reading(f"{i}.txt", Article(text, url=f"https://w.example/{i}")) for i in range(count)]


def test_a_second_run_changes_nothing(bot):
    """The same files again are unchanged; a changed one replaces its earlier version."""
    assert ingest(_readings(3), lambda: bot, Quiet()) == Summary(added=3)
    assert ingest(_readings(3), lambda: bot, Quiet()) == Summary(unchanged=3)
    changed = [*_readings(2), *_readings(3, "Another text.")[2:]]
    assert ingest(changed, lambda: bot, Quiet()) == Summary(unchanged=2, replaced=1)


def test_batches_bound_the_memory(bot, monkeypatch):
    """So many articles, or so many characters, and no more are held at once."""
    progress = Quiet()
    ingest(_readings(BATCH * 2 + 1), lambda: bot, progress)
    assert progress.batches == [BATCH, BATCH, 1]
    monkeypatch.setattr(ingest_module, "BATCH_CHARACTERS", 40)
    progress = Quiet()
    ingest(_readings(5), lambda: bot, progress)
    assert progress.batches == [2, 2, 1]


def test_rejected_inputs_are_listed_and_the_rest_is_added(bot):
    """Each with its place and reason."""
    summary = ingest([Reading("bad.txt", Rejected("the file is empty")), *_readings(1)], lambda: bot, Quiet())
    assert (summary.added, summary.rejected) == (1, [("bad.txt", "the file is empty")])
    assert summary.to_dict()["rejected"] == [{"place": "bad.txt", "reason": "the file is empty"}]


def test_nothing_usable_opens_no_store():
    """A mistyped path must not leave an empty store behind."""
    summary = ingest([Reading("bad.txt", Rejected("x"))], lambda: pytest.fail("opened"), Quiet())
    assert summary.usable == 0


def test_the_same_article_twice_in_one_run_is_taken_once(bot):
    """Two versions under one address would replace each other on every run."""
    readings = [
        Reading("a.txt", Article("One.", url="https://w.example/1")),
        Reading("b.txt", Article("Two.", url="https://w.example/1")),
        Reading("c.txt", Article("Three.", title="T")),
        Reading("d.txt", Article("Three.", title="T")),
    ]
    reasons = [getattr(reading.result, "reason", "") for reading in distinct(readings)]
    assert reasons == ["", "same address as a.txt", "", "same title and text as c.txt"]
    for kind in ("added", "unchanged"):
        assert getattr(ingest(readings, lambda: bot, Quiet()), kind) == 2


def test_an_error_of_the_store_leaves_the_count_of_what_was_stored(bot):
    """Batches are stored one by one, and those before the error stay."""
    summary = Summary()

    class Failing(Quiet):
        def stored(self, articles):
            raise StoreError("disk full")

    with pytest.raises(StoreError, match="disk full"):
        ingest(_readings(BATCH + 1), lambda: bot, Failing(), summary)
    assert summary.added == BATCH


def test_reasons_are_kept_for_the_first_and_counted_for_all(bot, monkeypatch):
    """Memory stays bounded whatever comes in; whoever wants them all is told each as it comes."""
    monkeypatch.setattr(ingest_module, "KEPT_REASONS", 2)
    told = []
    readings = [Reading(f"{number}.txt", Rejected("x")) for number in range(5)]
    summary = ingest(readings, lambda: bot, Quiet(), rejects=lambda place, reason: told.append(place))
    assert (summary.rejections, len(summary.rejected), len(told)) == (5, 2, 5)
    total = Summary(added=1)
    total.include(summary)
    assert (total.added, total.rejections, len(total.rejected)) == (1, 5, 2)


def test_articles_with_a_remark_are_counted(bot):
    """So that nobody misses that a date was not understood."""
    reading = _readings(1)[0]
    noted = Reading(reading.place, reading.result, Draft(notes=("date not understood",)))
    assert ingest([noted], lambda: bot, Quiet()).noted == 1
