"""Engine: the connection to Milvus, with time limits, retries and errors that say what to do."""

from __future__ import annotations

import logging
import threading
import uuid
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.errors import StoreError
from qa_bot.store.milvus.address import TOKEN, Address
from qa_bot.store.milvus.schema import describe, is_ours

Row = dict[str, Any]
#: A request holds at most so many rows and, about, so many bytes; servers refuse more than 64 MB.
_ROWS = 1_000
_BYTES = 8_000_000
#: The most rows that a query or search gives.
MOST = 16_384
_EXTRA = "pip install 'qa-bot[milvus]'"
#: How many engines of this process use a milvus-lite file: the last one to close stops its server.
_users: Counter[Path] = Counter()
_lock = threading.Lock()


class Engine:
    """Reads and writes collections, from several threads if need be; pymilvus retries, within the time limit."""

    def __init__(self, address: Address) -> None:
        """Connect. Raises StoreError when pymilvus is missing, or the server or file cannot be reached."""
        self.address = address
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreError(f"A store on Milvus needs pymilvus, which is not installed: {_EXTRA}") from error
        # What goes wrong is told once, in our errors.
        for name in ("pymilvus", "pymilvus.milvus_client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if address.file:
            _check_lite(address.file)
        with self._errors(), _lock:
            self._client = MilvusClient(
                uri=address.uri, token=address.token, timeout=address.timeout, alias=uuid.uuid4().hex
            )
            if address.file:
                _users[address.file.resolve()] += 1
        self._open = True

    def has(self, collection: str) -> bool:
        """Whether there is such a collection; raises StoreError when it is somebody else's."""
        with self._errors():
            if not self._client.has_collection(collection, **self._limit):
                return False
            if not is_ours(self._client.describe_collection(collection, **self._limit)["description"]):
                raise StoreError(f"{self.address}: the collection {collection} is not one of qa_bot; take another name")
            self._client.load_collection(collection, **self._limit)
            return True

    def create(self, collection: str, kind: str, dimension: int = 0) -> None:
        """Make the collection where there is none."""
        with self._errors():
            schema, index = describe(self._client, kind, dimension)
            self._client.create_collection(collection, schema=schema, consistency_level="Strong", **self._limit)
            # Without sync=False each index waits half a second; Milvus answers right before an index is built.
            self._client.create_index(collection, index, sync=False, **self._limit)
            self._client.load_collection(collection, **self._limit)

    def drop(self, collection: str) -> None:
        """Remove the collection."""
        with self._errors():
            self._client.drop_collection(collection, **self._limit)

    def collections(self) -> list[str]:
        """The names of all collections on the server."""
        with self._errors():
            return list(self._client.list_collections(**self._limit))

    def insert(self, collection: str, rows: Sequence[Row]) -> None:
        """Add the rows, in requests of bounded size."""
        for lot in _lots(rows):
            with self._errors():
                self._client.insert(collection, lot, **self._limit)

    def delete(self, collection: str, condition: str) -> None:
        """Remove the rows for which the condition holds, in one request."""
        with self._errors():
            self._client.delete(collection, filter=condition, **self._limit)

    def query(self, collection: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """The rows for which the condition holds, at most ``MOST``."""
        with self._errors():
            return [
                dict(row)
                for row in self._client.query(
                    collection, filter=condition, output_fields=list(fields), limit=MOST, **self._limit
                )
            ]

    def count(self, collection: str) -> int:
        """The number of rows."""
        with self._errors():
            [row] = self._client.query(collection, filter="", output_fields=["count(*)"], **self._limit)
            return int(row["count(*)"])

    def pages(self, collection: str, condition: str, fields: Sequence[str], size: int) -> Iterator[list[Row]]:
        """All rows for which the condition holds, rising by key, up to ``size`` at a time."""
        with self._errors():
            walk = self._client.query_iterator(
                collection, batch_size=size, filter=condition, output_fields=list(fields), **self._limit
            )
        try:
            while True:
                with self._errors():
                    page = [dict(row) for row in walk.next()]
                if not page:
                    return
                yield page
        finally:
            with suppress(StoreError), self._errors():
                walk.close()

    def search(
        self, collection: str, field: str, wanted: Any, limit: int, condition: str, fields: Sequence[str]
    ) -> list[tuple[float, Row]]:
        """(score, row) of the best rows by ``field``, among those for which the condition holds."""
        with self._errors():
            [hits] = self._client.search(
                collection, data=[wanted], anns_field=field, limit=min(limit, MOST), filter=condition,
                output_fields=list(fields), **self._limit,
            )  # fmt: skip
            return [(float(hit["distance"]), dict(hit["entity"])) for hit in hits]

    def compact(self, collection: str) -> None:
        """Have a server clear deleted rows off its disks, in its own time; milvus-lite does not know how to."""
        if not self.address.file:
            with self._errors():
                self._client.compact(collection, **self._limit)

    def close(self) -> None:
        """Let go of the connection, and of the file when nobody else in this process uses it; may be called twice."""
        with _lock:
            if not self._open:
                return
            self._open = False
            self._client.close()
            if self.address.file:
                file = self.address.file.resolve()
                _users[file] -= 1
                if not _users[file]:
                    from milvus_lite.server_manager import server_manager_instance

                    server_manager_instance.release_server(str(file))

    @property
    def _limit(self) -> Mapping[str, Any]:
        return {"timeout": self.address.timeout}

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Whatever pymilvus or gRPC raise, as a StoreError with the address."""
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, RuntimeError, ValueError) as error:
            raise StoreError(self._advice(error)) from error

    def _advice(self, error: Exception) -> str:
        text = str(getattr(error, "message", "") or error)
        where = f"Milvus at {self.address}"
        if "Open local milvus failed" in text:
            return (
                f"{self.address.file} cannot be opened: it is no milvus-lite file, or another process has it open "
                "(milvus-lite serves one process at a time; close the other, or use a Milvus server)"
            )
        if "unauthenticated" in text.lower() or "auth check failure" in text.lower():
            return f"{where} does not let us in: give user and password in the address, or a token in {TOKEN}"
        if isinstance(error, RuntimeError) and "closed channel" not in text:
            return f"{where}: {text}"
        return (
            f"{where} did not do it within {self.address.timeout} seconds: {' '.join(text.split())[:300]}. "
            "Is it running and reachable? A slow server gets more time with ?timeout=SECONDS in the address"
        )


def _check_lite(file: Path) -> None:
    if not file.parent.is_dir():
        raise StoreError(f"{file} cannot be made: there is no folder {file.parent}")
    try:
        with warnings.catch_warnings():
            # milvus-lite looks its own version up in a way that setuptools announces the end of.
            warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
            warnings.filterwarnings("ignore", "Deprecated call to `pkg_resources", DeprecationWarning)
            import milvus_lite.server_manager  # noqa: F401
    except ImportError as error:
        raise StoreError(f"{file} needs milvus-lite and its setuptools<81 ({error}): {_EXTRA}") from error


def _lots(rows: Sequence[Row]) -> Iterator[list[Row]]:
    lot: list[Row] = []
    size = 0
    for row in rows:
        lot.append(row)
        size += sum(len(value.encode()) if isinstance(value, str) else 4 * np.size(value) for value in row.values())
        if len(lot) >= _ROWS or size >= _BYTES:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot
