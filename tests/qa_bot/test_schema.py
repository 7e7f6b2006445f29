import hashlib
import json
import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from qa_bot import Article, QABot, StoreError
from qa_bot.splitter import Splitter
from tests.conftest import FirstPassageReader, WordEncoder

#: The tables as version 1 made them.
VERSION_1 = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, url TEXT NOT NULL, source TEXT NOT NULL, authors TEXT NOT NULL, published TEXT,
    standfirst TEXT NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_of ON passages (article);
PRAGMA application_id = 0x51414254;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
"""


def _version_1(folder, articles):
    """A store as version 1 left it: rows and digests as its code wrote them."""
    folder.mkdir(exist_ok=True)
    encoder, splitter = WordEncoder(), Splitter()
    settings = {"encoder": "words", "fingerprint": "v1", "dimension": 64, **splitter.settings(), "generation": 7}
    with closing(sqlite3.connect(folder / "qa_bot.sqlite", isolation_level=None)) as sql:
        sql.executescript(VERSION_1)
        sql.executemany("INSERT INTO settings VALUES (?, ?)", [(k, json.dumps(v)) for k, v in settings.items()])
        for article in articles:
            values = article.to_dict(text=True)
            del values["updated"], values["language"]
            digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
            number = sql.execute(
                "INSERT INTO articles (id, digest, text, title, url, source, authors, published, standfirst)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (article.id, digest, article.text, article.title, article.url, article.source,
                 json.dumps(article.authors), article.published and article.published.isoformat(), article.standfirst),
            ).lastrowid  # fmt: skip
            passages = splitter.split(article)
            for passage, vector in zip(
                passages, encoder.encode_queries([p.index_text for p in passages]).astype(np.float16), strict=True
            ):
                sql.execute(
                    "INSERT INTO passages (article, start, end, vector) VALUES (?, ?, ?, ?)",
                    (number, passage.start, passage.end, vector.tobytes()),
                )


def _open(folder):
    return QABot.open(folder, encoder=WordEncoder(), reader=FirstPassageReader())


def test_store_of_version_1_is_brought_up_to_date_and_loses_nothing(tmp_path, articles):
    """An old archive opens, answers, takes new versions; nothing is embedded again."""
    copy = Article(articles[0].text, title="Bridge shut", source="Gazette")
    _version_1(tmp_path, [*articles, copy])
    with _open(tmp_path) as bot:
        assert list(bot.articles()) == [*articles, copy]
        assert bot.add(articles).unchanged == [article.id for article in articles]
        assert bot.encoder.encoded == []
        assert bot.search("cracks in the piers")[0].passage.article.text == articles[0].text
        assert bot.copies(articles[0].id) == [copy]
        assert bot.verify() == []
        changed = Article("The bridge is open again.", title="Elm bridge open", url=articles[0].url)
        assert bot.add([changed]).replaced == [changed.id]
        assert [revision.article for revision in bot.history(changed.id)] == [articles[0]]
        assert bot.verify() == []


def test_article_altered_before_the_migration_still_shows(tmp_path, articles):
    """Bringing a store up to date does not sign what somebody forged."""
    _version_1(tmp_path, articles)
    with closing(sqlite3.connect(tmp_path / "qa_bot.sqlite", isolation_level=None)) as sql:
        sql.execute("UPDATE articles SET text = replace(text, '14', '41') WHERE title = 'Elm bridge closed'")
    with _open(tmp_path) as bot:
        [problem] = bot.verify()
    assert "'Elm bridge closed') was altered" in problem


def test_migration_that_fails_leaves_the_old_store(tmp_path, articles, monkeypatch):
    """Cut short half-way, it has changed nothing, and the next start does it."""
    _version_1(tmp_path, articles)

    def fail(*_):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("qa_bot.store.families.join", fail)
        with pytest.raises(RuntimeError):
            _open(tmp_path)
    with closing(sqlite3.connect(tmp_path / "qa_bot.sqlite")) as sql:
        assert sql.execute("PRAGMA user_version").fetchone() == (1,)
        assert [row[1] for row in sql.execute("PRAGMA table_info(articles)")][-1] == "standfirst"
    with _open(tmp_path) as bot:
        assert list(bot.articles()) == articles


@contextmanager
def _read_only_folder():
    """A folder that may be filled and then only be read, by root too: root becomes nobody."""
    with tempfile.TemporaryDirectory() as name:
        folder, user = Path(name), os.geteuid()

        def seal():
            for path in (*folder.rglob("*"), folder):
                path.chmod(0o555 if path.is_dir() else 0o444)
            if user == 0:
                os.seteuid(65534)

        try:
            yield folder, seal
        finally:
            os.seteuid(user)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755)


def test_old_store_that_may_only_be_read_says_what_to_do(articles):
    """One clear sentence, not an error of SQLite."""
    with _read_only_folder() as (folder, seal):
        _version_1(folder, articles)
        seal()
        with pytest.raises(StoreError, match=r"made by an earlier qa_bot .* open it once where it may be written"):
            _open(folder)


def test_store_that_may_only_be_read_answers(articles):
    """An archive on a read-only disk is asked like any other."""
    with _read_only_folder() as (folder, seal):
        with _open(folder) as bot:
            bot.add(articles)
        seal()
        with _open(folder) as bot:
            assert bot.search("cracks in the piers")[0].passage.article == articles[0]
            with pytest.raises(StoreError, match="cannot be written"):
                bot.remove([articles[0].id])
