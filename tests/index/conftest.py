"""Ctrl-C as in a terminal; a web server on this machine, and a fetcher that may ask it."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from index.fetch import Fetcher, Limits
from tests.index.servers import Site, serving


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """Who runs the tests in the background of a shell has Ctrl-C ignored, for them and for the programs they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """It does not wait between requests."""
    made = Fetcher(allow_private=True, limits=Limits(delay=0, backoff=0.01, silence=2, seconds=5))
    yield made
    made.close()
