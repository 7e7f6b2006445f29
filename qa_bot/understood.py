"""What a question says of the articles that may answer it: their dates and their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from qa_bot.days import read_days
from qa_bot.periods import Period, find_periods
from qa_bot.sources import find_sources

Kind = Literal["date", "source", "latest"]

#: An event is reported from its day on, and for some days after it more than ever.
_REPORTED = timedelta(days=14)
#: News of a day is in the paper of the next; what was known by Friday is printed at the weekend.
_PRINTED = timedelta(days=2)
_LATEST = re.compile(
    r"\b(?:(?:the\s+)?(?:latest|newest|most\s+recent|up[- ]to[- ]date)|at\s+(?:the\s+moment|present)|right\s+now"
    r"|currently|so\s+far|as\s+of\s+now|recently|these\s+days)\b",
    re.IGNORECASE,
)
#: Words of publishing: a period beside them is that of the article and not of what happened.
_PUBLISHED = re.compile(
    r"\b(?:published|printed|reported|reporting|coverage|(?:articles?|reports?|stor(?:y|ies)|news|papers?|headlines)"
    r"\s+(?:published\s+|printed\s+|written\s+)?(?:in|on|from|of|since|before|after|between))\W*\Z",
    re.IGNORECASE,
)
#: A question about what is to come is answered by articles from before.
_AHEAD = re.compile(r"\b(?:will|shall|going\s+to|won['’]t|due\s+to|scheduled|planned|supposed)\b", re.IGNORECASE)
#: Time words that belong to a comparison or an age and not to when something was.
_NO_TIME = re.compile(r"\b(?:older|younger|longer|later|earlier|more|less|other)\s+than\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something that the question says of the articles: characters [start, end) of it, ``words``.

    ``required``: articles that do not fit are not read. Otherwise they come after those that fit. ``since`` and
    ``until`` bound the day of publication, both included; ``sources`` are names of the store. ``reading`` says what
    was understood, for people.
    """

    kind: Kind
    words: str
    start: int
    end: int
    reading: str
    required: bool
    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values."""
        return {
            "kind": self.kind,
            "words": self.words,
            "start": self.start,
            "end": self.end,
            "reading": self.reading,
            "required": self.required,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "sources": list(self.sources),
        }


def understand(
    question: str,
    sources: Callable[[], Iterable[str]],
    today: date,
    anchor: date | None = None,
    ignore: Collection[str] = (),
) -> tuple[Constraint, ...]:
    """What the question says of the articles, in the order of its words.

    ``sources`` gives the names that the store knows and is only called when one may be meant. "Last week" counts from
    ``today``; "March" and "Friday" are the last before ``anchor``, the day of what is being talked about (``today``
    when left out). ``ignore`` holds words (or kinds) of constraints to leave out.
    """
    anchor = min(anchor, today) if anchor else today
    found = [*_dates(question, today, anchor), *_tellers(question, sources), *_latest(question)]
    left_out = {" ".join(words.casefold().split()) for words in ignore}
    kept = [c for c in found if not left_out & {c.kind, " ".join(c.words.casefold().split())}]
    return tuple(sorted(kept, key=lambda constraint: constraint.start))


def _dates(question: str, today: date, anchor: date) -> list[Constraint]:
    if _AHEAD.search(question):
        return []
    found = []
    for period in find_periods(question, today, anchor):
        if (period.since and period.since > today) or _NO_TIME.search(question[: period.start]):
            continue
        found.append(_dated(question, period))
    # Of two periods neither is that of the one article that answers.
    return found if len(found) < 2 else [_preferred(constraint) for constraint in found]


def _dated(question: str, period: Period) -> Constraint:
    words = question[period.start : period.end]
    published = bool(_PUBLISHED.search(question[: period.start]))
    since, until = period.since, period.until
    if period.relation == "as of" and until:
        return Constraint("date", words, period.start, period.end, f"known by {_day(until)}", True, None,
                          until + _PRINTED)  # fmt: skip
    if published:
        reading = f"published {read_days(since, until)}"
        return Constraint("date", words, period.start, period.end, reading, True, since, until)
    reading = read_days(since, until)
    if until:
        until += _PRINTED if period.relation in ("until", "before") else _REPORTED
    return Constraint("date", words, period.start, period.end, reading, False, since, until)


def _preferred(constraint: Constraint) -> Constraint:
    return Constraint(
        constraint.kind, constraint.words, constraint.start, constraint.end, constraint.reading, False,
        constraint.since, constraint.until,
    )  # fmt: skip


def _tellers(question: str, sources: Callable[[], Iterable[str]]) -> list[Constraint]:
    named = find_sources(question, sources())
    every = tuple(dict.fromkeys(source for one in named for source in one.sources))
    return [
        Constraint("source", question[one.start : one.end], one.start, one.end, " or ".join(one.sources), True,
                   sources=every if len(named) == 1 else one.sources)
        for one in named
    ]  # fmt: skip


def _latest(question: str) -> list[Constraint]:
    return [
        Constraint("latest", match[0], match.start(), match.end(), "the latest report first", False)
        for match in list(_LATEST.finditer(question))[:1]
    ]


def bounds(constraints: Sequence[Constraint]) -> tuple[tuple[str, ...], date | None, date | None]:
    """Sources, first and last day that the constraints leave together: any of the sources, all of the days."""
    sources = tuple(dict.fromkeys(source for constraint in constraints for source in constraint.sources))
    since = max((c.since for c in constraints if c.since), default=None)
    until = min((c.until for c in constraints if c.until), default=None)
    return sources, since, until


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
