"""What changes in watched folders is noticed once, when it is at rest."""

import os
import shutil
import threading
import time

import pytest

from index.draft import Rejected
from index.inputs import Reading
from index.watch import Change, Origins, changes
from qa_bot import Article


@pytest.fixture
def watched(tmp_path):
    """A folder with one file, and its changes; the first, which is that file, has been taken."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    (folder / ".hidden.txt").write_text("x")
    stop = threading.Event()
    found = changes([folder], stop, pause=0.1)
    assert next(found) == Change(ready=(folder / "a.txt",))
    yield folder, found
    stop.set()
    assert list(found) == []


def test_new_and_changed_files_come_and_others_do_not(watched):
    """Each once; hidden ones and other kinds never."""
    folder, found = watched
    (folder / ".b.txt").write_text("x")
    (folder / "b.png").write_text("x")
    (folder / "b.txt").write_text("x")
    assert next(found) == Change(ready=(folder / "b.txt",))
    (folder / "a.txt").write_text("another")
    assert next(found) == Change(ready=(folder / "a.txt",))


def test_a_file_that_is_being_written_is_waited_for(watched):
    """Half an article is none."""
    folder, found = watched

    def write():
        with (folder / "slow.txt").open("w", buffering=1) as file:
            for _ in range(8):
                file.write("more\n")
                time.sleep(0.07)

    writer = threading.Thread(target=write)
    writer.start()
    change = next(found)
    assert change.ready == (folder / "slow.txt",)
    assert change.ready[0].read_text() == "more\n" * 8
    writer.join()


def test_deleted_files_are_told_and_replaced_ones_are_not(watched):
    """Editors replace a file by another under its name."""
    folder, found = watched
    (folder / "new.tmp").write_text("another text")
    os.replace(folder / "new.tmp", folder / "a.txt")
    change = next(found)
    while folder / "a.txt" not in change.ready:
        change = next(found)
    (folder / "a.txt").unlink()
    assert next(found) == Change(gone=(folder / "a.txt",))


def test_folders_come_and_go_with_what_is_in_them(watched, tmp_path):
    """Moved in as a whole, and deleted as a whole."""
    folder, found = watched
    (tmp_path / "other/sub").mkdir(parents=True)
    (tmp_path / "other/sub/c.md").write_text("x")
    shutil.move(tmp_path / "other", folder / "other")
    assert next(found).ready == (folder / "other/sub/c.md",)
    shutil.move(folder / "other", tmp_path / "away")
    assert folder / "other" in next(found).gone


def _article(number):
    return Reading("x", Article(f"Text {number}.", url=f"https://w.example/{number}"))


def test_articles_are_lost_when_no_file_holds_them(tmp_path):
    """Deleted with the file, or gone from a file that changed; what another file holds is not lost."""
    a, b = tmp_path / "sub/a.jsonl", tmp_path / "b.txt"
    first, second, third = map(_article, range(3))
    origins = Origins()
    held = {a: [first, second], b: [second]}
    list(origins.read(held, held.__getitem__))
    held[a] = [second, third]
    list(origins.read([a], held.__getitem__))
    assert origins.lost == {first.result.id}
    held[a] = [first, Reading("x", Rejected("half a file"))]
    list(origins.read([a], held.__getitem__))
    assert origins.lost == {third.result.id}
    held[a] = [Reading("x", Rejected("half a file"))]
    list(origins.read([a], held.__getitem__))
    assert origins.lost == {third.result.id}
    assert origins.forget([tmp_path / "sub"]) == {a: 1}
    assert origins.lost == {first.result.id, third.result.id}
    assert origins.forget([a]) == {}
