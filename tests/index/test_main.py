"""The command line: what a user types, what is printed, and how it ends."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.__main__ import main, make_parser
from index.report import reading_lines
from qa_bot import QABot
from tests.conftest import FirstPassageReader, WordEncoder
from tests.index.pages import BODY, HTML, PAGE, TITLE


@pytest.fixture(autouse=True)
def _no_weights(monkeypatch):
    """The store is real; encoder and reader are small."""
    monkeypatch.setattr("qa_bot.bot.load_encoder", lambda name=None: WordEncoder())
    monkeypatch.setattr("qa_bot.bot.load_reader", lambda *arguments, **options: FirstPassageReader())


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGE)
    (folder / "b.html").write_text(HTML)
    (folder / "c.txt").write_text("")
    (folder / "picture.png").write_text("x")
    return folder


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def test_files_go_into_the_store_with_a_bar_and_a_summary(news, store, capsys):
    """The bar is on stderr; the summary names the counts and each rejected file with its reason."""
    assert main([str(news), "--store", str(store)]) == 0
    shown = capsys.readouterr()
    assert "2 added, 0 unchanged, 0 replaced, 1 rejected" in shown.out
    assert f"{news}/c.txt: the file is empty" in shown.out
    assert "1 file of other kinds" in shown.out
    assert "100%" in shown.err
    with QABot.open(store) as bot:
        assert {article.title for article in bot.articles()} == {TITLE}
        assert bot.verify() == []


def test_a_second_run_changes_nothing(news, store, capsys):
    """And the summary says so, to programs too."""
    main([str(news), "--store", str(store)])
    capsys.readouterr()
    assert main([str(news), "--store", str(store), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["added"], summary["unchanged"], summary["replaced"], summary["skipped"]) == (0, 2, 0, 1)
    assert summary["rejected"] == [{"place": f"{news}/c.txt", "reason": "the file is empty"}]
    assert summary["store"] == str(store)


def test_source_and_date_are_taken_from_the_command_line(tmp_path, store):
    """The one for all articles, the other for those without a date."""
    (tmp_path / "a.txt").write_text("\n\n".join(BODY))
    assert main([str(tmp_path / "a.txt"), "--store", str(store), "--source", "Wire", "--published", "3 May 2026"]) == 0
    with QABot.open(store) as bot:
        [article] = bot.articles()
    assert article.dateline == "Wire, 3 May 2026"


def test_a_dry_run_shows_what_is_taken_and_dropped_and_stores_nothing(news, capsys, tmp_path):
    """It needs no store."""
    assert main([str(news), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert f"  + {BODY[0]}" in shown
    assert "  - [registration or refresh prompt] Thank you for registering" in shown
    assert "  authors: Mira-Lou Osk" in shown
    assert "  rejected: the file is empty" in shown
    assert "2 articles would be taken, 1 rejected; nothing was stored" in shown
    assert [path.name for path in tmp_path.iterdir()] == ["news"]


def test_a_dry_run_can_be_read_by_programs(news, capsys):
    """Articles whole, with what was dropped and why."""
    assert main([str(news / "a.txt"), str(news / "c.txt"), "--dry-run", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["dry_run"], values["taken"]) == (True, 1)
    taken, rejected = values["inputs"]
    assert taken["article"]["text"].endswith(BODY[-1])
    assert {"text": "Thank you for registering", "reason": "registration or refresh prompt"} in taken["dropped"]
    assert rejected["rejected"] == "the file is empty"


@pytest.mark.parametrize("arguments", [[], ["--dry-run"]])
def test_nothing_usable_ends_with_one_and_makes_no_store(tmp_path, store, capsys, arguments):
    """An empty folder, a missing path, a file that is no article."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.json").write_text("{}")
    assert main([str(tmp_path / "empty"), "--store", str(store), *arguments]) == 1
    assert "Nothing found" in capsys.readouterr().out
    assert main([str(tmp_path / "bad.json"), str(tmp_path / "no"), "--store", str(store), *arguments]) == 1
    assert "no such file or folder" in capsys.readouterr().out
    assert not store.exists()


def test_a_store_that_is_something_else_is_one_clear_line(news, capsys):
    """No traceback, and the summary still says that nothing was added."""
    assert main([str(news), "--store", str(news / "a.txt")]) == 1
    shown = capsys.readouterr()
    [line] = [line for line in shown.err.splitlines() if line.startswith("index: ")]
    assert "a.txt" in line
    assert "Traceback" not in shown.err
    assert "0 added" in shown.out
    assert "Nothing found" not in shown.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "PATH"),
        (["x.txt"], "--store DIR is missing"),
        (["x.txt", "--store", "s", "--published", "May"], "'May' is no complete date; write it as 2026-03-31"),
        (["x.txt", "--store", "s", "--nonsense"], "--nonsense"),
        (["x.json", "--store", "s", "--fields", "body"], "'body' is no NAME=PATH"),
        (["https://w.example", "--store", "s", "--max-pages", "0"], "'0' is no number of pages"),
        (["https://w.example", "--store", "s", "--delay", "-1"], "'-1' is no number of seconds"),
        (["https://w.example", "--store", "s", "--watch"], "--watch watches folders"),
        (["no-such-folder", "--store", "s", "--watch"], "--watch watches folders"),
        ([".", "--dry-run", "--watch"], "leave --dry-run out"),
        ([".", "--store", "s", "--remove-deleted"], "--remove-deleted goes with --watch"),
    ],
)
def test_wrong_usage_ends_with_two(arguments, message, capsys):
    """And says what was wrong."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_help_answers_at_once_and_shows_an_example():
    """Nothing heavy is loaded for it."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "importtime", "-m", "index", "--help"], capture_output=True, text=True
    )
    assert time.monotonic() - begun < 2
    assert done.returncode == 0
    for word in ("--store", "--source", "--published", "--encoder", "--json", "--dry-run", "python -m index ~/news"):
        assert word in done.stdout
    heavy_ones = (
        "numpy trafilatura lxml dateutil yaml tqdm torch onnxruntime httpcore httpx feedparser watchfiles py3langid"
    )
    for heavy in heavy_ones.split():
        assert f" {heavy}\n" not in done.stderr


def test_a_name_that_is_no_text_can_be_printed(tmp_path, capsys):
    """File systems allow names in any bytes."""
    bad = (bytes(tmp_path) + b"/caf\xe9.txt").decode("utf-8", "surrogateescape")
    with open(bad, "w") as file:
        file.write("\n\n".join(BODY))
    assert main([str(tmp_path), "--dry-run"]) == 0
    assert "caf\\udce9.txt" in capsys.readouterr().out


def test_notes_are_shown_in_a_dry_run(tmp_path):
    """A date that was not understood is the user's to mend."""
    from index.inputs import read_files

    (tmp_path / "a.md").write_text(f"---\ntitle: x\ndate: 4/5/2026\n---\n{BODY[0]}")
    [reading] = read_files([tmp_path])
    assert any(line.startswith("  note: date not understood") for line in reading_lines(reading))


def test_every_option_is_in_the_readme():
    """An option that nobody can read about does not exist."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    options = [option for action in make_parser()._actions for option in action.option_strings]
    assert [option for option in options if option not in ("-h", "--help") and f"`{option}`" not in readme] == []
