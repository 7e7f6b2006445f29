import shutil
import sqlite3
from datetime import date

import pytest

from qa_bot import Article, QABot, StoreError
from qa_bot.store import Filter
from tests.conftest import FirstPassageReader, WordEncoder


def _open(folder, **options):
    return QABot.open(folder, encoder=WordEncoder(), reader=FirstPassageReader(), **options)


def _titles(bot, query, **filters):
    return [hit.passage.article.title for hit in bot.search(query, **filters)]


def test_compact_leaves_no_byte_of_what_was_removed(tmp_path):
    """Text, earlier version, title and name of a removed article are in no file of the folder, the log included."""
    gone = [
        Article(f"{word} was named in the first report. " * 40, title=f"{word} case", url="https://a.example/gone")
        for word in ("Wilhelmine Zyxwvut", "Quentin Brzeczysz")
    ]
    kept = [Article(f"Report {n} about the harbour of Elmstead.", title=f"Harbour {n}") for n in range(20)]
    with _open(tmp_path) as bot, _open(tmp_path) as other:
        bot.add([*kept, gone[0]])
        bot.add([gone[1]])
        assert bot.search("Zyxwvut Brzeczysz")[0].passage.article == gone[1]
        bot.remove([gone[0].id])
        assert _titles(bot, "Brzeczysz", k=1) != ["Quentin Brzeczysz case"]
        assert bot.history(gone[0].id) == []
        assert _bytes_of(tmp_path, "zyxwvut", "brzeczysz")
        assert bot.compact() > 0
        assert _bytes_of(tmp_path, "zyxwvut", "brzeczysz") == []
        assert _bytes_of(tmp_path, "harbour of elmstead")
        assert bot.verify() == []
        assert len(bot.search("harbour", k=50)) == len(other.search("harbour", k=50)) == 20
    assert _bytes_of(tmp_path, "zyxwvut", "brzeczysz") == []


def _bytes_of(folder, *words):
    contents = {path: path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()}
    return [path.name for path, content in contents.items() if any(word.encode() in content for word in words)]


def test_compact_while_another_reads_is_refused_and_harmless(tmp_path, articles, monkeypatch):
    """The removed text would stay in the log: the error says to try again, and then it works."""
    with _open(tmp_path) as bot, _open(tmp_path) as other:
        bot.add(articles)
        bot.store._database._sql.execute("PRAGMA busy_timeout = 50")
        lines = other.export()
        next(lines), next(lines)
        bot.remove([articles[0].id])
        with pytest.raises(StoreError, match="compact"):
            bot.compact()
        assert _titles(bot, "bread")[0] == "Bread dearer"
        lines.close()
        bot.compact()
        assert _bytes_of(tmp_path, "cracks in its piers") == []


@pytest.mark.parametrize("harm", ["delete", "flip", "truncate", "empty"])
def test_damaged_cache_is_noticed_and_made_again(tmp_path, articles, harm):
    """A flipped byte in a derived file never changes an answer, and nothing is embedded again."""
    with _open(tmp_path) as bot:
        bot.add(articles)
        before = [hit.to_dict() for hit in bot.search("bread price")]
    files = [path.relative_to(tmp_path) for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    kinds = sorted({path.suffix or path.name for path in files})
    assert {".faiss", ".json", ".term", ".idx"} <= set(kinds)
    for kind in kinds:
        path = next(p for p in (tmp_path / "cache").rglob("*") if p.is_file() and (p.suffix or p.name) == kind)
        kept = path.read_bytes()
        if harm == "delete":
            path.unlink()
        else:
            half = len(kept) // 2
            flipped = kept[:half] + bytes([kept[half] ^ 64]) + kept[half + 1 :] if kept else b"x"
            path.unlink()  # a new file: a mapped one must not shrink under its reader
            path.write_bytes({"flip": flipped, "truncate": kept[:half], "empty": b""}[harm])
        with _open(tmp_path) as bot:
            assert [hit.to_dict() for hit in bot.search("bread price")] == before, kind
            assert not bot.encoder.encoded


def test_lost_cache_folder_is_rebuilt(tmp_path, articles):
    """The SQLite file alone is the whole store."""
    with _open(tmp_path) as bot:
        bot.add(articles)
        before = [hit.to_dict() for hit in bot.search("hail")]
    shutil.rmtree(tmp_path / "cache")
    with _open(tmp_path) as bot:
        assert [hit.to_dict() for hit in bot.search("hail")] == before


def test_caches_of_old_generations_are_cleared_away(tmp_path, articles):
    """The folder does not grow with every change."""
    with _open(tmp_path) as bot:
        for article in articles:
            bot.add([article])
            bot.search("anything")
        assert len(list((tmp_path / "cache").iterdir())) == 1


def test_verify_names_what_was_altered(tmp_path, articles):
    """A text changed behind the store's back is named; a sound store has nothing to say."""
    with _open(tmp_path) as bot:
        bot.add(articles)
        assert bot.verify() == []
    with sqlite3.connect(tmp_path / "qa_bot.sqlite") as sql:
        sql.execute("UPDATE articles SET text = replace(text, '14', '41') WHERE title = 'Elm bridge closed'")
        sql.execute("UPDATE passages SET vector = x'00' WHERE id = 3")
    sql.close()
    with _open(tmp_path) as bot:
        problems = "\n".join(bot.verify())
    assert "'Elm bridge closed') was altered" in problems
    assert "passage 3 has no vector" in problems


def test_folder_that_is_something_else_is_refused_and_left_alone(tmp_path):
    """A typing slip never writes into somebody's photo folder."""
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(StoreError, match="not empty and not a store"):
        _open(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


def test_file_in_place_of_a_folder_is_refused(tmp_path):
    """The error says what a store is."""
    (tmp_path / "x").write_text("x")
    with pytest.raises(StoreError, match="is a file; a store is a folder"):
        _open(tmp_path / "x")


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 40, b"SQLite format 3\0"])
def test_broken_database_gives_one_clear_error(tmp_path, content):
    """No traceback of SQLite, and the file is left as it was found."""
    (tmp_path / "qa_bot.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match="cannot be opened as a store"):
        _open(tmp_path)
    assert (tmp_path / "qa_bot.sqlite").read_bytes() == content


def test_foreign_database_is_refused(tmp_path):
    """Another program's database of the same name is not touched."""
    with sqlite3.connect(tmp_path / "qa_bot.sqlite") as sql:
        sql.execute("CREATE TABLE t (x)")
    sql.close()
    with pytest.raises(StoreError, match="not one of qa_bot"):
        _open(tmp_path)


def test_store_of_another_schema_version_is_refused(tmp_path):
    """An old program does not misread a new store."""
    _open(tmp_path).close()
    with sqlite3.connect(tmp_path / "qa_bot.sqlite") as sql:
        sql.execute("PRAGMA user_version = 99")
    sql.close()
    with pytest.raises(StoreError, match="schema version 99"):
        _open(tmp_path)


def test_empty_filter_is_no_filter():
    """No source and no day allow everything."""
    assert not Filter()
    assert Filter(since=date(2026, 1, 1))
