"""Fetch: what lies at an http(s) address, within limits, and never from inside somebody's own network.

httpcore is used because its network backend is a public seam: the host's addresses are checked
where the connection is made, so nothing can change between check and connection, while TLS goes on
to verify the certificate against the host's name.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from index.connection import Backend
from index.draft import UnusableError
from index.files import LIMIT
from qa_bot import __version__

USER_AGENT = f"qa_bot/{__version__} (news indexer)"
_HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml, */*;q=0.5",
    # Not br or zstd: only zlib's output can be bounded while it inflates.
    "Accept-Encoding": "gzip, deflate",
}
#: Answers that may be better a moment later.
_PASSING = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchError(UnusableError):
    """An address cannot be fetched; the message says why."""


class _PassingError(FetchError):
    """A failure that may be gone a moment later; ``wait`` is how long the server asks us to wait, in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Limits:
    """How much is asked of a server and taken from it. Times are in seconds, sizes in bytes.

    ``seconds`` is for one whole answer, from the first connection to the last byte, ``silence`` for
    a pause in it. ``size`` counts before and after inflating. ``delay`` lies between two requests to
    one host, ``patience`` is the longest wait that a server's Retry-After is granted.
    """

    size: int = LIMIT
    seconds: float = 120.0
    silence: float = 20.0
    redirects: int = 5
    attempts: int = 3
    backoff: float = 1.0
    patience: float = 60.0
    delay: float = 1.0


@dataclass(frozen=True)
class Fetched:
    """What came: the address it came from in the end, its media type and charset ("" if not told), its bytes."""

    url: str
    type: str
    charset: str
    data: bytes


class Fetcher:
    """Gets pages one after the other, keeping connections open between them; for one thread.

    Addresses that are not public are refused, after every redirect too, unless ``allow_private``.
    No proxy is used, for behind one nobody can see which address is asked.
    """

    def __init__(self, allow_private: bool = False, limits: Limits | None = None) -> None:
        import httpcore

        self.limits = limits or Limits()
        self._backend = Backend(allow_private, self.limits.seconds)
        self._pool = httpcore.ConnectionPool(network_backend=self._backend, max_connections=8, keepalive_expiry=30)
        self._next: dict[str, float] = {}  # when each host may be asked again

    def get(self, url: str) -> Fetched:
        """Fetch an address, over redirects. Raises FetchError, or RefusedAddressError, with the reason."""
        asked = url
        for _ in range(self.limits.redirects + 1):
            url = checked_url(url)
            found = self._patiently(url)
            if isinstance(found, Fetched):
                return found
            url = urljoin(url, found)
        raise FetchError(f"cannot be fetched: more than {self.limits.redirects} redirects from {asked}")

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def _patiently(self, url: str) -> Fetched | str:
        """The answer, tried again after passing failures, each wait twice as long as the one before."""
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return self._once(url)
            except _PassingError as error:
                if attempt == self.limits.attempts or error.wait > self.limits.patience:
                    raise
                time.sleep(max(error.wait, self.limits.backoff * 2 ** (attempt - 1)))
        raise AssertionError("at least one attempt")

    def _once(self, url: str) -> Fetched | str:
        """The answer to one request, or the address to which it sends us."""
        import httpcore

        self._wait_for(urlsplit(url).hostname or "")
        self._backend.begin()
        times = {"connect": self.limits.silence, "read": self.limits.silence, "write": self.limits.silence, "pool": 1.0}
        try:
            with self._pool.stream("GET", url, headers=_HEADERS, extensions={"timeout": times}) as response:
                return self._read(url, response)
        except httpcore.TimeoutException as error:
            limits = self.limits
            slow = f"no answer within {limits.silence:g} seconds, or not all of it within {limits.seconds:g}"
            raise _PassingError(f"cannot be fetched: {slow}") from error
        except httpcore.RemoteProtocolError as error:
            raise _PassingError(f"cannot be fetched: the answer broke off or is no HTTP ({error})") from error
        except httpcore.NetworkError as error:
            kind = FetchError if self._backend.hopeless(error) else _PassingError
            raise kind(f"cannot be fetched: {str(error) or 'the connection failed'}") from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
            raise FetchError(f"cannot be fetched: {error}") from error

    def _read(self, url: str, response: Any) -> Fetched | str:
        headers = Message()
        for name, value in response.headers:
            headers[name.decode("latin-1")] = value.decode("latin-1")
        if response.status in _REDIRECTS and headers["Location"]:
            return _location(headers["Location"])
        if response.status != HTTPStatus.OK:
            reason = f"cannot be fetched: {_status(response.status)}"
            if response.status in _PASSING:
                wait = _retry_after(headers["Retry-After"])
                if wait > self.limits.patience:
                    reason += f"; the server asks to come back in {wait:.0f} seconds"
                raise _PassingError(reason, wait)
            raise FetchError(reason)
        data = b"".join(_inflated(response.iter_stream(), headers["Content-Encoding"] or "", self.limits.size))
        # get_content_type() would read a missing type as text/plain.
        kind = headers.get_content_type() if headers["Content-Type"] else ""
        return Fetched(url, kind, headers.get_content_charset("") or "", data)

    def _wait_for(self, host: str) -> None:
        now = time.monotonic()
        time.sleep(max(0.0, self._next.get(host, now) - now))
        self._next[host] = time.monotonic() + self.limits.delay


def checked_url(url: str) -> str:
    """The address without its fragment, in ASCII. Raises FetchError for one that is not fetched."""
    from httpx import URL, InvalidURL

    try:
        parts = URL(url.strip())
    except InvalidURL as error:
        raise FetchError(f"not a valid address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.host:
        raise FetchError(f"only http and https addresses are fetched, not {parts.scheme or 'this'}:")
    if parts.userinfo:
        raise FetchError("addresses with a name and password in them are not fetched")
    return str(parts.copy_with(fragment=None))


def _inflated(chunks: Iterator[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The body inflated piece by piece, so that a bomb is noticed before it is in memory."""
    encoding = encoding.strip().casefold()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"cannot be fetched: sent as {encoding!r}, which was not asked for")
    packed = encoding in ("gzip", "x-gzip", "deflate")
    unpacker: Any = None
    received = inflated = 0
    for chunk in chunks:
        received += len(chunk)
        if packed and unpacker is None:
            # Some servers send "deflate" without the zlib header that the standard asks for.
            raw = encoding == "deflate" and chunk[:1] and chunk[0] & 0x0F != 8
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
        try:
            piece = unpacker.decompress(chunk, limit + 1 - inflated) if packed else chunk
        except zlib.error as error:
            raise FetchError(f"cannot be fetched: damaged on the way ({error})") from error
        inflated += len(piece)
        if max(received, inflated) > limit:
            raise FetchError(f"too large: more than {limit / 1e6:g} MB")
        yield piece
    if packed and unpacker is not None and not unpacker.eof:
        raise _PassingError("cannot be fetched: the answer broke off")


def _location(text: str) -> str:
    """A Location header as text: browsers read its bytes as UTF-8."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _status(code: int) -> str:
    try:
        return f"HTTP {code} {HTTPStatus(code).phrase}"
    except ValueError:
        return f"HTTP {code}"


def _retry_after(value: str | None) -> float:
    """Seconds that a Retry-After header asks for, as a number or as a moment; 0 if it says nothing."""
    text = (value or "").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return 0.0
