"""A run survives being stopped, a store that fails and a second indexer; a watch follows its folders."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from index import job
from index.__main__ import main
from qa_bot import QABot, StoreError
from qa_bot.store.local import LocalStore
from tests.conftest import FirstPassageReader, WordEncoder
from tests.index.pages import BODY, HTML
from tests.index.servers import Answer


@pytest.fixture(autouse=True)
def _no_weights(monkeypatch):
    """The store is real; encoder and reader are small."""
    monkeypatch.setattr("qa_bot.bot.load_encoder", lambda name=None: WordEncoder())
    monkeypatch.setattr("qa_bot.bot.load_reader", lambda *arguments, **options: FirstPassageReader())


@pytest.fixture
def many(tmp_path):
    """A hundred short articles in English, one a line."""
    path = tmp_path / "many.jsonl"
    records = [
        {"text": f"{BODY[0]} Notice {i}.", "url": f"https://w.example/{i}", "language": "en"} for i in range(100)
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def _stored(store):
    with QABot.open(store, create=False) as bot:
        assert bot.verify() == []
        return {article.url: article.text for article in bot.articles()}


def test_a_run_that_was_stopped_goes_on(many, tmp_path, monkeypatch, capsys):
    """What was stored stays whole, and the second run adds the rest."""
    store = tmp_path / "store"
    real, calls = LocalStore.put, []

    def put(self, entries):
        calls.append(len(entries))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(self, entries)

    monkeypatch.setattr(LocalStore, "put", put)
    assert main([str(many), "--store", str(store), "--quiet"]) == 130
    shown = capsys.readouterr()
    assert "running it again goes on from there" in shown.err
    assert "64 added" in shown.out
    assert len(_stored(store)) == 64
    assert main([str(many), "--store", str(store), "--quiet"]) == 0
    assert "36 added, 64 unchanged" in capsys.readouterr().out
    assert len(_stored(store)) == 100


def test_a_store_that_fails_half_way_is_one_clear_line(many, tmp_path, monkeypatch, capsys):
    """The batch in hand is not half-written, the ones before it stay."""
    store = tmp_path / "store"
    real, calls = LocalStore.put, []

    def put(self, entries):
        calls.append(len(entries))
        if len(calls) == 2:
            raise StoreError("disk full: make room and run it again")
        return real(self, entries)

    monkeypatch.setattr(LocalStore, "put", put)
    assert main([str(many), "--store", str(store), "--quiet"]) == 1
    shown = capsys.readouterr()
    assert shown.err.strip() == "index: disk full: make room and run it again"
    assert "32 added" in shown.out
    assert len(_stored(store)) == 32


def test_two_indexers_at_once_harm_nothing(many, tmp_path):
    """Each ends, if only with a clear line, and a run after them finds everything in place."""
    store = tmp_path / "store"
    code = (
        "import sys, qa_bot.bot; from tests.conftest import WordEncoder, FirstPassageReader\n"
        "qa_bot.bot.load_encoder = lambda name=None: WordEncoder()\n"
        "qa_bot.bot.load_reader = lambda *arguments, **options: FirstPassageReader()\n"
        "from index.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, str(many), "--store", str(store), "--quiet"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert "Traceback" not in errors
        assert process.returncode == 0 or errors.startswith("index: ")
    assert main([str(many), "--store", str(store), "--quiet"]) == 0
    assert len(_stored(store)) == 100


def test_rejects_are_written_to_a_file(tmp_path, capsys):
    """Every one, while the summary prints the first few."""
    path, rejects = tmp_path / "a.jsonl", tmp_path / "rejects.jsonl"
    path.write_text("broken\n" * 60 + json.dumps({"text": BODY[0]}))
    assert main([str(path), "--store", str(tmp_path / "s"), "--rejects", str(rejects), "--quiet"]) == 0
    lines = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [line["place"] for line in lines] == [f"{path}:{number}" for number in range(1, 61)]
    assert lines[0]["reason"].startswith("no valid JSON")
    shown = capsys.readouterr().out
    assert "60 rejected" in shown
    assert "… and 10 more; --rejects FILE writes down all of them" in shown
    assert main([str(path), "--dry-run", "--rejects", str(rejects), "--json"]) == 0
    assert len(rejects.read_text().splitlines()) == 60


def test_rejects_that_cannot_be_written_stop_the_run_before_it_begins(tmp_path, many, capsys):
    """With a clear line and no store."""
    arguments = [str(many), "--store", str(tmp_path / "s"), "--rejects", str(tmp_path / "no" / "r.jsonl")]
    assert main(arguments) == 1
    assert "index: " in (shown := capsys.readouterr().err)
    assert "cannot be written" in shown
    assert not (tmp_path / "s").exists()


def test_an_address_is_fetched_on_the_command_line(site, tmp_path, capsys):
    """From this machine only with leave; the bar counts pages."""
    site.pages["/a"] = Answer(HTML.replace("https://lavelcourier.example/bridge", site.url("/a")).encode())
    arguments = [site.url("/a"), "--store", str(tmp_path / "s"), "--delay", "0"]
    assert main(arguments) == 1
    assert "a loopback address; --allow-private lets such addresses be fetched" in capsys.readouterr().out
    assert site.asked == []
    assert main([*arguments, "--allow-private", "--max-pages", "3"]) == 0
    assert "1 added" in capsys.readouterr().out
    assert list(_stored(tmp_path / "s")) == [site.url("/a")]


def test_a_field_map_is_taken_from_the_command_line(tmp_path, capsys):
    """For JSON of any shape."""
    (tmp_path / "a.json").write_text(json.dumps({"story": {"body": BODY[0]}, "head": "Bridge"}))
    assert main([str(tmp_path / "a.json"), "--dry-run", "--fields", "text=story.body,title=head"]) == 0
    assert "  title: Bridge" in capsys.readouterr().out


@pytest.fixture
def told(monkeypatch):
    """What a watch says."""
    lines = []
    monkeypatch.setattr(job, "_tell", lines.append)
    return lines


def _watch(arguments, act):
    """Run a watch in this thread while another acts in its folder and then stops it like Ctrl-C."""
    failures = []

    def run():
        try:
            act()
        except BaseException as error:
            failures.append(error)
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    actor = threading.Thread(target=run)
    before = signal.getsignal(signal.SIGTERM)
    actor.start()
    try:
        status = main([*arguments, "--watch", "--quiet"])
    finally:
        actor.join()
        signal.signal(signal.SIGTERM, before)
    assert failures == []
    return status


def _until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_watch_follows_its_folder_and_stops_cleanly(tmp_path, told, capsys):
    """New, changed and deleted files; articles of deleted files go only when that was asked for."""
    news, store = tmp_path / "news", tmp_path / "store"
    news.mkdir()
    (news / "a.txt").write_text("\n\n".join(BODY[:2]))

    def act():
        _until(lambda: len(told) == 1)
        (news / "b.txt").write_text("\n\n".join(BODY[2:4]))
        _until(lambda: len(told) == 2)
        (news / "a.txt").unlink()
        _until(lambda: len(told) == 3)

    assert _watch([str(news), "--store", str(store)], act) == 0
    assert told[:2] == ["1 added, 0 replaced, 0 rejected"] * 2
    assert told[2] == (
        f"{news / 'a.txt'} was deleted; its article stays in the store (--remove-deleted takes such articles out)"
    )
    shown = capsys.readouterr()
    assert "stopped watching; what was stored stays" in shown.err
    assert "2 added" in shown.out
    assert "Traceback" not in shown.err
    with QABot.open(store) as bot:
        assert len(list(bot.articles())) == 2


def test_a_watch_takes_deleted_articles_out_when_asked(tmp_path, told):
    """And the earlier version of a text without an address, which changed."""
    news, store = tmp_path / "news", tmp_path / "store"
    news.mkdir()
    (news / "a.txt").write_text("\n\n".join(BODY[:2]))
    (news / "b.txt").write_text("\n\n".join(BODY[2:4]))

    def act():
        _until(lambda: len(told) == 1)
        (news / "a.txt").write_text("\n\n".join(["Corrected: the bridge opens in July.", *BODY[:2]]))
        _until(lambda: len(told) == 3)
        (news / "b.txt").unlink()
        _until(lambda: len(told) == 4)

    assert _watch([str(news), "--store", str(store), "--remove-deleted"], act) == 0
    assert told == [
        "2 added, 0 replaced, 0 rejected",
        "1 added, 0 replaced, 0 rejected",
        "1 removed: no file holds them any longer",
        "1 removed: no file holds them any longer",
    ]
    with QABot.open(store) as bot:
        [article] = bot.articles()
    assert "opens in July" in article.title + article.text


def test_a_watch_tries_again_when_the_store_is_busy(tmp_path, told, monkeypatch):
    """Another indexer is writing; nothing is lost meanwhile."""
    news, store = tmp_path / "news", tmp_path / "store"
    news.mkdir()
    (news / "a.txt").write_text("\n\n".join(BODY))
    monkeypatch.setattr(job, "_WAIT", 0.05)
    real, calls = LocalStore.put, []

    def put(self, entries):
        calls.append(len(entries))
        if len(calls) < 3:
            raise StoreError("another process is writing to it")
        return real(self, entries)

    monkeypatch.setattr(LocalStore, "put", put)
    assert _watch([str(news), "--store", str(store)], lambda: _until(lambda: len(told) == 3)) == 0
    assert told[0].startswith("another process is writing to it; trying again in")
    assert told[2] == "1 added, 0 replaced, 0 rejected"
