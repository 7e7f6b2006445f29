"""Progress: one bar over the input, which moves while passages are embedded, with rate and time left."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Never

from index.files import Meter

if TYPE_CHECKING:
    from tqdm import tqdm


class Bar:
    """A progress bar on stderr with rate and time left, to be used in a ``with`` block.

    ``total`` is the size of the input in bytes and ``meter`` tells how much of it has been read;
    where nothing lies on disk, the bar counts the pages that feeds and sitemaps name. Reading files is
    quick and embedding slow, so the bar follows the embedding: it goes through the bytes of a batch
    as its passages are done. ``quiet`` shows nothing.
    """

    def __init__(self, total: int, meter: Meter, quiet: bool = False) -> None:
        self._meter = meter
        self._bytes = total
        self._quiet = quiet
        self._start = 0  # where the batch in hand begins
        self._articles = 0
        self._bar: tqdm[Never] | None = None

    def __enter__(self) -> Bar:
        from tqdm import tqdm

        unit = {"unit": "B", "unit_scale": True} if self._bytes else {"unit": " pages"}
        self._bar = tqdm(
            total=self._total,
            desc="Indexing",
            dynamic_ncols=True,
            disable=self._quiet,
            smoothing=0.02,  # batches are embedded smoothly and read in leaps: the rate of minutes, not of the moment
            **unit,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            if kind is None:
                self._move(self._total or 0)
            self._bar.close()

    def read(self) -> None:
        """One more input was read: pages are slow to come, so that the bar follows them and not the embedding."""
        if not self._bytes:
            self._move(self._meter.pages)

    def passages(self, done: int, total: int) -> None:
        """Of the batch in hand, so many passages are embedded."""
        detail = f"{done}/{total} passages"
        if self._bytes:
            end = self._meter.bytes_read
            self._move(self._start + (end - self._start) * done // max(total, 1), detail)
        else:
            self._move(self._meter.pages, detail)

    def stored(self, articles: int) -> None:
        """A batch of so many articles is in the store."""
        self._articles += articles
        self._start = self._meter.bytes_read if self._bytes else self._meter.pages
        self._move(self._start)

    @property
    def _total(self) -> int | None:
        return self._bytes or self._meter.expected or None

    def _move(self, position: int, detail: str = "") -> None:
        if self._bar is not None and not self._bar.disable:
            self._bar.total = self._total
            articles = f"{self._articles} article{'' if self._articles == 1 else 's'}"
            self._bar.set_postfix_str(f"{articles}, {detail}" if detail else articles, refresh=False)
            self._bar.update(max(0, min(position, self._total or position) - int(self._bar.n)))
