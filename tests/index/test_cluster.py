"""A real Dask cluster of two processes makes the store that one process makes, whatever dies on the way."""

import gc
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from index import crew as crew_module
from index.__main__ import main
from index.cluster import Lot, connect, local_workers
from index.crew import Crew
from index.files import Meter
from index.ingest import ingest
from index.inputs import read_files
from index.work import ClusterError, File, read_parts
from qa_bot import QABot
from tests.index.deadly import DEADLY
from tests.index.pages import HTML, PAGE

dask = pytest.importorskip("dask", reason="needs the extra dask")
distributed = pytest.importorskip("distributed", reason="needs the extra dask")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address():
    """The scheduler of a cluster of two worker processes, on this machine only."""
    with (
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": 1,  # each death costs seconds
                "distributed.deploy.lost-worker-timeout": "5 minutes",  # a busy machine is slow to start processes
            }
        ),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            silence_logs=60,
            preload=["tests.index.deadly"],
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture(autouse=True)
def _no_half_made_client():
    """Dask's client stops its loop when it is collected, and waits for ever if that is while another one starts."""
    yield
    gc.collect()


@pytest.fixture
def news(tmp_path):
    """Files of every kind that is read, some not usable, one article in two of them."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGE)
    (folder / "b.html").write_text(HTML)
    (folder / "c.txt").write_text("")
    records = [_record(number) for number in range(60)]
    (folder / "d.json").write_text(json.dumps(records[:5]))
    lines = [*map(json.dumps, records), "no record", json.dumps(records[0] | {"text": "Another text."})]
    (folder / "e.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return folder


def _record(number):
    return {
        "title": f"Bridge {number} opens",
        "text": f"Bridge number {number} over the Elm was opened on Monday.\n\nIt cost {number + 3} million crowns, "
        "the city of Elmstead said. The old one had 14 cracks in its piers.",
        "url": f"https://courier.example/bridge/{number}",
        "source": "Elmstead Courier",
        "published": "2026-03-02",
    }


class Quiet:
    """Progress that calls something when the first batch has been stored."""

    def __init__(self, first=lambda: None):
        self.first = first

    def passages(self, done, total):
        pass

    def stored(self, articles):
        self.first()
        self.first = lambda: None


def _rows(store):
    """Everything that the store holds but the time of storing."""
    with sqlite3.connect(store / "qa_bot.sqlite") as sql:
        sql.row_factory = sqlite3.Row
        tables = [name for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        rows = {table: [dict(row) for row in sql.execute(f"SELECT * FROM {table}")] for table in tables}
    sql.close()
    assert len(rows["articles"]) > 60
    assert len(rows["passages"]) > 60
    return {
        table: [{name: value for name, value in row.items() if name not in ("stored", "replaced")} for row in content]
        for table, content in rows.items()
        if table not in ("settings", "sqlite_sequence")
    }


def _alone(news, store):
    """The run of a single process."""
    with QABot.open(store) as bot:
        return ingest(read_files([news]), lambda: bot, Quiet())


def _together(news, store, address, first=lambda cluster: None):
    """The run on the cluster; ``first`` is called when the first batch has been stored."""
    with connect(address) as cluster, QABot.open(store) as bot:
        crew = Crew(cluster, lambda: bot)
        return ingest(crew.readings([news], None, None, Meter()), lambda: crew, Quiet(lambda: first(cluster)))


def _pids(address):
    with distributed.Client(address, set_as_default=False) as client:
        return sorted(client.run(os.getpid).values())


def test_a_worker_killed_half_way_leaves_the_same_store(news, tmp_path, address, monkeypatch):
    """Row for row, vectors byte for byte, in the order of the inputs, with the same account of what was rejected."""
    before = _pids(address)
    killed = []

    def kill(cluster):
        killed.append(before[0])
        os.kill(before[0], signal.SIGKILL)

    monkeypatch.setattr(crew_module, "BATCH", 8)  # so that there is a half-way
    there = _together(news, tmp_path / "together", address, kill)
    assert killed
    assert len(before) == 2
    assert there == _alone(news, tmp_path / "alone")
    assert [Path(place).name for place, _ in there.rejected] == [
        "c.txt", *[f"e.jsonl.gz:{line}" for line in (1, 2, 3, 4, 5, 61, 62)]
    ]  # fmt: skip
    assert _rows(tmp_path / "together") == _rows(tmp_path / "alone")
    with QABot.open(tmp_path / "together") as bot:
        assert bot.verify() == []


def test_what_kills_its_worker_each_time_is_rejected_and_the_rest_goes_on(news, tmp_path, address):
    """Under its place, with the number of the dead; the files that were read beside it are stored."""
    (news / "bad.txt").write_text(PAGE.replace("\n\n", f"\n\n{DEADLY}\n\n", 3))
    summary = _together(news, tmp_path / "store", address)
    assert summary.rejected[0][0].endswith("bad.txt")
    assert summary.rejected[0][1] == "2 worker processes died while working on it"
    assert summary.added == 62
    (news / "bad.txt").unlink()
    assert _alone(news, tmp_path / "alone").added == 62
    assert _rows(tmp_path / "store") == _rows(tmp_path / "alone")


def test_a_stopped_run_is_sound_and_the_next_one_goes_on(news, tmp_path, address):
    """Ctrl-C says so, leaves whole articles only, and in the end the store is the same."""
    store, expected = tmp_path / "store", tmp_path / "alone"
    with gzip.open(news / "f.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(_record(number)) + "\n" for number in range(100, 230))
    command = [sys.executable, "-W", "error", "-m", "index", str(news), "--store", str(store), "--dask", address]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not _stored(store):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        shown = process.communicate(timeout=600)
    assert process.returncode == 130, shown
    assert "running it again goes on from there" in shown[1]
    stopped = _stored(store)
    assert 0 < stopped < 192
    with QABot.open(store) as bot:
        assert bot.verify() == []
    summary = _together(news, store, address)
    assert summary.unchanged == stopped
    total = _alone(news, expected)
    assert summary.added + stopped == total.added
    assert _rows(store) == _rows(expected)


def _stored(store):
    try:
        sql = sqlite3.connect(f"file:{store / 'qa_bot.sqlite'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return sql.execute("SELECT count(*) FROM articles").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        sql.close()


def test_changed_articles_replace_their_earlier_version(news, tmp_path, address):
    """As without a cluster; what did not change is left alone."""
    store = tmp_path / "store"
    _together(news, store, address)
    assert _together(news, store, address).unchanged == 62
    (news / "d.json").write_text(json.dumps([_record(0) | {"text": "Bridge 0 was closed again on Tuesday."}]))
    summary = _together(news, store, address)
    assert (summary.added, summary.unchanged, summary.replaced) == (0, 61, 1)
    with QABot.open(store) as bot:
        assert "closed again on Tuesday" in {article.text[-24:-1] for article in bot.articles()}


def test_another_version_on_the_workers_is_one_clear_error(news, address):
    """Their cleaning rules might be others."""
    with (
        connect(address) as cluster,
        pytest.raises(ClusterError, match=r"runs other code.*start the workers again"),
    ):
        list(
            cluster.run(
                [
                    Lot(
                        partial(read_parts, code="x", source=None, published=None, fields=None),
                        [File("a", "/a", 1)],
                        None,
                    )
                ]
            )
        )


def test_a_lost_scheduler_is_one_clear_error(news, tmp_path):
    """What was stored before stays."""
    store = tmp_path / "store"
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
        ) as cluster,
        pytest.raises(ClusterError, match="connection to the Dask scheduler was lost"),
    ):
        _together(news, store, cluster.scheduler_address, lambda _: cluster.close())
    assert _stored(store) > 0


def test_the_command_starts_processes_of_its_own(news, tmp_path, capsys):
    """With --dask local:1; they are gone when it ends."""
    assert main([str(news / "b.html"), "--store", str(tmp_path / "store"), "--dask", "local:1", "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["added"] == 1
    assert "100%" in shown.err


def test_no_scheduler_is_one_clear_line(news, tmp_path, capsys, monkeypatch):
    """Within seconds, and no store is made."""
    monkeypatch.setattr("index.cluster._CONNECT", 1)
    for address in ("tcp://127.0.0.1:1", "tls://127.0.0.1:1", "nonsense"):
        assert main([str(news), "--store", str(tmp_path / "store"), "--dask", address]) == 1
        assert f"index: cannot reach a Dask scheduler at {address}: " in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_a_scheduler_without_workers_is_one_clear_line(news, tmp_path, capsys, monkeypatch):
    """It says how to start one."""
    monkeypatch.setattr("index.cluster._FIRST", 0.5)
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as cluster:
        address = cluster.scheduler_address
        assert main([str(news), "--store", str(tmp_path / "store"), "--dask", address]) == 1
    assert f"has no worker: start one with  python -m dask worker {address}" in capsys.readouterr().err


def test_without_the_extra_the_error_names_it(news, tmp_path, capsys, monkeypatch):
    """The package is wanted for this alone."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([str(news), "--store", str(tmp_path / "store"), "--dask", "local:2"]) == 1
    assert "pip install -e '.[dask]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dask", "local:0"], "'0' is no number of worker processes; write it as local:4"),
        (["--dask", "local:x"], "'x' is no number of worker processes; write it as local:4"),
        (["--dask", "local:2", "--dry-run"], "leave --dry-run out"),
        (["--dask", "local:2", "--watch"], "leave --watch out"),
    ],
)
def test_wrong_usage_ends_with_two(arguments, message, capsys):
    """And says what was wrong."""
    with pytest.raises(SystemExit) as ended:
        main(["news", "--store", "s", *arguments])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_local_means_as_many_processes_as_cores():
    """Unless a number says otherwise; anything else is a scheduler's address."""
    assert local_workers("local") == os.cpu_count()
    assert local_workers("local:3") == 3
    assert local_workers("tcp://localhost:8786") is None
