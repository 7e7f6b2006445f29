"""Rejected inputs are written down as they come."""

import json

import pytest

from index.rejects import Rejects, RejectsError


def test_each_line_is_on_disk_at_once(tmp_path):
    """A run that is stopped leaves its rejects; an earlier file is replaced."""
    path = tmp_path / "rejects.jsonl"
    path.write_text("old")
    with Rejects(path) as rejects:
        rejects.write("a.txt", "the file is empty")
        rejects.write("caf\udce9.txt", "“binary”")
        lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines == [
        {"place": "a.txt", "reason": "the file is empty"},
        {"place": "caf\udce9.txt", "reason": "“binary”"},
    ]


def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path):
    """Before any work is done."""
    with pytest.raises(RejectsError, match="cannot be written"), Rejects(tmp_path / "no" / "rejects.jsonl"):
        pytest.fail("opened")
