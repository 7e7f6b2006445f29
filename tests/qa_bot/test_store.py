import shutil
import sqlite3
from datetime import date

import pytest

from qa_bot import QABot, StoreError
from qa_bot.store import Filter
from tests.conftest import FirstPassageReader, WordEncoder


def _open(folder, **options):
    return QABot.open(folder, encoder=WordEncoder(), reader=FirstPassageReader(), **options)


def _titles(bot, query, **filters):
    return [hit.passage.article.title for hit in bot.search(query, **filters)]


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
