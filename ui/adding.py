"""Adding articles in the page: every input for itself, and a word on what became of each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from qa_bot import Article, QABot, QABotError
from qa_bot.article import parse_published
from ui import texts
from ui.escaping import safe_url

#: Told how far it is, 0 to 1, and what is being done.
Progress = Callable[[float, str], None]
State = Literal["added", "unchanged", "replaced", "rejected"]

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
        outcomes += _add(bot, path.name, lambda data=data, name=path.name: _read_bytes(name, data), part)
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
    return _add(bot, name, lambda: _read_text(text, title, source, day, url), progress)


def _add(
    bot: QABot, name: str, read: Callable[[], Iterable[Outcome | Article]], progress: Callable[[float, str], None]
) -> list[Outcome]:
    """Read one input and store its articles together; whatever goes wrong becomes an outcome."""
    try:
        found = list(read())
        rejected = [item for item in found if isinstance(item, Outcome)]
        articles = [item for item in found if isinstance(item, Article)]
        words = texts.INDEXING_FILE.format(name=name)
        report = bot.add(articles, lambda done, all_: progress(0.1 + 0.9 * done / max(1, all_), words))
    except QABotError as error:
        return [Outcome(name, "rejected", reason=texts.NOT_STORED.format(error=error))]
    except Exception as error:  # one input must not take the others with it
        _log.exception("an input was not added")
        return [Outcome(name, "rejected", reason=texts.FAILED.format(error=type(error).__name__))]
    states: dict[str, State] = dict.fromkeys(report.unchanged, "unchanged")
    states |= dict.fromkeys(report.replaced, "replaced") | dict.fromkeys(report.added, "added")
    stored = {article.id: Outcome(name, states[article.id], article.title, article=article.id) for article in articles}
    return [*rejected, *stored.values()]


def _read_bytes(name: str, data: bytes) -> Iterable[Outcome | Article]:
    from index import read_bytes

    return read_bytes(name, data)


def _read_text(text: str, title: str, source: str, day: date | None, url: str) -> Iterable[Outcome | Article]:
    return [Article(text=text, title=title, source=source, published=day, url=url)]
