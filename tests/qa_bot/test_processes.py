"""Several processes at one store: a writer, readers, a second indexer, and one that is killed."""

import multiprocessing
import os
import signal
import sqlite3
import time

import pytest

from qa_bot import Article, QABot, StoreError
from tests.conftest import FirstPassageReader, WordEncoder

_ROUNDS = 12
_SPAWN = multiprocessing.get_context("spawn")


def _open(folder):
    return QABot.open(folder, encoder=WordEncoder(), reader=FirstPassageReader())


def _pair(number):
    """Two articles that are always added and replaced together."""
    return [
        Article(f"Flood report {number} of the {bank} bank.", title=bank, url=f"https://a.example/{bank}")
        for bank in ("left", "right")
    ]


def _write(folder, done):
    with _open(folder) as bot:
        for number in range(_ROUNDS):
            bot.add(_pair(number))
            bot.add([Article(f"Notice {number} of the harbour.", title=f"Notice {number}")])
            bot.search("notice")  # makes caches, and clears those of older generations away
    done.set()


def test_reader_sees_whole_states_while_another_process_writes(tmp_path):
    """Never an error, never one half of a batch with the other half of another, never an older state again."""
    _open(tmp_path).close()
    done = _SPAWN.Event()
    writer = _SPAWN.Process(target=_write, args=(tmp_path, done))
    seen = []
    with _open(tmp_path) as bot:
        writer.start()
        while not (done.is_set() and seen and seen[-1] == _ROUNDS - 1) and writer.exitcode in (None, 0):
            found = {h.passage.article.title: h.passage.text for h in bot.search("flood report bank", k=50)}
            numbers = {found[bank].split()[2] for bank in ("left", "right") if bank in found}
            assert len(numbers) <= 1, found
            assert ("left" in found) == ("right" in found)
            seen += [int(number) for number in numbers]
        writer.join(60)
        assert writer.exitcode == 0
        assert seen == sorted(seen)
        assert len(set(seen)) > 1
        assert len(bot.history(_pair(0)[0].id)) == _ROUNDS - 1
        assert bot.verify() == []


def _index(folder, start, name):
    start.wait(60)
    with _open(folder) as bot:
        for number in range(8):
            bot.add([*_pair(number), Article(f"{name} {number} went in.", title=f"{name} {number}")])


def test_two_indexers_at_once_lose_and_double_nothing(tmp_path):
    """Each waits for the other; the same article from both is there once, with one history."""
    _open(tmp_path).close()
    start = _SPAWN.Event()
    both = [_SPAWN.Process(target=_index, args=(tmp_path, start, name)) for name in ("East", "West")]
    for each in both:
        each.start()
    start.set()
    for each in both:
        each.join(120)
    assert [each.exitcode for each in both] == [0, 0]
    with _open(tmp_path) as bot:
        assert bot.info()["articles"] == 2 + 16
        assert bot.verify() == []


def test_writer_that_finds_the_store_held_is_told_so(tmp_path, articles):
    """After the wait a clear sentence, and nothing is half written."""
    with _open(tmp_path) as bot:
        holder = sqlite3.connect(tmp_path / "qa_bot.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        bot.store._database._sql.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(StoreError, match="another process is writing to it"):
            bot.add(articles)
        holder.execute("ROLLBACK")
        holder.close()
        assert list(bot.articles()) == []
        bot.add(articles)
        assert list(bot.articles()) == articles


def _add_for_ever(folder, ready):
    bot = _open(folder)
    number = 0
    while True:
        number += 1
        bot.add([Article(f"Line {number}/{i} of the register. " * 40, url=f"https://a.example/{i}") for i in range(30)])
        bot.search("register")
        ready.set()


@pytest.mark.parametrize("delay", [0.0, 0.07, 0.19])
def test_kill_in_the_middle_of_adding_leaves_a_sound_store(tmp_path, delay):
    """SIGKILL at any moment: the last whole batch is there, the caches are made again, adding goes on."""
    _open(tmp_path).close()
    ready = _SPAWN.Event()
    writer = _SPAWN.Process(target=_add_for_ever, args=(tmp_path, ready))
    writer.start()
    assert ready.wait(120)
    time.sleep(delay)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(30)
    with _open(tmp_path) as bot:
        assert bot.verify() == []
        versions = {article.text.split("/")[0] for article in bot.articles()}
        assert len(versions) == 1
        assert bot.info()["articles"] == 30
        assert len(bot.search("register", k=30)) == 30
        assert len(bot.add(_pair(0)).added) == 2
        assert bot.verify() == []
        bot.compact()
    assert [path.name for path in (tmp_path / "cache").glob("making-*")] == []
