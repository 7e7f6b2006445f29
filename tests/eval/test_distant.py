import json

import pytest

from eval.distant import main
from qa_bot.reader.examples import read_examples

ARTICLES = [
    {
        "id": "quake",
        "title": "Quake in Halden",
        "url": "https://wire.example/quake",
        "text": "The earthquake in Halden damaged 140 houses on Friday, the mayor said.\n\n"
        + "Roads were closed for a day and the market stayed empty. " * 14
        + "\n\nThe bakery in Main Street sells 140 loaves a day, as it did before the quake.",
    },
    {
        "id": "fire",
        "title": "Fire in Torvik",
        "url": "https://wire.example/fire",
        "text": "The fire in Torvik damaged nine houses on Sunday. The earthquake of the week before had damaged none.",
    },
]
QUESTION = {
    "id": "q1",
    "question": "How many houses did the earthquake in Halden damage?",
    "answers": ["140"],
    "gold": [{"article": "quake", "quote": "140"}],
}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    (tmp_path / "set.jsonl").write_text(json.dumps(QUESTION) + "\n")
    return tmp_path


def _main(files, **changes):
    (files / "set.jsonl").write_text(json.dumps(QUESTION | changes) + "\n")
    words = f"{files / 'set.jsonl'} --articles {files / 'news.jsonl'} --quiet"
    return main([words, "--out", str(files / "out.jsonl")])


def test_passage_that_means_the_answer_is_taken_and_the_chance_one_is_not(files, capsys):
    """The 140 loaves are no answer to a question about houses; offsets hold in the passage."""
    assert _main(files) == 0
    [answered] = [example for example in read_examples(files / "out.jsonl") if example.answers]
    [(text, start)] = answered.answers
    assert answered.context[start - len("damaged ") : start + len(text)] == "damaged 140"
    assert "1 passages that answer" in capsys.readouterr().out


def test_wrong_passages_hold_no_answer(files):
    """What teaches silence is like the question, and never holds an accepted answer."""
    _main(files)
    wrong = [example for example in read_examples(files / "out.jsonl") if not example.answers]
    assert any("Torvik" in example.context for example in wrong)
    assert not any("140" in example.context for example in wrong)


def test_questions_without_a_fitting_place_are_an_error_and_write_nothing(files, capsys):
    """A file without a single example would train nothing: it is said instead."""
    assert _main(files, question="Who won the regatta of the lake towns?") == 1
    assert "no question has a place that fits" in capsys.readouterr().err
    assert not (files / "out.jsonl").exists()
