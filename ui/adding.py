"""Adding articles in the page: every input for itself, and a word on what became of each."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from index.inputs import Reading, read_data, read_paste
from qa_bot import Article, QABot, QABotError
from qa_bot.article import parse_published
from qa_bot.link import safe_url
from ui import texts

#: Told how far it is, 0 to 1, and what is being done.
Progress = Callable[[float, str], None]
State = Literal["added", "unchanged", "replaced", "rejected"]

#: Share of the work that reading is; the rest is embedding.
_READ = 0.1
#: Seconds after which the time left is told: guesses before that jump about.
_TELLING = 2.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article, or of an input that held none.

    ``name`` is the file's. ``reason`` says why it was rejected, ``notes`` what a reader
    should know all the same. ``article`` is the stored article's id, "" when rejected.
    """

    name: str
    state: State
    title: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    article: str = ""


def with_time_left(progress: Progress, clock: Callable[[], float] = time.monotonic) -> Progress:
    """The same progress with the time that is left, once enough is done to tell."""
    began = clock()

    def told(share: float, words: str) -> None:
        passed = clock() - began
        if passed > _TELLING and 0 < share < 1:
            left = passed * (1 - share) / share
            form, number = (texts.SECONDS_LEFT, left) if left < 90 else (texts.MINUTES_LEFT, left / 60)
            words = form.format(words=words, number=max(1, round(number)))
        progress(share, words)

    return told


def add_files(bot: QABot, paths: Sequence[Path], progress: Progress) -> list[Outcome]:
    """Add the files one by one and delete them; a bad one never stops the others."""
    outcomes: list[Outcome] = []
    for number, path in enumerate(paths):

        def part(share: float, words: str, number: int = number) -> None:
            progress((number + share) / len(paths), words)

        part(0.0, texts.READING_FILE.format(name=path.name))
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = texts.UNREADABLE.format(error=error.strerror or error)
            outcomes.append(Outcome(path.name, "rejected", reason=reason))
            continue
        finally:
            path.unlink(missing_ok=True)
        outcomes += _add(bot, path.name, partial(read_data, path.name, data), part)
    return outcomes


def add_text(
    bot: QABot, text: str, title: str, source: str, published: str, url: str, progress: Progress
) -> list[Outcome]:
    """Add a pasted text; the fields that were filled in win over what stands in it."""
    title, source, published, url = (" ".join(field.split()) for field in (title, source, published, url))
    name = title or texts.PASTED
    day: date | None = None
    if published:
        try:
            day = parse_published(published)
        except QABotError:
            return [Outcome(name, "rejected", reason=texts.BAD_DATE.format(date=published))]
    if url and not safe_url(url):
        return [Outcome(name, "rejected", reason=texts.BAD_URL.format(url=url))]
    return _add(bot, name, lambda: [read_paste(text, title, source, url, day)], progress)


def _add(bot: QABot, name: str, read: Callable[[], Iterable[Reading]], progress: Progress) -> list[Outcome]:
    """Read one input and store its articles together; whatever goes wrong becomes an outcome."""
    try:
        readings = list(read())
        articles = [reading.result for reading in readings if isinstance(reading.result, Article)]
        words = texts.INDEXING_FILE.format(name=name)
        report = bot.add(articles, lambda done, every: progress(_READ + (1 - _READ) * done / max(1, every), words))
    except QABotError as error:
        return [Outcome(name, "rejected", reason=texts.NOT_STORED.format(error=error))]
    except Exception as error:  # one input must not take the others with it
        _log.exception("an input was not added")
        return [Outcome(name, "rejected", reason=texts.FAILED.format(error=type(error).__name__))]
    states: dict[str, State] = {}
    states.update((id, "unchanged") for id in report.unchanged)
    states.update((id, "replaced") for id in report.replaced)
    states.update((id, "added") for id in report.added)
    return list(dict.fromkeys(_outcome(name, reading, states) for reading in readings))


def _outcome(name: str, reading: Reading, states: dict[str, State]) -> Outcome:
    notes = reading.draft.notes if reading.draft else ()
    article = reading.result
    if not isinstance(article, Article):
        where = reading.place if reading.place.startswith(name) else name  # with ":17" for line 17 of a JSONL file
        return Outcome(where, "rejected", reason=article.reason, notes=notes)
    return Outcome(name, states[article.id], article.title, notes=notes, article=article.id)
