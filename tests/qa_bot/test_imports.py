import gzip
import json
from datetime import UTC, datetime

import pytest

from qa_bot import Article, QABot, StoreError
from qa_bot.export import write_lines
from qa_bot.imports import open_export
from tests.conftest import FirstPassageReader, WordEncoder


def _open(folder, encoder=None):
    return QABot.open(folder, encoder=encoder or WordEncoder(), reader=FirstPassageReader())


@pytest.fixture
def full(bot, articles):
    """A store with a revision, an update, a language and characters that break lines elsewhere."""
    odd = Article(
        "A\r\nB\u2028C\x85D.",
        title="Odd",
        url="https://a.example/odd",
        updated=datetime(2026, 3, 1, 5, tzinfo=UTC),
        language="en",
    )
    bot.add([*articles, odd])
    bot.add([Article("The bridge over the Elm is open again.", title="Elm bridge open", url=articles[0].url)])
    return bot


def _content(bot):
    return [(article, bot.history(article.id)) for article in bot.articles()]


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
@pytest.mark.parametrize("vectors", [False, True])
def test_export_and_import_give_the_same_store(tmp_path, full, name, vectors):
    """Articles, revisions with their times, order and search results; gzipped or not, with vectors or without."""
    file = tmp_path / name
    assert write_lines(file, full.export(vectors)) == 5
    assert (file.read_bytes()[:2] == b"\x1f\x8b") == name.endswith(".gz")
    with _open(tmp_path / "other") as other, open_export(file) as lines:
        report = other.import_(lines)
        assert (len(report.added), report.rejected) == (4, [])
        assert _content(other) == _content(full)
        assert bool(other.encoder.encoded) != vectors
        assert [h.to_dict() for h in other.search("bridge")] == [h.to_dict() for h in full.search("bridge")]
        assert other.verify() == []


def test_import_again_changes_nothing(full, tmp_path):
    """After an import that was cut short, the same command goes on."""
    lines = list(full.export())
    with _open(tmp_path / "other") as other:
        other.import_(lines[:3])
        other.import_(lines)
        before, generation = _content(other), other.store.settings()["generation"]
        report = other.import_(lines)
        assert len(report.unchanged) == 4
        assert (report.added, report.replaced) == ([], [])
        assert (_content(other), other.store.settings()["generation"]) == (before, generation)


def test_bad_lines_are_named_and_cost_nothing_else(full, tmp_path):
    """Half a line, a forged id, broken bytes, a field that is missing: each by number; the rest is stored."""
    file = tmp_path / "x.jsonl"
    lines = [line.encode() for line in full.export()]
    forged = json.loads(lines[1])
    forged["article"]["title"], forged["article"]["url"] = "Forged", ""
    naive = json.loads(lines[1])
    naive["stored"] = "2026-01-01T00:00:00"
    bad = [lines[1][:40], json.dumps(forged).encode(), lines[1].replace(b"Elm", b"\xff\xfe"), b'{"article": {}}', b"[]"]
    file.write_bytes(b"\n".join([lines[0], *bad, json.dumps(naive).encode(), *lines[1:]]) + b"\n\n")
    with _open(tmp_path / "other") as other, open_export(file) as opened:
        report = other.import_(opened)
        assert [number for number, _ in report.rejected] == [2, 3, 4, 5, 6, 7]
        reasons = [reason for _, reason in report.rejected]
        assert "is not its id" in reasons[1]
        assert "surrogate" in reasons[2]
        assert "'text' is missing" in reasons[3]
        assert "with its zone" in reasons[5]
        assert _content(other) == _content(full)


def test_file_that_breaks_off_gives_what_is_whole(full, tmp_path):
    """A download that stopped: the articles before the break are stored, the break is named."""
    for n in range(200):
        text = f"Report {n} of the harbour office: {n * 7919 % 1013} ships, {n * 104729 % 997} crews."
        full.add([Article(text, title=str(n))])
    file = tmp_path / "x.jsonl.gz"
    write_lines(file, full.export())
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with _open(tmp_path / "other") as other, open_export(file) as lines:
        report = other.import_(lines)
        assert "damaged from here on" in report.rejected[-1][1]
        assert len(report.rejected) == 1
        assert 10 < len(report.added) < 204
        assert other.verify() == []


