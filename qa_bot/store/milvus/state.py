"""State: the settings of a store on Milvus, and the marks of batches that are being written.

A batch is made whole by one step, the removal of its mark: rows of a version that is marked
do not count. A mark that nobody removes, because its writer died, stays until the rows are
cleared away.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from qa_bot.errors import StoreError
from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.expressions import is_in
from qa_bot.store.milvus.schema import NO_VECTOR, VERSION

#: Nanoseconds after which a batch that is not done on a server is taken for abandoned: far longer
#: than its requests, with their limits, can take.
_ABANDONED = 15 * 60 * 10**9
#: Versions that this process is writing.
_in_hand: set[int] = set()


@dataclass(frozen=True)
class State:
    """Settings with the version that wrote them, and the marks by version: "batch" or "reembed"."""

    settings: Mapping[str, Any]
    marks: Mapping[int, str] = field(default_factory=dict)

    @property
    def passages(self) -> str:
        """The collection of the passages."""
        return str(self.settings["passages"])


class StateRows:
    """The collection NAME_state."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.collection = f"{name}_state"
        self._last = 0

    def next(self) -> int:
        """A new version: higher than all that came before it."""
        self._last = max(self._last + 1, time.time_ns())
        return self._last

    def read(self) -> State | None:
        """The present state, or None when the store was not made to its end."""
        rows = self._engine.query(self.collection, "version > 0", ["kind", "version", "value"])
        settings = [row for row in rows if row["kind"] == "settings"]
        if not settings:
            return None
        values = json.loads(max(settings, key=lambda row: int(row["version"]))["value"])
        if values.get("schema") != VERSION:
            raise StoreError(
                f"{self._engine.address} has schema {values.get('schema')}, this qa_bot reads version {VERSION};"
                " use the qa_bot that made it"
            )
        return State(values, {int(row["version"]): row["kind"] for row in rows if row["kind"] != "settings"})

    def write(self, settings: Mapping[str, Any]) -> None:
        """Put other settings in place of the present ones, in one step."""
        version = self.next()
        self._add("settings", version, json.dumps(dict(settings)))
        with suppress(StoreError):  # earlier settings are never looked at
            self._engine.delete(self.collection, f'kind == "settings" and version < {version}')

    def mark(self, kind: str) -> int:
        """Begin a batch: the rows of the version that is returned do not count until ``unmark``."""
        version = self.next()
        _in_hand.add(version)
        self._add(kind, version, "")
        return version

    def unmark(self, version: int) -> None:
        """The batch is done, or its rows are cleared away."""
        self._engine.delete(self.collection, is_in("version", [version]))

    def release(self, version: int) -> None:
        """This process works on the batch no longer, whatever became of it."""
        _in_hand.discard(version)

    def abandoned(self, state: State) -> dict[int, str]:
        """Marks whose writer is gone: not of this process, and in a file, or old."""
        limit = time.time_ns() - (0 if self._engine.address.file else _ABANDONED)
        return {version: kind for version, kind in state.marks.items() if version < limit and version not in _in_hand}

    def _add(self, kind: str, version: int, value: str) -> None:
        row: Row = {"key": f"{kind}.{version:019d}", "kind": kind, "version": version, "value": value}
        self._engine.insert(self.collection, [row | {"vector": NO_VECTOR}])
