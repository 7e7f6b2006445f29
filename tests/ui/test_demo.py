"""The demo store follows the articles that come with the project."""

import json

import pytest

from qa_bot import Article, StoreError
from ui import demo

#: What the answer to each example holds; None for the one that the articles do not answer.
EXPECTED = {
    "Who was the captain of the Maribel?": "Henrik Pell",
    "How many people died on the Maribel?": "35",
    "How long is the Saddle tunnel?": "18.4 kilometres",
    "Which substance was found in Emil Castane’s sample?": "ostarine",
    "What is the stolen painting called?": "Salt Harvesters",
    "What is the population of Iceland?": None,
}


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A demo folder of our own with two articles."""
    folder = tmp_path / "source" / "demo"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("---\ntitle: Crane falls\n---\n\nA crane fell into the harbour on Tuesday evening.\n")
    (folder / "b.md").write_text("---\ntitle: Bread dearer\n---\n\nA loaf of bread costs 4 crowns since Monday.\n")
    monkeypatch.setattr("index.demo_folder", lambda: folder)
    return folder


def titles(store):
    with demo.open_demo(store) as bot:
        return sorted(article.title for article in bot.articles())


def test_the_first_start_makes_the_store_and_the_next_does_nothing(source, tmp_path, capsys, monkeypatch):
    """What is up to date is not read again."""
    assert titles(tmp_path / "store") == ["Bread dearer", "Crane falls"]
    assert "First start" in capsys.readouterr().err
    monkeypatch.setattr("index.read_articles", None)
    assert titles(tmp_path / "store") == ["Bread dearer", "Crane falls"]
    assert "First start" not in capsys.readouterr().err


def test_changed_articles_are_taken_up_and_those_of_visitors_stay(source, tmp_path):
    """New ones come, dropped ones go, added ones are nobody's but the visitor's."""
    with demo.open_demo(tmp_path / "store") as bot:
        bot.add([Article("My own article about bees.", title="Bees")])
    (source / "a.md").unlink()
    (source / "c.md").write_text("---\ntitle: Snow\n---\n\nSnow fell in the mountains on Sunday night.\n")
    assert titles(tmp_path / "store") == ["Bees", "Bread dearer", "Snow"]


def test_a_damaged_record_only_means_that_the_articles_are_read_again(source, tmp_path):
    """It is a note to ourselves, not the truth."""
    titles(tmp_path / "store")
    (tmp_path / "store" / "demo.json").write_text("{")
    assert titles(tmp_path / "store") == ["Bread dearer", "Crane falls"]
    assert json.loads((tmp_path / "store" / "demo.json").read_text())["state"]


def test_a_store_that_cannot_be_opened_says_what_to_delete(source, tmp_path):
    """The demo can always be made anew."""
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "qa_bot.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="delete the folder"):
        demo.open_demo(tmp_path / "store")


def test_every_example_question_has_its_expectation():
    """Whoever changes the examples says what they should find."""
    assert list(EXPECTED) == list(demo.QUESTIONS)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The demo as a new user gets it."""
    with demo.open_demo(tmp_path_factory.mktemp("demo") / "store") as bot:
        yield bot


@pytest.mark.parametrize("question", EXPECTED)
def test_the_examples_show_what_they_should(shipped, question):
    """The first thing that a new user clicks is right."""
    answer = shipped.ask(question)
    expected = EXPECTED[question]
    assert answer.answered == (expected is not None), answer.text
    assert (expected or "") in answer.text
