"""What a worker of a cluster does, done here."""

from datetime import date

import numpy as np
import pytest

from index import work
from index.draft import Rejected
from index.inputs import read_files
from index.work import ClusterError, File, Line, Unseen, code_digest, embed_articles, read_parts
from qa_bot.entries import prepare
from qa_bot.splitter import Splitter
from tests.conftest import WordEncoder
from tests.index.pages import HTML, PAGE


@pytest.fixture(autouse=True)
def encoder(monkeypatch):
    """An encoder without weights."""
    made = WordEncoder()
    monkeypatch.setattr(work, "_encoder", lambda name: made)
    return made


def test_files_and_lines_are_read_as_without_a_cluster(tmp_path):
    """The same articles and reasons, under the places that the user knows, without what was dropped."""
    (tmp_path / "a.txt").write_text(PAGE)
    (tmp_path / "b.html").write_text(HTML)
    (tmp_path / "c.json").write_text('[{"text": "One."}, {"title": "none"}]')
    (tmp_path / "d.jsonl").write_text('{"text": "Two."}\n5\n')
    there = list(read_files([tmp_path], "Wire", date(2026, 3, 31)))
    parts = [File(f"news/{name}", str(tmp_path / name), 1) for name in ("a.txt", "b.html", "c.json")]
    lines = [Line("news/d.jsonl:1", b'{"text": "Two."}\n'), Line("news/d.jsonl:2", b"5\n")]
    here = [
        reading
        for each in read_parts([*parts, *lines], code_digest(), "Wire", date(2026, 3, 31), None)
        for reading in each
    ]
    assert [reading.result for reading in here] == [reading.result for reading in there]
    assert [reading.place for reading in here] == [
        reading.place.replace(str(tmp_path), "news") for reading in there
    ]  # fmt: skip
    assert {type(reading.result) for reading in here} >= {Rejected}
    assert not any(reading.draft and reading.draft.paragraphs for reading in here)


def test_a_file_that_is_not_there_is_told_apart_from_one_that_cannot_be_used(tmp_path):
    """Only the program that asked can tell whether that is a mistake."""
    path = str(tmp_path / "a.txt")
    [result] = read_parts([File("a.txt", path, 1)], code_digest(), None, None, None)
    assert isinstance(result, Unseen)
    assert result.path == path


def test_passages_and_vectors_are_those_of_a_single_process(articles, encoder):
    """Spans of the text that the client has; it need not come back."""
    made = embed_articles(articles, code_digest(), "words", "v1", 20)
    entries = prepare(articles, WordEncoder(), Splitter(20))
    assert sum(len(entry.passages) for entry in entries) > len(articles)
    for passages, entry in zip(made, entries, strict=True):
        assert passages.spans == tuple((passage.start, passage.end) for passage in entry.passages)
        assert np.array_equal(passages.vectors, entry.vectors)


def test_other_code_or_another_encoder_is_refused(articles):
    """Their articles or vectors would not fit the others of the store; the message has both versions."""
    with pytest.raises(ClusterError, match=rf"other code \({code_digest()}, .*\(x\): bring both to the same version"):
        read_parts([], "x", None, None, None)
    with pytest.raises(ClusterError, match="runs other code"):
        embed_articles(articles, "x", "words", "v1", 180)
    with pytest.raises(ClusterError, match=r"encoder words \(v2\), but .* has another under that name \(v1\)"):
        embed_articles(articles, code_digest(), "words", "v2", 180)
