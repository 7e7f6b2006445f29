"""The command, from end to end with the real encoder and the shipped reader over a handful of articles."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import eval.prepare
from eval.__main__ import main, parser
from index import demo_folder
from tests.conftest import NEWS

ROOT = Path(__file__).parents[2]
FILES = ("answers.jsonl", "report.html", "results.json", "timings.jsonl")

QUESTIONS = [
    {
        "id": "soldiers",
        "question": "How many soldiers will be sent to the northern border?",
        "type": "number",
        "answers": ["2,400", "more than 2,400 soldiers"],
        "gold": [{"article": "Soldiers to go north", "quote": "more than 2,400 soldiers"}],
    },
    {
        "id": "price",
        "question": "How much did the orchestra pay for the concert hall?",
        "type": "money",
        "answers": ["31 million crowns"],
        "gold": [{"article": "Orchestra buys hall", "quote": "for 31 million crowns"}],
    },
    {
        "id": "follow",
        "question": "Who sold it?",
        "type": "follow-up",
        "answers": ["Norrland", "the brewery Norrland"],
        "gold": [{"article": "Orchestra buys hall", "quote": "was sold by the brewery Norrland"}],
        "history": ["How much did the orchestra pay for the concert hall?"],
        "standalone": "Who sold the concert hall to the orchestra of Halden?",
    },
    {"id": "goals", "question": "How many goals were scored in the cup final?", "type": "number", "unanswerable": True},
]


def _lines(run):
    return [json.loads(line) for line in (run / "answers.jsonl").read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory):
    """Stores go to a folder of the test, not to the user's cache."""
    folder = tmp_path_factory.mktemp("stores")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(eval.prepare, "store_cache", lambda: folder)
        yield


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A set of four questions, and the news that they are about, as one corpus file."""
    folder = tmp_path_factory.mktemp("set")
    (folder / "mine.jsonl").write_text("".join(json.dumps(line) + "\n" for line in QUESTIONS))
    (folder / "news.jsonl").write_text("".join(json.dumps(a.to_dict(text=True)) + "\n" for a in NEWS))
    return folder


@pytest.fixture(scope="module")
def first(files):
    """A finished run."""
    out = files / "first"
    assert main([str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--out", str(out), "--quiet"]) == 0
    return out


def test_help_answers_at_once_and_imports_nothing_heavy():
    """--help must not wait for numpy, torch or the reader."""
    code = (
        "import sys\nfrom eval.__main__ import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'torch', 'onnxruntime', 'sklearn', 'faiss', 'tqdm'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--baseline" in done.stdout


def test_run_leaves_its_four_files(first):
    """Results, every answer, every time, and the report."""
    assert sorted(path.name for path in first.iterdir()) == list(FILES)
    lines = _lines(first)
    assert [line["id"] for line in lines] == ["soldiers", "price", "follow", "goals"]
    for line in lines:
        for citation in line["answer"]["citations"]:
            article = next(a for a in NEWS if a.id == citation["article"]["id"])
            assert article.text[citation["start"] : citation["end"]] == citation["quote"]


def test_results_hold_what_is_needed_to_repeat_the_run(first):
    """Command, commit, versions, model hashes, settings, machine; keys in order."""
    text = (first / "results.json").read_text(encoding="utf-8")
    values = json.loads(text)
    assert text == json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert values["command"].startswith("python -m eval ")
    assert {"date", "commit", "versions", "machine", "settings", "models", "set", "figures"} <= set(values)
    assert len(values["models"]["reader_files"]["lower.onnx"]) == 64
    assert values["models"]["encoder_fingerprint"]
    assert values["set"]["questions"] == 4
    assert values["set"]["articles"] == 3
    assert values["settings"]["store"]["encoder"] == values["models"]["encoder"]
    assert values["figures"]["exact_quotes"]["value"] == 100
    assert values["figures"]["hit@10"]["value"] == 1
    assert values["figures"]["index_rate"]["value"] > 0


def test_second_run_gives_the_same_answers_byte_for_byte(files, first):
    """Same input, same answers and scores; the store is not built again."""
    out = files / "second"
    main([str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--out", str(out), "--quiet"])
    assert (out / "answers.jsonl").read_bytes() == (first / "answers.jsonl").read_bytes()
    built = [json.loads((run / "results.json").read_text())["settings"]["build"] for run in (first, out)]
    assert built[0] == built[1]


def test_threshold_decides_when_an_answer_is_given(files):
    """From 0 on everything is answered, from 1 on nothing; a share beyond that is refused."""
    given = [str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--quiet", "--threshold"]
    for threshold, answered in (("0", 4), ("1", 0)):
        out = files / f"from-{threshold}"
        main([*given, threshold, "--out", str(out)])
        assert sum(line["answer"]["answered"] for line in _lines(out)) == answered
        assert json.loads((out / "results.json").read_text())["settings"]["threshold"] == float(threshold)
    with pytest.raises(SystemExit):
        main([*given, "1.5"])


def test_table_and_places_are_printed(files, capsys):
    """Figures with their intervals on standard output, nothing else between them."""
    out = files / "printed"
    main([str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--out", str(out), "--quiet"])
    printed = capsys.readouterr()
    assert "-mine: 4 questions, 1 unanswerable, over 3 articles" in printed.out
    assert "exact_quotes        100.0  100.0 – 100.0" in printed.out
    assert str(out) in printed.out
    assert printed.err == ""


def test_baseline_is_compared_question_by_question(files, first, capsys):
    """Asking the follow-up in full is another run; the comparison stands in output, results and report."""
    out = files / "compared"
    command = [str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--out", str(out), "--quiet"]
    main([*command, "--follow-ups", "human", "--baseline", str(first)])
    assert "Against the baseline, 4 questions that both runs hold" in capsys.readouterr().out
    compared = json.loads((out / "results.json").read_text())["comparison"]
    assert compared["questions"] == 4
    assert compared["baseline"] == str(first)
    assert "Against the baseline" in (out / "report.html").read_text(encoding="utf-8")


def test_missed_bound_fails_and_is_named(files, capsys):
    """As a gate: 1 and the reason when missed, 0 when held; a figure that the run has not counts as missed."""
    command = [str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--retrieval-only", "--quiet"]
    command += ["--out", str(files / "gate")]
    assert main([*command, "--fail-under", "hit@10=0.9", "mrr@10=0.1", "--fail-over", "search_p95=60000"]) == 0
    assert main([*command, "--fail-under", "hit@10=1.1"]) == 1
    assert "FAILED: hit@10 is 1.000; it should be at least 1.1" in capsys.readouterr().out
    assert main([*command, "--fail-over", "search_p50=0"]) == 1
    assert main([*command, "--fail-under", "f1=1"]) == 1
    assert "this run has no f1" in capsys.readouterr().out


def test_store_that_is_there_is_asked(files, real_bot, capsys):
    """--store takes a store made elsewhere; gold is placed in the articles that it holds."""
    folder = real_bot.info()["store"]
    out = files / "store"
    command = [str(files / "mine.jsonl"), "--store", folder, "--out", str(out), "--quiet", "--retrieval-only"]
    assert main([*command, "--limit", "2", "--seed", "1"]) == 0
    assert json.loads((out / "results.json").read_text())["set"]["questions"] == 2
    # Named beside the articles as they were before they were cleaned, it is the store's texts that count.
    raw = files / "raw.jsonl"
    lines = [article.to_dict(text=True) | {"text": f"Read more: floods\n\n{article.text}"} for article in NEWS]
    raw.write_text("".join(json.dumps(line) + "\n" for line in lines))
    command = [str(files / "mine.jsonl"), "--store", folder, "--articles", str(raw), "--out", str(out), "--quiet"]
    assert main(command) == 0
    figures = json.loads((out / "results.json").read_text())["figures"]
    assert figures["exact_quotes"]["value"] == 100
    assert figures["hit@10"]["value"] == 1
    assert main([str(files / "mine.jsonl"), "--store", str(files / "none"), "--quiet"]) == 1
    assert "There is no store in" in capsys.readouterr().err


def test_limit_draws_the_same_questions_for_a_seed(files):
    """Trials can be repeated; another seed asks others."""
    command = [str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--retrieval-only", "--quiet"]
    drawn = []
    for seed in ("1", "1", "2", "3"):
        out = files / f"drawn{len(drawn)}"
        main([*command, "--limit", "2", "--seed", seed, "--out", str(out)])
        drawn.append([line["id"] for line in _lines(out)])
    assert drawn[0] == drawn[1]
    assert len({tuple(each) for each in drawn}) > 1


def test_select_keeps_questions_of_a_type(files):
    """Only what is asked for is asked."""
    out = files / "selected"
    command = [str(files / "mine.jsonl"), "--articles", str(files / "news.jsonl"), "--retrieval-only", "--quiet"]
    main([*command, "--select", "type=number", "--out", str(out)])
    assert [line["id"] for line in _lines(out)] == ["soldiers", "goals"]


def test_stories_need_no_articles(files, capsys):
    """A reading set is asked over its own texts; there is nothing to retrieve in it."""
    path = files / "dev.jsonl"
    qas = [{"id": "1", "question": "What was seen in the gardens?", "answers": [{"text": "A bear", "answer_start": 0}]}]
    path.write_text(json.dumps({"context": NEWS[2].text, "qas": qas}))
    out = files / "stories"
    assert main([str(path), "--out", str(out), "--quiet"]) == 0
    results = json.loads((out / "results.json").read_text())
    assert results["set"]["articles"] == 0
    assert "hit@10" not in results["figures"]
    assert results["figures"]["exact_quotes"]["value"] == 100
    assert "each over its own story" in capsys.readouterr().out
    assert main([str(path), "--retrieval-only", "--quiet"]) == 1
    assert "nothing to retrieve" in capsys.readouterr().err


def test_check_finds_a_quote_that_is_not_in_the_article(files, capsys):
    """Before anything is asked: the set fits the articles, or file and line of what does not."""
    news = ["--articles", str(files / "news.jsonl"), "--check"]
    assert main([str(files / "mine.jsonl"), *news]) == 0
    assert "Every question is sound." in capsys.readouterr().out
    wrong = files / "wrong.jsonl"
    gold = [{"article": "Soldiers to go north", "quote": "fewer than 2,400 soldiers"}]
    wrong.write_text("\n" + json.dumps(QUESTIONS[0] | {"gold": gold}) + "\n")
    assert main([str(wrong), *news]) == 1
    assert f"{wrong}, line 2: the quote 'fewer than 2,400 soldiers' is not in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.jsonl"], 1, "no such file; give a question set"),
        (["demo", "--articles", "nowhere/"], 1, "nowhere: no such file or folder"),
        (["demo", "--baseline", "nowhere"], 1, "give the folder of a run"),
        (["demo", "--fail-under", "f2=1"], 2, "no figure 'f2'"),
        (["demo", "--fail-under", "ece=1"], 2, "of ece less is better: use --fail-over"),
        (["demo", "--fail-over", "f1=1"], 2, "of f1 more is better: use --fail-under"),
        (["demo", "--fail-under", "f1=much"], 2, "expected a number after f1="),
        (["demo", "--limit", "0"], 2, "expected a whole number above 0"),
        (["demo", "--coverage", "120"], 2, "expected a percentage"),
        (["demo", "--select", "colour=red"], 2, "expected id="),
        (["demo", "--select", "type=no-such-type", "--check"], 1, "no question is left"),
    ],
)
def test_wrong_use_is_explained(arguments, code, said, capsys):
    """One sentence that says what is wrong, and the exit code that goes with it; never a traceback."""
    try:
        found = main(arguments)
    except SystemExit as error:
        found = error.code
    printed = capsys.readouterr().err
    assert found == code
    assert said in printed
    assert "Traceback" not in printed


def test_every_option_has_a_help_text():
    """An option that --help does not explain is one that nobody can use."""
    for action in parser()._actions:
        assert action.help, action.option_strings


def test_shipped_set_is_sound(capsys):
    """The project's own questions: enough of them, a quarter unanswerable, all gold in place in the demo articles."""
    assert main(["demo", "--check"]) == 0, capsys.readouterr()
    path = ROOT / "eval" / "demo.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert len(lines) >= 250
    assert sum(line.get("unanswerable", False) for line in lines) >= len(lines) / 4
    assert {line["type"] for line in lines} >= {
        "number", "date", "person", "place", "organisation", "money", "percentage", "quotation", "reason", "manner",
        "list", "several-articles", "changed", "disagreement", "date-bound", "follow-up",
    }  # fmt: skip
    assert demo_folder().is_dir()
