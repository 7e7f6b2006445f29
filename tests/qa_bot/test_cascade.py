"""The cascade: passages that will not give the answer are put aside half-way, and no others."""

import json
import shutil

import numpy as np
import pytest

from qa_bot import Article, ReaderError
from qa_bot.checksum import sha256
from qa_bot.reader import fit_cascade
from qa_bot.reader.cascade import ABOVE, WITHIN, Cascade, worth_reading
from qa_bot.reader.model import CASCADE, SHIPPED, OnnxSpanModel, collect
from qa_bot.splitter import Splitter

_QUESTIONS = [
    "How many bodies were recovered from the Maribel?",
    "Who leads the Labour Front?",
    "How much did a kilo of herring cost at Port Lavel?",
]


@pytest.fixture(scope="module")
def passages():
    """Passages of demo articles on many subjects, the first two of each."""
    index = pytest.importorskip("index", reason="the demo articles are not part of the wheel")
    articles = [found for _, found in index.read_articles([index.demo_folder()]) if isinstance(found, Article)]
    return [passage.text for article in articles for passage in Splitter().split(article)[:2]][:50]


def test_reads_near_the_best_and_whatever_may_hold_an_answer():
    """Far below the best and plainly without an answer, a passage is put aside."""
    assert worth_reading([9.0, 9.0 - WITHIN, ABOVE + 0.1, ABOVE - 0.1]) == [0, 1, 2]
    assert worth_reading([-12.0, -12.0 - WITHIN + 0.1, -12.0 - WITHIN - 0.1]) == [0, 1]
    assert worth_reading([]) == []


def test_a_single_passage_is_always_read():
    """There is nothing to choose between."""
    assert worth_reading([-40.0]) == [0]


def test_puts_passages_aside_and_keeps_the_one_that_answers(passages):
    """Most passages are read no further than half-way, and the best one to the end."""
    model, cascade = OnnxSpanModel(), Cascade.load(SHIPPED / CASCADE)
    read = 0
    for question in _QUESTIONS:
        windows = list(model.cutter.cut([question] * len(passages), passages))
        states = model.lower(windows)
        kept = worth_reading([cascade.estimate(hidden[0], w) for (hidden, _), w in zip(states, windows, strict=True)])
        found = collect(windows, model.upper(states), len(passages), 1)
        best = max(range(len(found)), key=lambda at: found[at][0].margin if found[at] else -99)
        assert best in {windows[at].source for at in kept}
        read += len(kept)
    assert read < 0.3 * len(_QUESTIONS) * len(passages)


def test_answer_of_a_passage_does_not_depend_on_its_neighbours(passages):
    """Alone and among forty others, a passage gives the same spans with the same margins."""
    model, question = OnnxSpanModel(), _QUESTIONS[0]
    together = model.spans(question, passages)
    best = max(range(len(together)), key=lambda at: together[at][0].margin if together[at] else -99)
    assert model.spans(question, [passages[best]]) == [together[best]]


def test_is_fitted_on_questions_and_shipped_with_its_hash(tmp_path, capsys):
    """The command completes a reader's folder, says what it does, and the reader uses it."""
    folder = tmp_path / "reader"
    shutil.copytree(SHIPPED, folder)
    before = sha256(folder / CASCADE)
    places = ["Elmstead", "Norby", "Vesland", "Skarn"]
    lines = [
        {
            "title": place,
            "context": f"The mayor of {place} is {name}. The town of {place} has {n} bridges and a harbour.",
            "qas": [
                {
                    "id": f"{place}-{n}",
                    "question": f"Where is {name} the mayor?",
                    "answers": [{"text": place, "answer_start": len("The mayor of ")}],
                }
            ],
        }
        for n, (place, name) in enumerate(
            zip(places * 4, ["Ada Finch", "Bo Lund", "Cy Marr", "Di Ott"] * 4, strict=True)
        )
    ]
    data = tmp_path / "squad.jsonl"
    data.write_text("".join(json.dumps(line) + "\n" for line in lines))
    fit_cascade.main([str(folder), "--data", str(data), "--limit", "16", "--whether", "1"])
    printed = json.loads(capsys.readouterr().out)
    card = json.loads((folder / "reader.json").read_text())
    assert printed["questions"] == 2 * 16
    assert 0 < printed["read"] <= 1
    assert card["sha256"][CASCADE] == sha256(folder / CASCADE) != before
    [[span, *_]] = OnnxSpanModel(folder).spans("Who is the mayor of Norby?", ["The mayor of Norby is Bo Lund."])
    assert span.margin > 0


def test_file_that_is_no_cascade_is_named(tmp_path):
    """The error says which file, and what to do."""
    path = tmp_path / CASCADE
    path.write_bytes(b"no weights")
    with pytest.raises(ReaderError, match=r"cascade\.safetensors holds no cascade"):
        Cascade.load(path)


def test_is_written_and_read_again(tmp_path):
    """All weights come back."""
    rng = np.random.default_rng(0)
    shapes = (8, 3), (3,), (8, 3), (3,), (6,), (1,)
    cascade = Cascade(*(rng.normal(size=shape).astype(np.float32) for shape in shapes))
    cascade.save(tmp_path / CASCADE)
    again = Cascade.load(tmp_path / CASCADE)
    assert all(np.array_equal(getattr(cascade, name), getattr(again, name)) for name in Cascade.__slots__)
