"""A web server on this machine, and a fetcher that may ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.fetch import Fetcher, Limits
from tests.index.servers import Site, serving


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
