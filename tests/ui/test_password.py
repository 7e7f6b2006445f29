"""Passwords are kept as hashes, and nobody is let in who does not know one."""

import io
import stat

import pytest

from ui import password
from ui.password import Accounts, PasswordError, hashed, main, write


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """The same hash at a cost that tests can pay."""
    monkeypatch.setattr(password, "_N", 2)
    monkeypatch.setattr(password, "_NOBODY", hashed("nobody at all"))


@pytest.fixture
def file(tmp_path):
    """A file with two names."""
    path = tmp_path / "accounts"
    write(path, "ada", "a long bridge")
    write(path, "jo ek", "Überraschung: 9")
    return path


def test_the_right_password_lets_in_and_no_other(file):
    """Whoever's it is."""
    accounts = Accounts(file)
    assert accounts.allow("ada", "a long bridge")
    assert accounts.allow("jo ek", "Überraschung: 9")
    for name, wrong in [
        ("ada", "a long bridg"),
        ("ada", ""),
        ("ada", "Überraschung: 9"),
        ("eve", "nobody at all"),
        ("", ""),
    ]:
        assert not accounts.allow(name, wrong)
    assert not accounts.allow("ada", "\ud83d")


def test_no_password_can_be_read_in_the_file(file):
    """And the file is its owner's alone; the same password is never written the same twice."""
    assert "bridge" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert hashed("the same") != hashed("the same")


def test_a_new_password_takes_the_place_of_the_old_one_at_once(file):
    """A running page asks the file each time; the others stay."""
    accounts = Accounts(file)
    write(file, "ada", "another bridge")
    assert accounts.allow("ada", "another bridge")
    assert not accounts.allow("ada", "a long bridge")
    assert accounts.allow("jo ek", "Überraschung: 9")
    file.write_text("")
    assert not accounts.allow("ada", "another bridge")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "python -m ui.password"), ("", "holds no name"), ("ada:secret\n", "line 1"), ("# x\nada\n", "line 2")],
)
def test_a_file_that_lets_nobody_in_is_an_error_that_says_what_to_do(tmp_path, content, says):
    """Missing, empty, or with a password in the clear."""
    path = tmp_path / "accounts"
    if content is not None:
        path.write_text(content)
    with pytest.raises(PasswordError, match=says) as error:
        Accounts(path)
    assert "secret" not in str(error.value)


def test_a_hash_of_any_cost_is_not_computed(tmp_path):
    """A line in the file cannot bring the machine down."""
    path = tmp_path / "accounts"
    path.write_text(hashed("x" * 9).replace("scrypt$2$", f"ada:scrypt${2**30}$"))
    with pytest.raises(PasswordError, match="line 1"):
        Accounts(path)


@pytest.mark.parametrize("name", ["", " ada", "a:b", "#a", "a\nb"])
def test_names_that_the_file_could_not_hold_are_refused(tmp_path, name):
    """Nothing is written."""
    with pytest.raises(PasswordError, match="no name"):
        write(tmp_path / "accounts", name, "long enough")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_what_it_is_given(tmp_path, monkeypatch, capsys):
    """From a pipe too; a short password is refused with the length that is needed."""
    path = tmp_path / "accounts"
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main([str(path), "ada"]) == 1
    assert "at least 8" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("a long bridge\n"))
    assert main([str(path), "ada"]) == 0
    assert "ada" in capsys.readouterr().out
    assert Accounts(path).allow("ada", "a long bridge")
