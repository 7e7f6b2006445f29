"""The collections of a store on Milvus: what each row holds and how it is indexed.

NAME_articles holds texts, metadata and revisions, NAME_passages_N the spans with vector and
words, NAME_state the settings and the marks of batches that are being written.
"""

from __future__ import annotations

from typing import Any

#: Raise when the meaning of the rows changes.
VERSION = 1
#: Bytes of the longest string that Milvus takes.
LONGEST = 65_535
#: Bytes of an article's text in one row; longer ones go on in further rows.
PIECE = 60_000
_DESCRIPTION = f"qa_bot store, schema {VERSION}"
#: The analysis of tantivy's ``en_stem``, by the same code inside Milvus, so that both stores see the same words.
_ANALYZER = {
    "tokenizer": "standard",
    "filter": [{"type": "length", "max": 40}, "lowercase", {"type": "stemmer", "language": "english"}],
}
#: tantivy's parameters of BM25.
_BM25 = {"bm25_k1": 1.2, "bm25_b": 0.75}
#: Milvus wants a vector in every collection; the state has nothing to search for.
NO_VECTOR = [0.0, 0.0]
#: Words of a sparse vector are numbered below this.
SPARSE = 2**32 - 2


def describe(client: Any, kind: str, dimension: int) -> tuple[Any, Any]:
    """Schema and indexes of a collection of this kind: "articles", "passages" or "state"."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False, description=_DESCRIPTION)
    index = client.prepare_index_params()
    schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=128)
    {"articles": _articles, "passages": _passages, "state": _state}[kind](schema, index)
    if kind != "articles":
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension if kind == "passages" else len(NO_VECTOR))
        index.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
    return schema, index


def is_ours(description: str) -> bool:
    """Whether a collection with this description was made here."""
    return description == _DESCRIPTION


def _articles(schema: Any, index: Any) -> None:
    from pymilvus import DataType

    _text(schema, "article", 16)
    _text(schema, "digest", 64)
    _text(schema, "source", LONGEST)
    _text(schema, "language", 16)
    _text(schema, "meta", LONGEST)
    _text(schema, "text", LONGEST)
    for name in ("batch", "version", "came", "piece", "pieces", "day", "passages"):
        schema.add_field(name, DataType.INT64)
    # The bands of the signature by which near-duplicates are found, each a word of a sparse vector.
    schema.add_field("bands", DataType.SPARSE_FLOAT_VECTOR)
    index.add_index("bands", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    for name in ("article", "version", "batch"):
        index.add_index(name, index_type="INVERTED")


def _passages(schema: Any, index: Any) -> None:
    from pymilvus import DataType, Function, FunctionType

    _text(schema, "article", 16)
    _text(schema, "source", LONGEST)
    _text(schema, "language", 16)
    for name in ("batch", "version", "start", "end", "day"):
        schema.add_field(name, DataType.INT64)
    schema.add_field(
        "words", DataType.VARCHAR, max_length=LONGEST, enable_analyzer=True, analyzer_params=_ANALYZER
    )  # fmt: skip
    schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(
        Function("bm25", FunctionType.BM25, input_field_names=["words"], output_field_names=["terms"])
    )  # fmt: skip
    index.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=_BM25)
    for name in ("article", "version", "batch", "source", "language", "day"):
        index.add_index(name, index_type="INVERTED")


def _state(schema: Any, index: Any) -> None:
    from pymilvus import DataType

    _text(schema, "kind", 16)
    _text(schema, "value", LONGEST)
    schema.add_field("version", DataType.INT64)


def _text(schema: Any, name: str, length: int) -> None:
    from pymilvus import DataType

    schema.add_field(name, DataType.VARCHAR, max_length=length)
