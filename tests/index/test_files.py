"""Files are found in a fixed order and read within limits, whatever they hold."""

import gzip
import lzma
import os

import pytest

from index import files
from index.draft import UnusableError
from index.files import Input, Meter, Refused, find, kind_of, read, read_lines, unpack


def test_folders_are_walked_in_order_without_what_is_no_article(tmp_path):
    """Hidden files and folders and other kinds are passed over and counted."""
    for name in ("b.txt", "a.md", "sub/c.HTML", "sub/d.json.gz", "picture.png", ".hidden.txt", ".git/e.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    meter = Meter()
    found = [item.path.relative_to(tmp_path).as_posix() for item in find([tmp_path], meter)]
    assert found == ["a.md", "b.txt", "sub/c.HTML", "sub/d.json.gz"]
    assert meter.skipped == 2


def test_a_file_named_directly_is_refused_with_a_reason(tmp_path):
    """Missing files, other kinds and things that are no files each get their answer."""
    (tmp_path / "picture.png").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe.txt")
    names = ["nowhere.txt", "picture.png", "pipe.txt", "n" * 300 + ".txt"]
    found = list(find([tmp_path / name for name in names]))
    assert all(isinstance(item, Refused) for item in found)
    reasons = [item.reason for item in found]
    assert reasons[0] == "no such file or folder"
    assert reasons[1].startswith("not a kind of file")
    assert reasons[2] == "not a regular file"
    assert reasons[3]


def test_a_file_named_twice_is_read_once(tmp_path):
    """By itself, by its folder and by a link it is the same file."""
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert len(list(find([tmp_path / "a.txt", tmp_path]))) == 1


def test_kinds_are_told_by_the_name():
    """Case does not matter, nor does packing."""
    assert [kind_of(n) for n in ("A.TXT", "a.md.xz", "a.htm.GZ", "a.jsonl", "a.pdf", "a.gz", "a")] == [
        "text", "markdown", "html", "lines", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress)])
def test_packed_files_are_inflated(tmp_path, suffix, pack):
    """The same bytes come out, from disk and from an upload."""
    path = tmp_path / f"a.txt{suffix}"
    path.write_bytes(pack(b"The bridge is closed."))
    assert read(Input(path, "text", 1)) == b"The bridge is closed."
    assert unpack(path.name, path.read_bytes()) == b"The bridge is closed."


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress)])
def test_a_file_that_is_too_large_is_refused_also_when_only_inflated(tmp_path, monkeypatch, suffix, pack):
    """A few kilobytes on disk may be gigabytes in memory: reading stops at the limit."""
    monkeypatch.setattr(files, "LIMIT", 100_000)
    path = tmp_path / f"bomb.txt{suffix}"
    path.write_bytes(pack(b"x" * 100_001))
    with pytest.raises(UnusableError, match="too large: more than 50 MB"):
        read(Input(path, "text", 1))
    with pytest.raises(UnusableError, match="too large"):
        unpack(path.name, path.read_bytes())


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_damaged_packed_files_are_refused(tmp_path, suffix, pack):
    """Cut off, or no packed file at all."""
    packed = pack(os.urandom(5_000))
    for data in (packed[: len(packed) // 2], b"plain text"):
        path = tmp_path / f"a.txt{suffix}"
        path.write_bytes(data)
        with pytest.raises(UnusableError, match="damaged"):
            read(Input(path, "text", 1))


def test_lines_are_streamed_and_a_line_too_long_is_passed_over(tmp_path, monkeypatch):
    """The limit counts for each line, so a file of any size can be read; numbers count every line."""
    monkeypatch.setattr(files, "LIMIT", 1_000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"first\n\n" + b"x" * 5_000 + b"\nlast"))
    meter = Meter()
    lines = list(read_lines(Input(path, "lines", path.stat().st_size), meter))
    assert [number for number, _ in lines] == [1, 3, 4]
    assert lines[0][1] == b"first\n"
    assert isinstance(lines[1][1], UnusableError)
    assert lines[2][1] == b"last"
    assert meter.bytes_read == path.stat().st_size
