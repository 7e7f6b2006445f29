"""The members of a zip archive are inputs like files, and an archive with tricks is refused."""

import gzip
import io
import json
import zipfile

import pytest

from index import zips
from index.draft import Rejected
from index.files import Meter
from index.inputs import read_data, read_files
from tests.index.pages import BODY, HTML, PAGE, TITLE

RECORD = {"title": TITLE, "text": "\n\n".join(BODY)}


def _archive(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _read(path, meter=None):
    return {reading.place.removeprefix(str(path)): reading.result for reading in read_files([path], meter=meter)}


def test_members_are_read_like_files(tmp_path):
    """Each under the archive's name and its own; hidden ones and other kinds are counted."""
    path = tmp_path / "news.zip"
    lines = "\n".join(json.dumps(RECORD | {"url": f"https://w.example/{i}"}) for i in range(3))
    members = {"a.txt": PAGE, "sub/b.html": HTML, "c.jsonl": lines, "d.jsonl.gz": gzip.compress(lines.encode())}
    path.write_bytes(_archive(members | {"__MACOSX/a.txt": "x", "sub/.b.txt": "x", "p.png": "x", "e.txt": ""}))
    meter = Meter()
    found = _read(path, meter)
    places = ["!a.txt", "!sub/b.html", *(f"!{n}:{i}" for n in ("c.jsonl", "d.jsonl.gz") for i in (1, 2, 3)), "!e.txt"]
    assert list(found) == places
    assert {result.title for result in list(found.values())[:-1]} == {TITLE}
    assert found["!e.txt"] == Rejected("the file is empty")
    assert meter.skipped == 3
    assert meter.bytes_read == path.stat().st_size
    assert [r.result for r in read_data("news.zip", path.read_bytes())] == list(found.values())


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "C:\\a.txt", "..\\a.txt"])
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path, name):
    """And the honest members are read."""
    path = tmp_path / "news.zip"
    path.write_bytes(_archive({name: PAGE, "good.txt": PAGE}))
    found = list(_read(path).values())
    assert found[0] == Rejected("refused: its name leads out of the archive")
    assert found[1].title == TITLE


def test_a_member_that_inflates_to_too_much_is_refused(tmp_path, monkeypatch):
    """By itself: what comes after it is read."""
    monkeypatch.setattr(zips, "LIMIT", 100_000)
    path = tmp_path / "news.zip"
    path.write_bytes(_archive({"big.txt": "x" * 100_001, "good.txt": PAGE}))
    found = list(_read(path).values())
    assert "too large" in found[0].reason
    assert found[1].title == TITLE


def test_a_zip_bomb_is_refused_before_it_is_inflated(tmp_path, monkeypatch):
    """Many members, each within the limit, that together are a thousand times the archive."""
    monkeypatch.setattr(zips, "LIMIT", 1_000_000)
    path = tmp_path / "bomb.zip"
    path.write_bytes(_archive({f"{i}.txt": b" " * 900_000 for i in range(50)}))
    read = []
    real = zips._Budget.take
    monkeypatch.setattr(zips._Budget, "take", lambda self, size: (read.append(size), real(self, size)))
    found = _read(path)
    assert "zip bomb" in found[""].reason
    assert sum(read) <= 2_000_000 + 100 * path.stat().st_size < 45_000_000


def test_overlapping_members_are_refused_as_a_bomb_or_as_damage(tmp_path):
    """A directory that names the same bytes again and again."""
    data = _archive({"a.txt": b" " * 5_000_000})
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    many = data[:start] + entry * 200
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = (200).to_bytes(2, "little")
    tail[12:16] = (len(entry) * 200).to_bytes(4, "little")
    path = tmp_path / "bomb.zip"
    path.write_bytes(many + bytes(tail))
    reasons = [getattr(result, "reason", "") for result in _read(path).values()]
    assert any("zip bomb" in reason or "damaged" in reason for reason in reasons)


def test_damaged_encrypted_and_nested_archives_have_their_reasons(tmp_path):
    """The others are read on."""
    data = bytearray(_archive({"a.txt": PAGE, "b.zip": _archive({"c.txt": PAGE}), "good.txt": PAGE}))
    data[data.index(b"a.txt") + 20] ^= 0xFF  # a byte of the packed text
    path = tmp_path / "news.zip"
    path.write_bytes(data)
    broken, nested, good = _read(path).values()
    assert broken.reason.startswith("damaged: cannot be unpacked")
    assert nested == Rejected("an archive within an archive; unpack it first")
    assert good.title == TITLE
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    path.write_bytes(data)
    assert next(iter(_read(path).values())).reason.startswith("encrypted")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and then nothing", b"plain text"])
def test_what_is_no_archive_is_refused(tmp_path, data):
    """An empty file, a cut one, another kind under that name."""
    path = tmp_path / "news.zip"
    path.write_bytes(data)
    assert "damaged" in _read(path)[""].reason
