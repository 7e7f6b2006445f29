"""Progress: one bar over the bytes of the input, which moves while passages are embedded."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Never

from index.files import Meter

if TYPE_CHECKING:
    from tqdm import tqdm


class Bar:
    """A progress bar on stderr with rate and time left, to be used in a ``with`` block.

    ``total`` is the size of the input in bytes and ``meter`` tells how much of it has been read.
    Reading is quick and embedding slow, so the bar follows the embedding: it goes through the
    bytes of a batch as its passages are done.
    """

    def __init__(self, total: int, meter: Meter) -> None:
        self._meter = meter
        self._total = total
        self._start = 0  # where the batch in hand begins, in bytes
        self._articles = 0
        self._bar: tqdm[Never] | None = None

    def __enter__(self) -> Bar:
        from tqdm import tqdm

        self._bar = tqdm(total=self._total, unit="B", unit_scale=True, desc="Indexing", dynamic_ncols=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            if kind is None:
                self._move(self._total)
            self._bar.close()

    def passages(self, done: int, total: int) -> None:
        """Of the batch in hand, so many passages are embedded."""
        end = self._meter.bytes_read
        self._move(self._start + (end - self._start) * done // max(total, 1), f"{done}/{total} passages")

    def stored(self, articles: int) -> None:
        """A batch of so many articles is in the store."""
        self._articles += articles
        self._start = self._meter.bytes_read
        self._move(self._start)

    def _move(self, position: int, detail: str = "") -> None:
        if self._bar is not None:
            articles = f"{self._articles} article{'' if self._articles == 1 else 's'}"
            self._bar.set_postfix_str(f"{articles}, {detail}" if detail else articles, refresh=False)
            self._bar.update(max(0, min(position, self._total) - int(self._bar.n)))
