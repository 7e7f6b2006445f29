import json

import pytest

from eval.cloze import main
from qa_bot.reader.examples import read_examples

ARTICLES = [
    {
        "title": "Bridge",
        "date": "2023-05-01",
        "text": "On Monday the old bridge over the river was closed by engineer Marta Quist after cracks were found.",
    },
    {
        "title": "Cracks",
        "date": "2023-05-02",
        "text": "Cracks in the river bridge worried the town. It was engineer Marta Quist who closed the old crossing.",
    },
    {
        "title": "Inquiry",
        "date": "2024-01-09",
        "text": "A court asked engineer Marta Quist why the old bridge over the river was closed after cracks.",
    },
    {
        "title": "Market",
        "date": "2023-05-03",
        "text": "The weekly market sells bread and cheese to visitors, farmer Olaf Brenner said of his new stall.",
    },
]


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    return tmp_path / "news.jsonl"


def test_gap_of_one_article_is_answered_by_another_that_tells_the_same(archive, tmp_path, capsys):
    """The name is gone from the question and stands in the passage, which is not the sentence itself."""
    assert main([str(archive), "--out", str(tmp_path / "out.jsonl")]) == 0
    answered = [example for example in read_examples(tmp_path / "out.jsonl") if example.answers]
    assert "passages that answer" in capsys.readouterr().out
    for example in answered:
        [(text, _)] = example.answers
        assert text == "Marta Quist"
        assert text not in example.question
        assert not {"Market", "Olaf"} & set(example.context.split())
        assert example.question.endswith("?") != ("[MASK]" in example.question)


def test_articles_after_a_day_are_left_out(archive, tmp_path):
    """What is measured on later news is not learnt from it."""
    main([str(archive), "--out", str(tmp_path / "out.jsonl"), "--until", "2023-12-31"])
    examples = list(read_examples(tmp_path / "out.jsonl"))
    assert examples
    assert not any("court" in example.question + example.context for example in examples)


def test_limit_holds(archive, tmp_path):
    """No more questions than asked for."""
    main([str(archive), "--out", str(tmp_path / "out.jsonl"), "--limit", "1", "--silent", "0"])
    assert len(list(read_examples(tmp_path / "out.jsonl"))) == 1


def test_articles_that_share_nothing_are_an_error_and_write_nothing(tmp_path, capsys):
    """A file without a single example would train nothing: it is said instead."""
    (tmp_path / "news.jsonl").write_text(json.dumps(ARTICLES[3]) + "\n")
    assert main([str(tmp_path / "news.jsonl"), "--out", str(tmp_path / "out.jsonl")]) == 1
    assert "no two articles there tell the same" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()
