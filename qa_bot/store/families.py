"""Families of near-duplicates in the database: the connected components of the graph of likeness.

Which articles share a family depends on what is stored alone and not on the order in which
it came: an article that leaves takes the links that went through it along.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from qa_bot.duplicates import alike, bands, signatures

_SIGNATURE = np.dtype("<u4")
_LOT = 500


def join(sql: sqlite3.Connection, signed: Mapping[int, np.ndarray]) -> None:
    """Give the articles, by number, their signatures, uint32 (128,), and link each to its copies."""
    for number, signature in signed.items():
        hashes = bands(signature[None, :])[0].tolist()
        found = sql.execute(
            "SELECT number, family, signature FROM articles WHERE number IN"
            " (SELECT article FROM bands WHERE hash IN (SELECT value FROM json_each(?)))",
            (json.dumps(hashes),),
        ).fetchall()
        close = alike(signature, _matrix(row[2] for row in found))
        linked = [row for row, is_copy in zip(found, close, strict=True) if is_copy]
        sql.execute("UPDATE articles SET signature = ? WHERE number = ?", (_bytes(signature), number))
        sql.executemany("INSERT INTO bands (hash, article) VALUES (?, ?)", [(hash, number) for hash in set(hashes)])
        if linked:
            merged = {row[1] for row in linked if row[1] is not None}
            members = {number, *(row[0] for row in linked)}
            family = min(members | merged)
            sql.execute(  # members that are in it already are left alone: a family may be large, and rows hold texts
                "UPDATE articles SET family = ? WHERE family IS NOT ? AND (number IN (SELECT value FROM json_each(?))"
                " OR family IN (SELECT value FROM json_each(?)))",
                (family, family, json.dumps(sorted(members)), json.dumps(sorted(merged))),
            )


def leave(sql: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take the articles out of their families; what is left of each is linked anew."""
    gone = json.dumps(list(numbers))
    touched = [
        row[0]
        for row in sql.execute(
            "SELECT DISTINCT family FROM articles"
            " WHERE family IS NOT NULL AND number IN (SELECT value FROM json_each(?))",
            (gone,),
        )
    ]
    sql.execute("UPDATE articles SET family = NULL WHERE number IN (SELECT value FROM json_each(?))", (gone,))
    sql.execute("DELETE FROM bands WHERE article IN (SELECT value FROM json_each(?))", (gone,))
    for family in touched:
        left = sql.execute("SELECT number, signature FROM articles WHERE family = ? ORDER BY number", (family,))
        signed = dict(left.fetchall())
        sql.execute("UPDATE articles SET family = NULL WHERE family = ?", (family,))
        for members in _components(list(signed), _matrix(signed.values())):
            if len(members) > 1:
                sql.execute(
                    "UPDATE articles SET family = ? WHERE number IN (SELECT value FROM json_each(?))",
                    (min(members), json.dumps(members)),
                )


def problems(sql: sqlite3.Connection) -> Iterator[str]:
    """Signatures, bands and families that are not what the texts make them, a sentence each."""
    last = 0
    while rows := sql.execute(
        f"SELECT number, id, text, signature FROM articles WHERE number > ? ORDER BY number LIMIT {_LOT}", (last,)
    ).fetchall():
        made = signatures([row[2] for row in rows])
        for (number, id, _, signature), right, hashes in zip(rows, made, bands(made).tolist(), strict=True):
            kept = {row[0] for row in sql.execute("SELECT hash FROM bands WHERE article = ?", (number,))}
            if signature != _bytes(right) or kept != set(hashes):
                yield f"article {id} has a wrong signature: its copies are not known"
        last = rows[-1][0]
    for (family,) in sql.execute("SELECT DISTINCT family FROM articles WHERE family IS NOT NULL").fetchall():
        signed = dict(sql.execute("SELECT number, signature FROM articles WHERE family = ?", (family,)).fetchall())
        if len(signed) < 2 or len(list(_components(list(signed), _matrix(signed.values())))) != 1:
            yield f"family {family} holds articles that are no copies of one another"
    for one, other, first, second in sql.execute(
        "SELECT DISTINCT a.id, b.id, a.signature, b.signature FROM bands x JOIN bands y USING (hash)"
        " JOIN articles a ON a.number = x.article JOIN articles b ON b.number = y.article"
        " WHERE a.number < b.number AND (a.family IS NULL OR a.family IS NOT b.family)"
    ):
        signed_pair = _matrix((first, second))
        if alike(signed_pair[0], signed_pair[1:])[0]:
            yield f"articles {one} and {other} are copies, but not linked"


def _components(numbers: list[int], signed: np.ndarray) -> Iterator[list[int]]:
    left = np.ones(len(numbers), dtype=bool)
    for first in range(len(numbers)):
        if not left[first]:
            continue
        left[first] = False
        component = [first]
        for at in component:  # grows while it is walked
            near = np.flatnonzero(left)
            near = near[alike(signed[at], signed[near])]
            left[near] = False
            component += near.tolist()
        yield [numbers[at] for at in component]


def _bytes(signature: np.ndarray) -> bytes:
    return signature.astype(_SIGNATURE).tobytes()


def _matrix(blobs: Iterable[bytes]) -> np.ndarray:
    rows = [np.frombuffer(blob, _SIGNATURE) for blob in blobs]
    return np.stack(rows) if rows else np.empty((0, 128), dtype=_SIGNATURE)
