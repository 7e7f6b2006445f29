"""Location: a store's folder, or the address of one on Milvus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa_bot.errors import StoreError
from qa_bot.store import Store
from qa_bot.store.milvus.address import SCHEMES, parse_address


def open_store(location: str | Path, settings: Callable[[], dict[str, Any]], create: bool = True) -> Store:
    """The store in a folder, or at ``milvus://HOST:PORT/NAME``.

    Made with ``settings()`` when there is none and ``create``. Raises StoreError when it cannot be opened.
    """
    if on_milvus(location):
        from qa_bot.store.milvus.store import MilvusStore

        return MilvusStore(parse_address(str(location)), settings, create)
    from qa_bot.store.local import LocalStore

    return LocalStore(location, settings, create)


def on_milvus(location: str | Path) -> bool:
    """Whether the location is an address on Milvus. Raises StoreError for one that was made a path."""
    if isinstance(location, Path) and location.parts and location.parts[0] in ("milvus:", "milvus+tls:"):
        raise StoreError(f"{location} is an address, not a path: give it as a string")
    return str(location).startswith(SCHEMES)


def shown(location: str | Path) -> str:
    """The location for people to read, without a password."""
    return str(parse_address(str(location))) if on_milvus(location) else str(location)
