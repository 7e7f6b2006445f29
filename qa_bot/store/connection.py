"""The store's SQLite file: opened, brought up to date, read and written in transactions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qa_bot.errors import StoreError
from qa_bot.store.schema import APPLICATION, VERSION, create, migrate


class Connection:
    """One connection to the file; not for use by two threads at once."""

    def __init__(self, path: Path, settings: Callable[[], dict[str, Any]]) -> None:
        """Open the database, or make it with ``settings()`` when the file is not there.

        A database of an earlier version is brought to the present one.
        """
        new = not path.exists()
        self.path = path
        self._sealed: tuple[int, ...] = ()
        try:
            self._sql = self._connected()
            application = self._sql.execute("PRAGMA application_id").fetchone()[0]
            tables = self._sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if new or (application == 0 and tables == 0):
                self._sql.execute("PRAGMA journal_mode = WAL")
                with self.writing(counted=False):
                    create(self._sql, settings())
            elif application != APPLICATION:
                raise StoreError(f"{path} is a database, but not one of qa_bot")
            if self._version() < VERSION:
                self._migrate()
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be opened as a store: {error}") from error
        if self._version() != VERSION:
            raise StoreError(
                f"{path} has schema version {self._version()}, this qa_bot reads version {VERSION}; "
                "use the qa_bot that made it"
            )

    def _connected(self) -> sqlite3.Connection:
        self._sealed = ()
        try:
            sql = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            sql.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError as error:
            # In a folder that may only be read SQLite cannot make its log; where there is none, none is needed.
            sealed = error.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN"))
            if not sealed or not self.path.exists() or Path(f"{self.path}-wal").exists():
                raise
            sql.close()
            self._sealed = self._stamp()
            uri = f"{self.path.absolute().as_uri()}?immutable=1"
            sql = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        sql.create_function("casefold", 1, str.casefold, deterministic=True)
        sql.execute("PRAGMA foreign_keys = ON")
        return sql

    def _stamp(self) -> tuple[int, ...]:
        status = self.path.stat()
        return (status.st_ino, status.st_mtime_ns, status.st_size, Path(f"{self.path}-wal").exists())

    def _version(self) -> int:
        return int(self._sql.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        try:
            with self.writing(counted=False):
                if self._version() < VERSION:  # no other process was first
                    migrate(self._sql)
        except StoreError as error:
            raise StoreError(
                f"{self.path} was made by an earlier qa_bot (schema version {self._version()}) and must be brought to "
                f"version {VERSION} before it is read; open it once where it may be written. {error}"
            ) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside sees one state of the database."""
        try:
            if self._sealed and self._sealed != self._stamp():  # nothing tells a reader without rights of a writer
                self._sql.close()
                self._sql = self._connected()
            self._sql.execute("BEGIN")
            try:
                yield
            finally:
                self._sql.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error

    @contextmanager
    def writing(self, counted: bool = True) -> Iterator[None]:
        """One transaction: all of it or, on any error, nothing. ``counted`` makes it a generation."""
        try:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                if counted:
                    self._sql.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")
                self._sql.execute("COMMIT")
            except BaseException:
                if self._sql.in_transaction:  # a full disk ends it by itself
                    self._sql.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            busy = "locked" in str(error)
            hint = "another process is writing to it; try again when it is done" if busy else str(error)
            raise StoreError(f"{self.path} cannot be written: {hint}") from error

    def settings(self) -> dict[str, Any]:
        """All settings, the generation number among them."""
        return {name: json.loads(value) for name, value in self._sql.execute("SELECT name, value FROM settings")}

    def generation(self) -> int:
        """A number that grows with every change of the articles."""
        return int(self._sql.execute("SELECT value FROM settings WHERE name = 'generation'").fetchone()[0])

    def compact(self) -> None:
        """Rewrite the file without what was removed, log included. Raises StoreError while others use it."""
        try:
            self._sql.execute("VACUUM")
            busy = self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise StoreError(f"{self.path} cannot be compacted now: {error}") from error
        if busy:
            raise StoreError(f"{self.path} is being read by another process: compact it again when that is done")

    def close(self) -> None:
        """Close the file."""
        self._sql.close()
