"""The command line of the chat."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ui.__main__ import main, parser

ROOT = Path(__file__).parents[2]


def test_help_answers_at_once():
    """Nothing heavy is imported to print it."""
    began = time.monotonic()
    code = (
        "import runpy, sys\n"
        "sys.argv = ['ui', '--help']\n"
        "try:\n    runpy.run_module('ui', run_name='__main__')\n"
        "finally:\n    assert not {'gradio', 'torch', 'numpy', 'onnxruntime'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "--store" in done.stdout
    assert time.monotonic() - began < 5


def test_a_store_that_is_not_there_is_an_error_that_says_how_to_make_one(tmp_path, capsys):
    """And none is made."""
    assert main(["--store", str(tmp_path / "none"), "--port", "0", "--no-browser"]) == 1
    assert f"python -m index PATH --store {tmp_path / 'none'}" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_folder_that_is_something_else_is_refused(tmp_path, capsys):
    """It is left as it is."""
    (tmp_path / "photo.jpg").write_bytes(b"x")
    assert main(["--store", str(tmp_path), "--port", "0", "--no-browser"]) == 1
    assert str(tmp_path) in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_an_address_that_others_reach_is_refused_without_the_flag(capsys):
    """Before any store is opened."""
    assert main(["--host", "0.0.0.0"]) == 1
    assert "--allow-remote" in capsys.readouterr().err


def test_a_file_of_passwords_that_is_not_there_is_an_error_that_says_how_to_make_one(tmp_path, capsys):
    """Nothing is served without what was asked for."""
    assert main(["--auth", str(tmp_path / "accounts"), "--port", "0"]) == 1
    assert f"python -m ui.password {tmp_path / 'accounts'} NAME" in capsys.readouterr().err


def test_every_option_is_in_the_readme():
    """An option that nobody can read about does not exist."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for action in parser()._actions:
        for option in action.option_strings:
            assert option in ("-h", "--help") or f"`{option}" in readme, option


def test_to_open_a_browser_and_not_to_is_a_contradiction(capsys):
    """Which is said."""
    with pytest.raises(SystemExit):
        parser().parse_args(["--open", "--no-browser"])
    assert "not allowed with" in capsys.readouterr().err
