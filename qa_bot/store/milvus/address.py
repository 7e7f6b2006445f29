"""Address: where a store on Milvus is, as ``milvus://`` tells it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from qa_bot.errors import StoreError

SCHEMES = ("milvus://", "milvus+tls://")
#: The environment variable with the token, or "user:password", of servers that ask for one.
TOKEN = "QA_BOT_MILVUS_TOKEN"
_PORT = 19530
_COLLECTION = "articles"
#: Seconds that one call may take, its retries included.
_TIMEOUT = 30
_FILE = re.compile(r"(?P<file>.*\.db)(?:/(?P<collection>[^/]+))?", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_EXAMPLES = "write milvus://HOST:19530/NAME for a server, or milvus://FOLDER/FILE.db/NAME for a milvus-lite file"


@dataclass(frozen=True, slots=True)
class Address:
    """A server, or a milvus-lite file, and the name that the store's collections begin with.

    ``token`` is "" where none is needed, "user:password", or a token; it is never shown.
    """

    uri: str
    collection: str
    file: Path | None = None
    token: str = field(default="", repr=False)
    timeout: int = _TIMEOUT
    shown: str = ""

    def __str__(self) -> str:
        return self.shown


def parse_address(url: str) -> Address:
    """``milvus://[user:password@]host[:port][/name][?timeout=SECONDS]``, ``milvus+tls://`` for an encrypted connection,
    or ``milvus://path/to/file.db[/name]`` for a file that milvus-lite serves in this process.

    Raises StoreError when it is neither.
    """
    scheme, _, rest = url.partition("://")
    rest, _, query = rest.partition("?")
    timeout = _timeout(query)
    if found := _FILE.fullmatch(rest):
        file = Path(found["file"])
        name = _checked(found["collection"] or _COLLECTION)
        return Address(str(file), name, file, "", timeout, f"{scheme}://{file}/{name}")
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname, parts.port or _PORT
    except ValueError as error:
        raise StoreError(f"The address of the store is not right ({error}): {_EXAMPLES}") from error
    if not host:
        raise StoreError(f"The address of the store names no server: {_EXAMPLES}")
    name = _checked(parts.path.strip("/") or _COLLECTION)
    given = unquote(parts.netloc.rpartition("@")[0])
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    secure = "https" if scheme == "milvus+tls" else "http"
    return Address(
        f"{secure}://{where}", name, None, given or os.environ.get(TOKEN, ""), timeout, f"{scheme}://{where}/{name}"
    )


def _timeout(query: str) -> int:
    options = dict(parse_qsl(query, keep_blank_values=True))
    value = options.pop("timeout", str(_TIMEOUT))
    if options:
        raise StoreError(f"The address of the store has an unknown option {min(options)!r}; it knows timeout=SECONDS")
    if not value.isdecimal() or int(value) < 1:
        raise StoreError(f"timeout in the address of the store is a whole number of seconds, not {value!r}")
    return int(value)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise StoreError(f"{name!r} cannot name a collection: take letters, digits and _, a letter first; {_EXAMPLES}")
    return name
