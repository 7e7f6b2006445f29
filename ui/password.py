"""Names and passwords of those who may use the page: a file of hashes, and the command that writes it."""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import hmac
import os
import secrets
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

#: scrypt's cost: 32 MB and about a tenth of a second for each try (RFC 7914 names the parameters).
_N, _R, _P = 2**15, 8, 1
_MEMORY = 2**27
_LEAST = 8
#: Tries that are computed at the same time, whoever knocks how often.
_TRIES = threading.Semaphore(2)


class PasswordError(Exception):
    """A file of passwords cannot be read or written. The message says what to do."""


class Accounts:
    """The names in a file, with their hashed passwords; a change of the file holds from the next login on."""

    def __init__(self, path: Path) -> None:
        """Raises PasswordError when the file cannot be read or holds nobody."""
        self._path = path
        if not self._read():
            raise PasswordError(f"{path} holds no name: add one with  python -m ui.password {path} NAME")

    def allow(self, name: str, password: str) -> bool:
        """Whether the password is that of the name. A name that is not there takes as long as a wrong password."""
        try:
            known = self._read()
        except PasswordError:
            return False
        with _TRIES:
            return _matches(password, known.get(name) or _NOBODY) and name in known

    def _read(self) -> dict[str, str]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError as error:
            raise PasswordError(
                f"There is no file {self._path}: make it with  python -m ui.password {self._path} NAME"
            ) from error
        except (OSError, ValueError) as error:
            raise PasswordError(f"{self._path} cannot be read: {error}") from error
        known = {}
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, hashed = line.strip().partition(":")
            if not name or not _is_hash(hashed):
                raise PasswordError(
                    f"{self._path}, line {number} is no name with a hashed password: "
                    f"remove it and write it anew with  python -m ui.password {self._path} NAME"
                )
            known[name] = hashed
        return known


def hashed(password: str) -> str:
    """The password as the file keeps it: ``scrypt$n$r$p$salt$hash``, salt and hash in base64."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(_scrypt(password, salt, _N, _R, _P))}"


def write(path: Path, name: str, password: str) -> None:
    """Put the name with its password into the file, readable by its owner alone; others in it stay.

    Raises PasswordError for a name or password that cannot be used, or a file that cannot be.
    """
    if not name or name != name.strip() or ":" in name or name.startswith("#") or not name.isprintable():
        raise PasswordError(f"{name!r} is no name: it needs a letter, and has no colon, no # in front, no line break")
    if len(password) < _LEAST:
        raise PasswordError(f"The password has {len(password)} characters; it needs at least {_LEAST}")
    try:
        old = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        kept = [line for line in old if line.partition(":")[0].strip() != name]
        handle, draft = tempfile.mkstemp(dir=path.absolute().parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in [*kept, f"{name}:{hashed(password)}"]))
        os.replace(draft, path)
    except (OSError, ValueError) as error:
        raise PasswordError(f"{path} cannot be written: {error}") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask for a password and write its hash; returns the exit status: 0, or 1 after a message."""
    parser = argparse.ArgumentParser(
        prog="python -m ui.password",
        description="Give somebody a password for the web chat, or a new one. It is asked for and not shown; "
        "when the input is no terminal, its first line is taken. To take a name out, delete its line.",
    )
    parser.add_argument("file", type=Path, help="the file for  python -m ui --auth FILE; made when it is not there")
    parser.add_argument("name", help="who logs in")
    given = parser.parse_args(arguments)
    try:
        write(given.file, given.name, _asked())
    except PasswordError as error:
        print(f"python -m ui.password: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        return 130
    print(f"{given.name} may log in with this password.")
    return 0


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise PasswordError("The two are not the same")
    return password


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _matches(password: str, hashed: str) -> bool:
    _, n, r, p, salt, wanted = hashed.split("$")
    try:
        given = _scrypt(password, _bytes(salt), int(n), int(r), int(p))
    except UnicodeEncodeError:  # half of a surrogate pair is in nobody's password
        return False
    return hmac.compare_digest(given, _bytes(wanted))


def _is_hash(text: str) -> bool:
    parts = text.split("$")
    try:
        n, r, p = (int(part) for part in parts[1:4])
        fits = 128 * n * r < _MEMORY and n > 1 and n & (n - 1) == 0 and r > 0 and 0 < p <= 16
        return len(parts) == 6 and parts[0] == "scrypt" and fits and len(_bytes(parts[5])) == 32 and bool(parts[4])
    except ValueError:
        return False


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_NOBODY = f"scrypt${_N}${_R}${_P}${_text(bytes(16))}${_text(bytes(32))}"


if __name__ == "__main__":
    sys.exit(main())
