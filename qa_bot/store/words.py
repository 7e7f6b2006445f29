"""The word index: BM25 over the passages' index text, by tantivy."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.passage import Passage
from qa_bot.terms import terms

_WORD = re.compile(r"\w+")
#: Words of a question that are looked up; the rest of a very long one changes nothing.
_MOST_WORDS = 200


def plain(query: str) -> str:
    """The words of a query that carry meaning, or all when none does: lower-case, nothing of query syntax."""
    words = _WORD.findall(query.lower())[:_MOST_WORDS]
    return " ".join([word for word in words if terms(word)] or words)


class WordIndex:
    """A tantivy index in a folder. English stems; id by passage."""

    def __init__(self, folder: Path, copy_of: WordIndex | None = None) -> None:
        """Open the index in ``folder``, or make it there: empty, or with the content of another."""
        import tantivy

        self._folder = folder
        if copy_of is not None:
            folder.mkdir()
            for file in copy_of._folder.iterdir():
                if not file.name.endswith(".lock"):
                    _link(file, folder / file.name)
        if folder.exists():
            self._index = tantivy.Index.open(str(folder))
        else:
            folder.mkdir()
            schema = tantivy.SchemaBuilder()
            schema.add_unsigned_field("id", stored=False, indexed=True, fast=True)
            schema.add_text_field("text", stored=False, tokenizer_name="en_stem", index_option="freq")
            self._index = tantivy.Index(schema.build(), path=str(folder))
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        """Number of passages in the index."""
        return int(self._searcher.num_docs)

    def moved(self, folder: Path) -> None:
        """Tell the index that its folder has been renamed; what it has open stays open."""
        self._folder = folder

    @contextmanager
    def writing(self) -> Iterator[_Writer]:
        """Adds and removes passages; they are in the index when the block ends."""
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        yield _Writer(self._index.schema, writer)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, query: str, k: int, allowed: np.ndarray | None = None) -> dict[int, float]:
        """BM25 score by passage id of the ``k`` best passages; ``allowed`` limits the ids."""
        import tantivy

        parsed, _ = self._index.parse_query_lenient(plain(query), ["text"])
        if allowed is not None:
            members = tantivy.Query.term_set_query(self._index.schema, "id", allowed.tolist())
            only = tantivy.Query.const_score_query(members, 0.0)
            parsed = tantivy.Query.boolean_query([(tantivy.Occur.Must, parsed), (tantivy.Occur.Must, only)])
        hits = self._searcher.search(parsed, k, count=False).hits
        ids: Any = self._searcher.fast_field_values("id", [address for _, address in hits]) if hits else []
        return {int(id): float(score) for id, (score, _) in zip(ids, hits, strict=True)}


class _Writer:
    def __init__(self, schema: Any, writer: Any) -> None:
        self._schema = schema
        self._writer = writer

    def add(self, passages: Mapping[int, Passage]) -> None:
        import tantivy

        for id, passage in passages.items():
            document = tantivy.Document()
            document.add_unsigned("id", id)
            document.add_text("text", passage.index_text)
            self._writer.add_document(document)

    def remove(self, ids: np.ndarray) -> None:
        import tantivy

        if len(ids):  # by query: delete_documents_by_term takes the number for a signed one and deletes nothing
            self._writer.delete_documents_by_query(tantivy.Query.term_set_query(self._schema, "id", ids.tolist()))


def _link(source: Path, target: Path) -> None:
    """A hard link where the disk allows: tantivy never changes a file that it has written."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