def test_old_export_does_not_undo_what_came_later(full, articles, tmp_path):
    """A backup taken before the correction adds nothing and brings back nothing."""
    lines = list(full.export())
    newest = Article("The bridge is closed for good.", title="Elm bridge gone", url=articles[0].url)
    full.add([newest])
    before = _content(full)
    assert articles[0].id in full.import_(lines).unchanged
    assert _content(full) == before


def test_import_of_a_later_version_keeps_the_one_that_was_there(full, articles, tmp_path):
    """The export's version becomes the present one; the store's own turns into a revision beside the export's."""
    with _open(tmp_path / "other") as other:
        mine = Article("The bridge may open in June.", title="Elm bridge", url=articles[0].url)
        other.add([mine])
        assert other.import_(full.export()).replaced == [mine.id]
        assert other.article(mine.id).title == "Elm bridge open"
        assert {revision.article for revision in other.history(mine.id)} == {mine, articles[0]}
        assert other.verify() == []


def test_vectors_of_another_encoder_or_damaged_ones_are_made_again(full, tmp_path):
    """A vector that does not belong is never stored; the text is encoded instead."""
    lines = list(full.export(vectors=True))
    with _open(tmp_path / "v2", WordEncoder("v2")) as other:
        other.import_(lines)
        assert len(other.encoder.encoded) == 4
    record = json.loads(lines[1])
    record["passages"][0][2] = record["passages"][0][2][:20]
    with _open(tmp_path / "damaged") as other:
        assert other.import_([lines[0], json.dumps(record), *lines[2:]]).rejected == []
        assert len(other.encoder.encoded) == 1
        assert other.verify() == []


def test_vectors_come_back_bit_for_bit(full, tmp_path):
    """An export of an import is the same file."""
    lines = list(full.export(vectors=True))
    with _open(tmp_path / "other") as other:
        other.import_(lines)
        assert list(other.export(vectors=True)) == lines


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no export of qa_bot"),
        (b'{"text": "an article"}\n', "no export of qa_bot"),
        (b'{"format": "qa_bot export", "version": 9, "settings": {}}\n', "has version 9"),
    ],
)
def test_file_that_is_no_export_is_refused(tmp_path, bot, content, message):
    """A slip of the hand stores nothing."""
    file = tmp_path / "x.jsonl"
    file.write_bytes(content)
    with pytest.raises(StoreError, match=message):
        open_export(file)
    with pytest.raises(StoreError, match=message):
        bot.import_(content.decode().splitlines())
    with pytest.raises(StoreError, match="cannot be read"):
        open_export(tmp_path / "none.jsonl")
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress(b"x" * 9999)[:12])
    with pytest.raises(StoreError, match="cannot be read"):
        open_export(tmp_path / "x.jsonl.gz")


def test_export_that_fails_leaves_the_earlier_file(tmp_path, bot):
    """Last night's backup is not overwritten by half of tonight's."""
    file = tmp_path / "backup.jsonl"
    file.write_text("last night")

    def failing():
        yield "one line"
        raise StoreError("gone")

    with pytest.raises(StoreError):
        write_lines(file, failing())
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("backup")] == ["backup.jsonl"]
    assert file.read_text() == "last night"
    with pytest.raises(StoreError, match="cannot be written"):
        write_lines(tmp_path / "none" / "x.jsonl", iter(["x"]))


def test_export_is_of_one_moment(bot, articles):
    """What is added while an export runs is not in it, half or whole; and nobody waits for it."""
    bot.add(articles)
    lines = bot.export()
    head = [next(lines), next(lines)]
    bot.add([Article("Snow fell on Elmstead.", title="Snow")])
    bot.remove([articles[1].id])
    assert len([*head, *lines]) == 1 + len(articles)
    assert bot.info()["articles"] == 3
