"""The bench: recipes in processes of their own, measured alike."""

import json
import math
import subprocess
import sys

import pytest

from eval.bench.__main__ import comparison, main, make_task, parser
from eval.bench.contest import RECIPES, SCRIPTS, Task, contest
from eval.bench.environment import dependencies, python_for
from eval.errors import EvalError, SetError
from tests.conftest import NEWS

FAKE = """
import time
from protocol import run

class Fake:
    def load(self, model): self.model = model
    def index(self, task, folder):
        open(folder + "/ids", "w").write("\\n".join(each["id"] for each in task["passages"]))
        time.sleep(0.2)
    def open(self, folder): self.ids = open(folder + "/ids").read().split("\\n")
    def search(self, question): return self.ids

run(Fake())
"""


@pytest.fixture
def task():
    passages = [{"id": name, "text": f"text of {name}"} for name in ("a", "b", "c")]
    return Task(passages, [NEWS[0].to_dict(text=True)], ["one?", "two?"], [{"a"}, {"z"}], "model")


def _script(tmp_path, monkeypatch, text):
    """A recipe of the test's own, beside a copy of the protocol as recipes have it."""
    (tmp_path / "protocol.py").write_text((RECIPES / "protocol.py").read_text(encoding="utf-8"))
    (tmp_path / "fake.py").write_text(text)
    monkeypatch.setitem(SCRIPTS, "plain", tmp_path / "fake.py")


def test_recipe_is_indexed_and_queried_in_two_processes(tmp_path, monkeypatch, task):
    """Rate from the time of indexing, hits from the ids returned, size from what lies on disk."""
    _script(tmp_path, monkeypatch, FAKE)
    figures = contest(task, "plain", tmp_path)
    assert 1 < figures["passages_per_s"] < 3 / 0.2
    assert figures["hit@10"] == figures["mrr@10"] == 0.5
    assert figures["start_up_s"] > 0
    assert figures["query_p50_ms"] <= figures["query_p95_ms"] < 100
    assert figures["query_peak_mb"] > 1
    assert figures["disk_mb"] == pytest.approx(5e-6)


def test_recipe_that_fails_says_why(tmp_path, monkeypatch, task):
    """The last line of what it printed is the reason."""
    _script(tmp_path, monkeypatch, FAKE.replace("time.sleep(0.2)", "raise ValueError('no room')"))
    with pytest.raises(EvalError, match="fake failed at index: ValueError: no room"):
        contest(task, "plain", tmp_path)


def test_peers_state_what_they_need_and_ours_need_nothing():
    """Each peer has an environment of its own; the plain recipe and this project run in the one at hand."""
    assert {name: bool(dependencies(script)) for name, script in SCRIPTS.items()} == {
        "plain": False,
        "qa_bot": False,
        "langchain": True,
        "llamaindex": True,
        "haystack": True,
        "txtai": True,
    }
    for name in ("langchain", "llamaindex", "haystack", "txtai"):
        assert "torch>=2.6,<=2.13.0" in dependencies(SCRIPTS[name])
    assert python_for(SCRIPTS["plain"], RECIPES) == sys.executable


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_recipes_are_complete(name):
    """Every recipe has the four steps of the protocol, in valid Python that imports nothing heavy at the top."""
    text = SCRIPTS[name].read_text(encoding="utf-8")
    compile(text, name, "exec")
    for step in ("def load(", "def index(", "def open(", "def search(", "run("):
        assert step in text
    top = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert top <= {"__future__", "protocol", "os", "sys", "json", "typing", "pathlib"}


def test_protocol_needs_the_standard_library_only(tmp_path):
    """It is imported in environments that hold another library and nothing of this project."""
    code = "import sys; import protocol; assert not {'numpy', 'qa_bot', 'eval'} & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=RECIPES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_own_recipe_finds_the_passages_that_it_was_given(tmp_path, monkeypatch):
    """Real run: its passages have the very ids that the others get, and the right one comes first."""
    questions = tmp_path / "q.jsonl"
    gold = [{"article": "Orchestra buys hall", "quote": "for 31 million crowns"}]
    line = {
        "id": "q",
        "question": "How much did the concert hall cost?",
        "answers": ["31 million crowns"],
        "gold": gold,
    }
    questions.write_text(json.dumps(line) + "\n")
    news = tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps(article.to_dict(text=True)) + "\n" for article in NEWS))
    out = tmp_path / "bench.json"
    arguments = [str(questions), "--articles", str(news), "--recipes", "qa_bot", "--out", str(out)]
    monkeypatch.setattr("eval.record.load", lambda: 0.0)
    assert main(arguments) == 0
    figures = json.loads(out.read_text())["figures"]["qa_bot"]
    assert figures["hit@10"] == figures["mrr@10"] == 1
    assert all(math.isfinite(value) for value in figures.values())


def test_task_keeps_to_questions_whose_gold_is_in_its_passages(tmp_path):
    """With fewer articles, only what they answer is asked; nothing left to ask is an error."""
    questions = tmp_path / "q.jsonl"
    lines = [
        {"id": "in", "question": "How many soldiers?", "answers": ["2,400"],
         "gold": [{"article": NEWS[0].title, "quote": "more than 2,400 soldiers"}]},
        {"id": "out", "question": "What was seen?", "answers": ["bear"],
         "gold": [{"article": NEWS[2].title, "quote": "A bear was seen"}]},
    ]  # fmt: skip
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines))
    news = tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps(article.to_dict(text=True)) + "\n" for article in NEWS))
    made = make_task(parser().parse_args([str(questions), "--articles", str(news), "--passages", "1"]))
    assert made.questions == ["How many soldiers?"]
    assert made.relevant[0] == {made.passages[0]["id"]}
    questions.write_text(json.dumps(lines[1]) + "\n")
    with pytest.raises(SetError, match="none of its questions"):
        make_task(parser().parse_args([str(questions), "--articles", str(news), "--passages", "1"]))


def test_table_gives_ratios_to_the_first_recipe():
    """Twice the rate is x2.00, half the memory x0.50."""
    names = (
        "passages_per_s", "start_up_s", "query_p50_ms", "query_p95_ms", "index_peak_mb", "query_peak_mb", "disk_mb",
        "hit@10", "mrr@10",
    )  # fmt: skip
    printed = comparison({"plain": dict.fromkeys(names, 10.0), "qa_bot": dict.fromkeys(names, 20.0)})
    assert printed.count("x2.00") == len(names)
    assert "more is better" in printed.splitlines()[1]
    assert "less is better" in printed.splitlines()[2]
