import json
import subprocess
import sys
import time

import pytest

from qa_bot import Article, QABot, cli
from tests.conftest import NEWS, WordEncoder


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "store"
    with QABot.open(folder) as bot:
        bot.add(NEWS)
    return str(folder)


def test_ask_prints_answer_quote_and_where_it_stands(store, capsys):
    """The answer first, then the sentence with title, author, source and date."""
    assert cli.main(["ask", "How many soldiers were sent?", "--store", store]) == 0
    out = capsys.readouterr().out
    assert out.startswith("more than 2,400 soldiers")
    assert "“Parliament voted on Tuesday to send more than 2,400 soldiers" in out
    assert "Soldiers to go north — Lena Holm — Morning Paper, 10 February 2026" in out


def test_ask_as_json_is_the_answer_schema(store, capsys):
    """For programs, the same JSON as from Python."""
    assert cli.main(["ask", "When was the hall built?", "--store", store, "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert (values["answered"], values["text"]) == (True, "1912")
    assert "1912" in values["citations"][0]["quote"]


def test_ask_what_is_not_there_shows_the_nearest(store, capsys):
    """No answer is not an error: it says so and shows what came closest."""
    assert cli.main(["ask", "What is the price of bread?", "--store", store]) == 0
    out = capsys.readouterr().out
    assert out.startswith("The articles do not say.")
    assert "The nearest passages:" in out


def test_search_lists_passages_within_the_filters(store, capsys):
    """Source and days narrow the list; an empty list says so."""
    assert cli.main(["search", "Halden", "--store", store, "--source", "evening sheet", "--since", "2026-05-04"]) == 0
    out = capsys.readouterr().out
    assert "Bear in the gardens" in out
    assert "Orchestra" not in out
    assert cli.main(["search", "Halden", "--store", store, "--source", "Nobody"]) == 0
    assert capsys.readouterr().out.strip() == "Nothing found."


def test_search_explains_its_ranking_when_asked_to(store, capsys):
    """Each hit with the scores of both searches, what they are worth, and its place; as JSON under "stages"."""
    search = ["search", "Who bought the concert hall?", "--store", store, "-k", "2"]
    assert cli.main(search) == 0
    assert "BM25" not in capsys.readouterr().out
    assert cli.main([*search, "--explain"]) == 0
    out = capsys.readouterr().out
    assert "meaning 1.00 (cosine 0." in out
    assert "words 1.00 (BM25 " in out
    assert "fused 1.00: rank 1, in the end 1" in out
    assert cli.main([*search, "--explain", "--json"]) == 0
    assert [hit["stages"]["rank"] for hit in json.loads(capsys.readouterr().out)] == [1, 2]


def test_list_and_remove_by_id(tmp_path, capsys):
    """What list shows, remove takes; an unknown id is named and makes the exit code 1."""
    with QABot.open(tmp_path / "s") as bot:
        bot.add(NEWS)
    assert cli.main(["list", "--store", str(tmp_path / "s")]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "Bear" in line)
    assert cli.main(["remove", line.split()[0], "nobody", "--store", str(tmp_path / "s")]) == 1
    assert "1 removed; not in the store: nobody" in capsys.readouterr().out
    assert cli.main(["list", "--store", str(tmp_path / "s"), "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_info_and_verify_speak_of_the_store(store, capsys):
    """Counts for people; verify's exit code for scripts."""
    assert cli.main(["info", "--store", store]) == 0
    assert "3 articles" in capsys.readouterr().out
    assert cli.main(["verify", "--store", store]) == 0
    assert capsys.readouterr().out.strip() == "The store is sound."


def test_history_shows_the_earlier_versions(tmp_path, capsys):
    """The text as it was, and from when until when; an unknown id is an error."""
    old, new = (
        Article(f"{n} boats sank off Halden.", title="Boats", url="https://a.example/b") for n in ("Two", "Six")
    )
    with QABot.open(tmp_path / "s") as bot:
        bot.add([old])
        bot.add([new])
    assert cli.main(["history", new.id, "--store", str(tmp_path / "s")]) == 0
    assert "Two boats sank off Halden." in capsys.readouterr().out
    assert cli.main(["history", new.id, "--store", str(tmp_path / "s"), "--json"]) == 0
    [revision] = json.loads(capsys.readouterr().out)
    assert Article.from_dict(revision["article"]) == old
    assert cli.main(["history", "nobody", "--store", str(tmp_path / "s")]) == 1
    assert "no article 'nobody'" in capsys.readouterr().err


def test_list_says_which_article_is_a_copy(tmp_path, capsys):
    """Agency copy under another title is marked with the article that came first."""
    copy = Article(NEWS[0].text, title="Troops for the border", source="Evening Sheet")
    with QABot.open(tmp_path / "s") as bot:
        bot.add([*NEWS, copy])
    assert cli.main(["list", "--store", str(tmp_path / "s")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith(f"(copy of {NEWS[0].id})") for line in lines] == [False, False, False, True]
    assert cli.main(["list", "--store", str(tmp_path / "s"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["copies"] == [copy.id]
    assert cli.main(["info", "--store", str(tmp_path / "s")]) == 0
    assert "1 articles are copies of another" in capsys.readouterr().out


def test_export_import_and_compact(store, tmp_path, capsys):
    """An archive goes from one machine to another and shrinks when articles leave it."""
    file, other = str(tmp_path / "news.jsonl.gz"), str(tmp_path / "other")
    assert cli.main(["export", file, "--store", store, "--vectors"]) == 0
    assert cli.main(["import", file, "--store", other]) == 0
    assert capsys.readouterr().out.splitlines() == ["3 articles exported", "3 added, 0 replaced, 0 unchanged"]
    assert cli.main(["ask", "How many soldiers were sent?", "--store", other]) == 0
    assert "more than 2,400 soldiers" in capsys.readouterr().out
    assert cli.main(["remove", NEWS[0].id, "--store", other]) == 0
    assert cli.main(["compact", "--store", other, "--json"]) == 0
    assert cli.main(["verify", "--store", other]) == 0
    assert capsys.readouterr().out.endswith("The store is sound.\n")


def test_import_of_what_is_no_export_makes_no_store(tmp_path, capsys):
    """One line on stderr, and the folder is not there."""
    (tmp_path / "x.jsonl").write_text("{}\n")
    assert cli.main(["import", str(tmp_path / "x.jsonl"), "--store", str(tmp_path / "s")]) == 1
    assert "no export of qa_bot" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


def test_import_names_bad_lines_on_stderr(store, tmp_path, capsys):
    """The good ones are in; the exit code tells a script that some were not."""
    file = tmp_path / "x.jsonl"
    assert cli.main(["export", str(file), "--store", store]) == 0
    file.write_text(file.read_text() + "{half\n")
    assert cli.main(["import", str(file), "--store", str(tmp_path / "s")]) == 1
    captured = capsys.readouterr()
    assert "3 added" in captured.out
    assert "line 5:" in captured.err


def test_missing_store_is_one_line_on_stderr(tmp_path, capsys):
    """No traceback; the line says how to make a store."""
    assert cli.main(["ask", "Who?", "--store", str(tmp_path / "none")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "python -m index" in captured.err


def test_empty_question_is_one_line_on_stderr(store, capsys):
    """Scripts see the exit code, people the reason."""
    assert cli.main(["ask", "  ", "--store", store]) == 1
    assert "question is empty" in capsys.readouterr().err


def test_wrong_day_is_a_usage_error(store, capsys):
    """A day that is none is refused before the store is opened."""
    with pytest.raises(SystemExit) as stop:
        cli.main(["search", "x", "--store", store, "--since", "May"])
    assert stop.value.code == 2
    assert "--since" in capsys.readouterr().err


def test_store_of_an_unreachable_encoder_says_so(tmp_path, capsys):
    """A store made with somebody's own encoder names it when it cannot be loaded."""
    QABot.open(tmp_path / "s", encoder=WordEncoder()).close()
    assert cli.main(["ask", "Who?", "--store", str(tmp_path / "s")]) == 1
    assert "'words'" in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], ["ask"], ["verify"]])
def test_help_loads_nothing_heavy(command):
    """--help answers at once: no torch, numpy, faiss or gradio is imported for it."""
    code = (
        "import sys; from qa_bot import cli\n"
        f"try: cli.main({[*command, '--help']!r})\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'numpy', 'faiss', 'onnxruntime', 'transformers', 'tantivy'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "usage: qa-bot" in done.stdout
    assert time.monotonic() - started < 30  # a hang, not a benchmark
