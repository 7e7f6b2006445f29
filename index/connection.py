"""Connection: the one place where a connection is opened, to an address that was looked at just before."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from index.address import resolve


class Backend(httpcore.NetworkBackend):
    """Connects to public addresses only, unless ``allow_private``, and ends what takes longer than ``seconds``.

    ``begin`` starts the clock for one request and its whole answer.
    """

    def __init__(self, allow_private: bool, seconds: float) -> None:
        self._allow_private = allow_private
        self._seconds = seconds
        self._end = 0.0
        self._plain = httpcore.SyncBackend()

    def begin(self) -> None:
        """A request begins now."""
        self._end = time.monotonic() + self._seconds

    def left(self, timeout: float | None) -> float:
        """Seconds that the next step may take. Raises ReadTimeout when none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("out of time")
        return left if timeout is None else min(timeout, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that takes one."""
        try:
            addresses = resolve(host, port, self._allow_private)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host {host} is not known") from error
        failure: Exception = httpcore.ConnectError(f"the host {host} has no address")
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(address, port, self.left(timeout), local_address, socket_options or ())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self)
        raise failure

    @staticmethod
    def hopeless(error: BaseException) -> bool:
        """Whether trying again cannot help: a name that does not exist, a certificate that is not right."""
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                return True
            if isinstance(cause, socket.gaierror):
                return cause.errno != socket.EAI_AGAIN
            cause = cause.__cause__ or cause.__context__  # httpcore raises again without the cause
        return False


class _Stream(httpcore.NetworkStream):
    """A stream whose every step ends with the request's time: a trickle of bytes would never time out by itself."""

    def __init__(self, stream: httpcore.NetworkStream, backend: Backend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._backend.left(timeout)), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
