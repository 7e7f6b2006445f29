import hashlib
import json
from pathlib import Path

import pytest

import eval
import qa_bot.reader
from eval.asked import main
from qa_bot.reader.examples import read_examples

#: Questions about an archive that is not in the repository, each with the least that there are.
WRITTEN = {
    Path(qa_bot.reader.__file__).parent / "news" / "asked.jsonl": 35_000,
    Path(qa_bot.reader.__file__).parent / "news" / "open.jsonl": 2_000,
    Path(eval.__file__).parent / "open.jsonl": 800,
}
TEXT = "The mayor of Halden resigned on Friday.\n\nHer deputy, Ann Berg, opened the bridge over the Tarn."
PASSAGE = TEXT[TEXT.index("Her") :]


@pytest.fixture
def files(tmp_path):
    """Sixty articles of one text, some of which are held out whatever the rule, and a question about each."""
    articles = [{"id": f"wire.example/{n}", "title": f"Halden {n}", "text": f"{n}. {TEXT}"} for n in range(60)]
    (tmp_path / "archive.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    with (tmp_path / "asked.jsonl").open("w") as lines:
        for article in articles:
            start = article["text"].index("Her")
            passage = {
                "article": article["id"],
                "start": start,
                "end": start + len(PASSAGE),
                "sha256": hashlib.sha256(PASSAGE.encode()).hexdigest(),
                "questions": [["who cut the ribbon?", 12, 20, "Berg", [4, 20]], ["Who paid for it?"]],
            }
            lines.write(json.dumps(passage) + "\n")
    return tmp_path


def _main(files, *options):
    out = ["--out", str(files / "out.jsonl"), "--held-out", str(files / "held.jsonl")]
    return main([str(files / "asked.jsonl"), str(files / "archive.jsonl"), *out, *options])


def test_questions_get_the_text_they_were_written_about(files, capsys):
    """An answer is a slice of the passage, a question without a place has none; the headline comes along."""
    assert _main(files) == 0
    learnt = list(read_examples(files / "out.jsonl"))
    assert {example.context for example in learnt} == {PASSAGE}
    assert {(e.question, e.answers) for e in learnt} == {
        ("who cut the ribbon?", (("Ann Berg", 12), ("Berg", 16), ("deputy, Ann Berg", 4))),
        ("Who paid for it?", ()),
    }
    assert all(example.title == f"Halden {example.group.rpartition('/')[2]}" for example in learnt)
    assert f"{len(learnt)} questions, {len(learnt) // 2} without an answer" in capsys.readouterr().out


def test_an_article_is_learnt_from_or_held_out(files):
    """No article's questions are on both sides, and every question is on one."""
    _main(files)
    learnt, held = ({example.group for example in read_examples(files / f"{name}.jsonl")} for name in ("out", "held"))
    groups = [{group.partition(":")[2] for group in groups} for groups in (learnt, held)]
    assert not groups[0] & groups[1]
    assert len(groups[0] | groups[1]) == 60
    assert groups[1]


def test_as_many_articles_are_kept_back_as_wanted(files):
    """Of one in two about half, and those of one in four are among them."""
    kept = []
    for share in ("4", "2"):
        assert _main(files, "--one-in", share) == 0
        kept.append({example.group for example in read_examples(files / "held.jsonl")})
    assert kept[0] < kept[1]
    assert 20 < len(kept[1]) < 40


def test_questions_are_put_to_what_a_search_brings_up_too(files):
    """Passages that share words with the question and do not hold its answer, under their own headlines."""
    with (files / "archive.jsonl").open("a") as lines:
        for n in range(3):
            line = f"Nobody cut the ribbon in Halden and nobody paid for it, wrote paper {n} of the town."
            lines.write(json.dumps({"id": f"paper/{n}", "title": f"Paper {n}", "text": line}) + "\n")
    assert _main(files, "--wrong", "2") == 0
    wrong = [example for example in read_examples(files / "out.jsonl") if "-wrong" in example.id]
    ribbon = [example for example in wrong if example.question == "who cut the ribbon?"]
    assert {example.title for example in ribbon} <= {f"Paper {n}" for n in range(3)}
    assert not any(example.answers for example in wrong)
    assert (
        len({example.id for example in wrong})
        == len(wrong)
        == 2 * len({example.id.rpartition("-")[0] for example in wrong})
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sha256": "0" * 64}, "line 60: the text of wire.example/59 is not the one asked about"),
        ({"article": "wire.example/none"}, "there is no article called 'wire.example/none'"),
        ({"questions": [["Who?", 12]]}, "line 60: not a passage with its questions"),
    ],
)
def test_questions_of_another_archive_are_named(files, capsys, change, said):
    """An archive that does not hold what was asked about ends it with file, line and reason; nothing is written."""
    *lines, last = (files / "asked.jsonl").read_text().splitlines()
    (files / "asked.jsonl").write_text("\n".join([*lines, json.dumps(json.loads(last) | change)]) + "\n")
    assert _main(files) == 1
    assert said in capsys.readouterr().err
    assert not (files / "out.jsonl").exists()


@pytest.mark.parametrize(("written", "least"), WRITTEN.items())
def test_the_written_questions_are_well_formed(written, least):
    """Every place lies in its passage, no question is asked twice of one, and none of the archive's text is there."""
    passages = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    for passage in passages:
        assert set(passage) == {"article", "start", "end", "sha256", "questions"}
        asked = [question.lower() for question, *_ in passage["questions"]]
        assert len(set(asked)) == len(asked)
        for _, *place in passage["questions"]:
            assert not place or 0 <= place[0] < place[1] <= passage["end"] - passage["start"]
    assert sum(len(passage["questions"]) for passage in passages) > least
