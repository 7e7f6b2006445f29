"""What comes back from a cluster goes into the store as if it had been made here."""

import json

import pytest

from index import crew as crew_module
from index import work
from index.crew import Crew
from index.draft import Rejected
from index.files import Meter
from index.ingest import ingest
from index.inputs import read_files
from index.work import ClusterError, Unseen
from qa_bot import Article
from tests.conftest import WordEncoder
from tests.index.pages import HTML, PAGE


class Here:
    """A cluster of nobody else: each lot is done where it is asked for, two lots ahead as on a cluster."""

    def __init__(self):
        self.sizes = []

    def run(self, lots, priority=0):
        waiting = []
        for lot in lots:
            self.sizes.append(len(lot.parts))
            waiting.append((lot, lot.task(lot.parts) if lot.parts else []))
            if len(waiting) > 2:
                yield waiting.pop(0)
        yield from waiting


class Quiet:
    def passages(self, done, total):
        raise AssertionError("the client embeds nothing")

    def stored(self, articles):
        pass


@pytest.fixture(autouse=True)
def workers(monkeypatch):
    """The encoder of the workers, which is not the bot's own."""
    made = WordEncoder()
    monkeypatch.setattr(work, "_encoder", lambda name: made)
    return made


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text(PAGE)
    (folder / "b.html").write_text(HTML)
    (folder / "c.md").write_text("")
    (folder / "d.jsonl").write_text("\n".join(json.dumps({"text": f"Text {n}. " * 9}) for n in range(100)) + "\n5")
    (folder / "e.json").write_text(json.dumps([{"text": f"Text {n}. " * 9} for n in range(98, 102)]))
    return folder


def _crew(bot, cluster=None):
    return Crew(cluster or Here(), lambda: bot)


def _readings(crew, paths, meter=None):
    return crew.readings(paths, None, None, meter or Meter())


def test_readings_are_those_of_a_single_process_in_the_same_order(news, bot):
    """Articles, reasons and places; files that were named but cannot be used among them."""
    paths = [news / "no.txt", news]
    made = list(_readings(_crew(bot), paths))
    expected = list(read_files(paths))
    assert [(reading.place, reading.result) for reading in made] == [(each.place, each.result) for each in expected]
    assert sum(isinstance(reading.result, Rejected) for reading in made) == 3


def test_the_client_embeds_nothing(news, bot, encoder, workers):
    """The bot stores what the workers made, and a second run has nothing made."""
    crew = _crew(bot)
    summary = ingest(_readings(crew, [news]), lambda: crew, Quiet())
    assert (summary.added, summary.unchanged) == (104, 0)
    assert encoder.encoded == []
    assert len(workers.encoded) >= 104
    assert bot.verify() == []
    assert bot.search("Text 57", k=1)[0].passage.text.startswith("Text 57")
    workers.encoded.clear()
    crew = _crew(bot)
    assert ingest(_readings(crew, [news]), lambda: crew, Quiet()).unchanged == 104
    assert workers.encoded == []


def test_lots_are_small_and_taken_as_they_are_needed(news, bot, monkeypatch):
    """So many inputs, or so many bytes, and no more: neither this process nor a worker holds the archive."""
    cluster = Here()
    readings = _readings(_crew(bot, cluster), [news / "d.jsonl"])
    next(readings)
    assert sum(cluster.sizes) < 300
    assert max(cluster.sizes) == crew_module.BATCH
    monkeypatch.setattr(crew_module, "_LOT_BYTES", 200)
    cluster = Here()
    list(_readings(_crew(bot, cluster), [news / "d.jsonl"]))
    assert min(cluster.sizes) < 5


def test_the_meter_follows_what_was_handed_out(news, bot):
    """Not what was read ahead of it."""
    meter = Meter()
    readings = _readings(_crew(bot), [news / "a.txt", news / "d.jsonl"], meter)
    positions = [meter.bytes_read for _ in readings]
    assert positions == sorted(positions)
    assert positions[0] == (news / "a.txt").stat().st_size
    assert positions[1] < positions[0] + 200
    assert positions[-1] == sum((news / name).stat().st_size for name in ("a.txt", "d.jsonl"))


def test_an_article_that_kills_who_embeds_it_is_rejected_under_its_place(news, bot):
    """And the others of its lot are stored."""

    class Deadly(Here):
        def run(self, lots, priority=0):
            for lot, results in super().run(lots):
                died = [isinstance(part, Article) and "Text 7." in part.text for part in lot.parts]
                yield lot, [Rejected("4 died") if bad else each for bad, each in zip(died, results, strict=True)]

    crew = _crew(bot, Deadly())
    summary = ingest(_readings(crew, [news / "d.jsonl"]), lambda: crew, Quiet())
    assert summary.rejected[0] == (f"{news}/d.jsonl:8", "4 died")
    assert summary.added == 99


def test_files_that_workers_do_not_see_end_the_run(news, bot):
    """Each of them would be rejected, though nothing is wrong with it; one that is gone here too is."""

    class Elsewhere(Here):
        def run(self, lots, priority=0):
            for lot in lots:
                yield lot, [Unseen(part.path, "worker-7") for part in lot.parts]

    with pytest.raises(ClusterError, match=r"worker-7 does not see .*a\.txt: files must lie under the same path"):
        list(_readings(_crew(bot, Elsewhere()), [news / "a.txt"]))
    gone = news / "gone.txt"
    gone.write_text(PAGE)
    readings = _readings(_crew(bot, _Removing(gone)), [gone])
    assert [reading.result for reading in readings] == [Rejected("no such file or folder")]


class _Removing(Here):
    """The file is deleted before a worker comes to it."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def run(self, lots, priority=0):
        for lot in lots:
            self.path.unlink(missing_ok=True)
            yield lot, lot.task(lot.parts) if lot.parts else []


def test_nothing_usable_opens_no_store(news):
    """A mistyped path must not leave an empty store behind."""
    crew = Crew(Here(), lambda: pytest.fail("opened"))
    summary = ingest(_readings(crew, [news / "c.md", news / "no.txt"]), lambda: crew, Quiet())
    assert len(summary.rejected) == 2


def test_relative_paths_are_read_from_where_the_program_was_started(news, bot, monkeypatch):
    """Whatever folder a worker runs in; the user finds them again as they were given."""

    class Away(Here):
        def run(self, lots, priority=0):
            for lot in lots:
                with monkeypatch.context() as worker:
                    worker.chdir("/")
                    results = lot.task(lot.parts) if lot.parts else []
                yield lot, results

    monkeypatch.chdir(news)
    assert [reading.place for reading in _readings(_crew(bot, Away()), ["a.txt", "e.json"])][:2] == [
        "a.txt",
        "e.json#1",
    ]
