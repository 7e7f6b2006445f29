"""Ingest: articles into a store, a batch at a time, and the account of what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from index.draft import Rejected
from index.inputs import Reading
from qa_bot.article import Article

#: Articles that are handed to the store together, and the characters at which a batch is full
#: before that: they bound the memory that is used.
BATCH = 32
BATCH_CHARACTERS = 2_000_000
#: Rejected inputs whose reasons the summary keeps; it counts the rest.
KEPT_REASONS = 1_000


class _Report(Protocol):
    @property
    def added(self) -> list[str]: ...
    @property
    def unchanged(self) -> list[str]: ...
    @property
    def replaced(self) -> list[str]: ...


class Bot(Protocol):
    """What ingest needs of qa_bot.QABot."""

    def add(self, articles: Iterable[Article], progress: Callable[[int, int], None] | None = None) -> _Report: ...


class Progress(Protocol):
    """Told how things go: passages of the batch in hand, and batches that are stored."""

    def passages(self, done: int, total: int) -> None: ...
    def stored(self, articles: int) -> None: ...


@dataclass
class Summary:
    """How many articles were added, unchanged and replaced; which inputs were rejected, and why.

    ``skipped`` counts the files in folders that are of other kinds than those that are read,
    ``noted`` the articles with a remark that a dry run shows, ``rejections`` all rejected inputs, of
    which ``rejected`` holds the first.
    """

    added: int = 0
    unchanged: int = 0
    replaced: int = 0
    skipped: int = 0
    noted: int = 0
    rejections: int = 0
    rejected: list[tuple[str, str]] = field(default_factory=list)

    @property
    def usable(self) -> int:
        """Articles that are in the store now."""
        return self.added + self.unchanged + self.replaced

    def reject(self, place: str, reason: str) -> None:
        """One more input was rejected."""
        self.rejections += 1
        if len(self.rejected) < KEPT_REASONS:
            self.rejected.append((place, reason))

    def include(self, other: Summary) -> None:
        """Count what another summary counts."""
        for name in ("added", "unchanged", "replaced", "skipped", "noted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for place, reason in other.rejected:
            self.reject(place, reason)
        self.rejections += other.rejections - len(other.rejected)

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON-ready values."""
        return {
            "added": self.added,
            "unchanged": self.unchanged,
            "replaced": self.replaced,
            "skipped": self.skipped,
            "noted": self.noted,
            "rejections": self.rejections,
            "rejected": [{"place": place, "reason": reason} for place, reason in self.rejected],
        }


def distinct(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings, with an article that comes twice rejected the second time.

    Two versions of an article under one address would replace each other on every run.
    """
    places: dict[str, str] = {}
    for reading in readings:
        if isinstance(reading.result, Article):
            first = places.setdefault(reading.result.id, reading.place)
            if first != reading.place:
                same = "address" if reading.result.url else "title and text"
                reading = Reading(reading.place, Rejected(f"same {same} as {first}"), reading.draft)
        yield reading


def ingest(
    readings: Iterable[Reading],
    open_bot: Callable[[], Bot],
    progress: Progress,
    summary: Summary | None = None,
    rejects: Callable[[str, str], None] | None = None,
) -> Summary:
    """Add the articles to the bot, which is opened when the first ones are there.

    ``rejects`` is told place and reason of each rejected input as it comes. Raises what the bot
    raises; ``summary`` then tells what had been stored before.
    """
    summary = Summary() if summary is None else summary
    bot: Bot | None = None
    for batch in _batches(distinct(readings), summary, rejects):
        bot = bot or open_bot()
        report = bot.add(batch, progress.passages)
        summary.added += len(report.added)
        summary.unchanged += len(report.unchanged)
        summary.replaced += len(report.replaced)
        progress.stored(len(batch))
    return summary


def _batches(
    readings: Iterable[Reading], summary: Summary, rejects: Callable[[str, str], None] | None
) -> Iterator[list[Article]]:
    batch: list[Article] = []
    characters = 0
    for reading in readings:
        if isinstance(reading.result, Rejected):
            summary.reject(reading.place, reading.result.reason)
            if rejects:
                rejects(reading.place, reading.result.reason)
            continue
        summary.noted += bool(reading.draft and reading.draft.notes)
        batch.append(reading.result)
        characters += len(reading.result.text)
        if len(batch) >= BATCH or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
