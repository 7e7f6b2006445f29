"""The collection of articles: which version is the present one, and reading them whole."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qa_bot.article import Article
from qa_bot.errors import StoreError
from qa_bot.store.milvus.engine import Engine, Row
from qa_bot.store.milvus.expressions import both, is_in
from qa_bot.store.milvus.rows import HEAD, WHOLE, article_of
from qa_bot.store.milvus.state import State, StateRows

#: Ids in one query.
_LOT = 500
#: Articles kept in memory; versions never change.
_CACHED = 1_000
#: Rows, or articles, that are read at a time with their texts, of up to 60 kB a row.
PAGE = 100

#: Rows of one article by version, oldest first.
Versions = dict[int, list[Row]]


class Articles:
    """Reads the collection NAME_articles."""

    def __init__(self, engine: Engine, name: str, state: StateRows) -> None:
        self._engine = engine
        self._state = state
        self.collection = f"{name}_articles"
        self._cache: OrderedDict[tuple[str, int], Article] = OrderedDict()
        self._lock = threading.Lock()
        self._encoder: tuple[str, str] | None = None

    def present(self, ids: Iterable[str]) -> tuple[dict[str, Row], State]:
        """The first row of the present version, by id, of the articles that are there; and the state that says so."""
        rows: list[Row] = []
        for lot in lots(sorted(set(ids))):
            rows += self._engine.query(self.collection, both(is_in("article", lot), "piece == 0"), HEAD)
        state = self.state()  # after the rows: whatever was not done when they were read is marked, or done by now
        newest: dict[str, Row] = {}
        for row in rows:
            before = newest.get(row["article"])
            if row["batch"] not in state.marks and (before is None or before["version"] < row["version"]):
                newest[row["article"]] = row
        return newest, state

    def state(self) -> State:
        """The present state."""
        state = self._state.read()
        if state is None:
            raise StoreError(f"The store at {self._engine.address} is gone")
        return state

    def check(self, state: State) -> None:
        """Raises StoreError when the store was embedded anew since this process opened it."""
        encoder = (state.settings["encoder"], state.settings["fingerprint"])
        self._encoder = self._encoder or encoder
        if encoder != self._encoder:
            raise StoreError(f"{self._engine.address} was embedded anew, with the encoder {encoder[0]}: open it again")

    def load(self, versions: Mapping[str, int]) -> dict[str, Article]:
        """The articles in these versions, by id; those that are gone are left out."""
        found = {}
        missing = []
        with self._lock:
            for id, version in versions.items():
                if (id, version) in self._cache:
                    self._cache.move_to_end((id, version))
                    found[id] = self._cache[id, version]
                else:
                    missing.append(id)
        for lot in lots(missing, PAGE):
            condition = both(is_in("article", lot), is_in("version", {versions[id] for id in lot}))
            rows: dict[tuple[str, int], list[Row]] = {}
            for row in self._engine.query(self.collection, condition, WHOLE):
                rows.setdefault((row["article"], row["version"]), []).append(row)
            for id in lot:
                if own := rows.get((id, versions[id])):
                    found[id] = self._remember(id, versions[id], article_of(own))
        return found

    def _remember(self, id: str, version: int, article: Article) -> Article:
        with self._lock:
            self._cache[id, version] = article
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return article

    def walk(self, fields: Sequence[str], condition: str = "") -> Iterator[Versions]:
        """The rows of one article after another, in the order in which they came, first rows first.

        Versions that do not count yet, or no longer since their first row is gone, are left out.
        """
        for rows, state in self._groups(fields, condition):
            versions: Versions = {}
            for row in rows:
                if row["batch"] not in state.marks and (row["piece"] == 0 or row["version"] in versions):
                    versions.setdefault(row["version"], []).append(row)
            if versions:
                yield versions

    def headless(self) -> Iterator[tuple[str, int]]:
        """Id and version where the first row is gone and others are left: what a removal did not come to."""
        for rows, state in self._groups(("article",), ""):
            heads = {row["version"] for row in rows if row["piece"] == 0}
            for id, version in sorted({(r["article"], r["version"]) for r in rows if r["batch"] not in state.marks}):
                if version not in heads:
                    yield id, version

    def _groups(self, fields: Sequence[str], condition: str) -> Iterator[tuple[list[Row], State]]:
        group: list[Row] = []
        wanted = sorted({"key", "version", "batch", "piece", *fields})
        for page in self._engine.pages(self.collection, condition, wanted, PAGE if "text" in fields else 1_000):
            state = self.state()
            for row in page:
                if group and _article(group[0]) != _article(row):
                    yield group, state
                    group = []
                group.append(row)
        if group:
            yield group, self.state()

    def versions(self, id: str) -> Versions:
        """All rows of the article by version, oldest first, without versions that do not count yet."""
        return next(self.walk(WHOLE, is_in("article", [id])), {})


def _article(row: Row) -> str:
    return str(row["key"]).rsplit(".", 2)[0]  # what its versions' keys begin with


def lots(ids: Sequence[str], size: int = _LOT) -> Iterator[Sequence[str]]:
    """The ids, as many at a time as one condition holds."""
    for at in range(0, len(ids), size):
        yield ids[at : at + size]
