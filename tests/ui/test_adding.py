"""Articles come in through the page, each with a word on what became of it."""

import gzip
import json

import pytest

from qa_bot import StoreError
from ui.adding import Outcome, add_files, add_text, with_time_left
from ui.adding_html import results_html

STORY = "Crane falls in Dunmere\n\nBy Ada Quist\n12 March 2026\n\nA crane fell into the harbour of Dunmere on Tuesday."


@pytest.fixture
def told():
    """What was said about the progress: (share, words)."""
    return []


@pytest.fixture
def add(bot, tmp_path, told):
    """Upload files given as names and contents."""

    def upload(**contents):
        paths = []
        for name, content in contents.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(path)
        outcomes = add_files(bot, paths, lambda share, words: told.append((share, words)))
        assert not any(path.exists() for path in paths), "uploads are deleted once they were read"
        return outcomes

    return upload


def test_a_file_is_added_and_can_be_asked_at_once(add, bot):
    """Title and date are found in it, and the next question reads it."""
    [outcome] = add(crane__txt=STORY)
    assert (outcome.name, outcome.state, outcome.title) == ("crane.txt", "added", "Crane falls in Dunmere")
    assert "crane fell into the harbour" in bot.ask("Where did the crane fall?").text
    assert bot.article(outcome.article).day.isoformat() == "2026-03-12"


def test_bad_files_lose_neither_the_good_ones_nor_the_store(add, bot):
    """Each has its own outcome and reason, in the order given."""
    cut = b"\x1f\x8b\x08"
    outcomes = add(empty__txt="", image__png=b"\x89PNG\x00", crane__txt=STORY, broken__json="{", cut__txt__gz=cut)
    assert [(outcome.name, outcome.state) for outcome in outcomes] == [
        ("empty.txt", "rejected"),
        ("image.png", "rejected"),
        ("crane.txt", "added"),
        ("broken.json", "rejected"),
        ("cut.txt.gz", "rejected"),
    ]
    assert all(outcome.reason for outcome in outcomes if outcome.state == "rejected")
    assert bot.info()["articles"] == 1
    assert bot.verify() == []


def test_the_same_again_changes_nothing_and_a_new_version_replaces(add):
    """As the library promises, and it is said."""
    record = {"url": "https://a.example/1", "title": "Toll", "text": "The toll rose to 12 on Monday, police said."}
    assert [o.state for o in add(a__json=json.dumps(record))] == ["added"]
    assert [o.state for o in add(b__json=json.dumps(record))] == ["unchanged"]
    record["text"] = "The toll rose to 19 on Tuesday, police said."
    assert [o.state for o in add(c__json=json.dumps(record))] == ["replaced"]


def test_each_article_of_a_packed_list_has_its_own_outcome(add):
    """The line that holds none is named."""
    lines = [json.dumps({"title": f"Story {n}", "text": f"The mayor opened pool {n} on Monday."}) for n in range(3)]
    packed = gzip.compress("\n".join([*lines, '{"x": 1}']).encode())
    outcomes = add(many__jsonl__gz=packed)
    assert sorted(outcome.state for outcome in outcomes) == ["added", "added", "added", "rejected"]
    [rejected] = [outcome for outcome in outcomes if outcome.state == "rejected"]
    assert rejected.name == "many.jsonl.gz:4"


def test_progress_rises_to_the_end_and_names_the_file(add, told):
    """A visitor sees what is being read and that it goes on."""
    add(a__txt=STORY, b__txt=STORY.replace("Dunmere", "Stroem"))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert ("Reading a.txt" in told[0][1], "b.txt" in told[-1][1]) == (True, True)


def test_the_time_left_is_told_once_it_can_be_guessed():
    """In seconds, then in minutes; not in the first moments, not at the end."""
    now = [0.0]
    told = []
    progress = with_time_left(lambda _, words: told.append(words), lambda: now[0])
    for passed, share in ((1, 0.5), (10, 0.25), (100, 0.25), (110, 1)):
        now[0] = passed
        progress(share, "Indexing")
    assert told == ["Indexing", "Indexing · about 30 s left", "Indexing · about 5 min left", "Indexing"]


def test_a_store_that_cannot_be_written_is_an_outcome_too(add, bot, monkeypatch):
    """Nothing is raised into the page."""

    def refuse(*_):
        raise StoreError("the disk is full")

    monkeypatch.setattr(bot, "add", refuse)
    [outcome] = add(crane__txt=STORY)
    assert outcome.state == "rejected"
    assert "the disk is full" in outcome.reason


def test_an_unforeseen_failure_stops_only_its_own_file(add, bot, monkeypatch, caplog):
    """The next file is added."""
    real = bot.add

    def fail_once(*arguments):
        monkeypatch.setattr(bot, "add", real)
        raise RuntimeError("secret")

    monkeypatch.setattr(bot, "add", fail_once)
    first, second = add(a__txt=STORY, b__txt=STORY)
    assert (first.state, second.state) == ("rejected", "added")
    assert "secret" not in first.reason
    assert "secret" in caplog.text


def paste(bot, text, title="", source="", published="", url=""):
    return add_text(bot, text, title, source, published, url, lambda *_: None)


def test_a_pasted_text_is_added_with_what_was_typed_beside_it(bot):
    """The fields win over what stands in the text."""
    [outcome] = paste(bot, STORY, " Harbour  crane ", "Courier", "2026-03-11", "https://a.example/crane")
    article = bot.article(outcome.article)
    assert (article.title, article.source, article.url) == ("Harbour crane", "Courier", "https://a.example/crane")
    assert article.day.isoformat() == "2026-03-11"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"published": "yesterday"}, "cannot be read as a date"), ({"url": "javascript:alert(1)"}, "no web address")],
)
def test_a_field_that_cannot_be_read_is_refused_with_the_reason(bot, fields, reason):
    """Rather than dropped in silence."""
    [outcome] = paste(bot, STORY, **fields)
    assert outcome.state == "rejected"
    assert reason in outcome.reason
    assert bot.info()["articles"] == 0


def test_results_say_how_many_and_show_what_was_rejected_first():
    """The bad news is on top; stored articles open with a click."""
    html = results_html(
        [Outcome("a.txt", "added", "Crane", article="abc"), Outcome("b.txt", "rejected", reason="the file is empty")]
    )
    assert "Added: 1, not added: 1" in html
    assert html.index("the file is empty") < html.index("Crane")
    assert 'data-open="abc"' in html


def test_results_of_thousands_are_cut_short():
    """The number that is not shown is."""
    html = results_html([Outcome("a.jsonl", "added", f"Story {n}", article=f"{n}") for n in range(500)])
    assert "Added: 500" in html
    assert html.count("<li") < 100
    assert "more" in html


def test_no_name_or_title_becomes_markup():
    """File names come from outside, too."""
    evil = "<img src=x>"
    assert "<img" not in results_html([Outcome(evil, "added", evil, evil, (evil,), "abc"), Outcome(evil, "rejected")])
