"""What a question says of the articles that may answer it: their dates and their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from qa_bot.days import read_days
from qa_bot.periods import Period, find_periods
from qa_bot.sources import find_sources, names_a_teller

if TYPE_CHECKING:
    from qa_bot.answer import Answer
    from qa_bot.store import Filter

Kind = Literal["date", "source"]

#: An event is reported from its day on, and for some days after it more than ever.
_REPORTED = timedelta(days=14)
#: News of a day is in the paper of the next; what was known by Friday is printed at the weekend.
_PRINTED = timedelta(days=2)
#: Words of publishing: a period beside them is that of the article and not of what happened.
_PUBLISHED = re.compile(
    r"\b(?:published|printed|reported|reporting|coverage|(?:articles?|reports?|stor(?:y|ies)|news|papers?|headlines)"
    r"\s+(?:published\s+|printed\s+|written\s+)?(?:in|on|from|of|since|before|after|between))\W*\Z",
    re.IGNORECASE,
)
#: A question about what is to come is answered by articles from before.
_AHEAD = re.compile(r"\b(?:will|shall|going\s+to|won['’]t|due\s+to)\b", re.IGNORECASE)
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
    found = [*_dates(question, today, anchor), *_tellers(question, sources)]
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
    return found if len(found) < 2 else [replace(constraint, required=False) for constraint in found]


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


def _tellers(question: str, sources: Callable[[], Iterable[str]]) -> list[Constraint]:
    named = find_sources(question, sources()) if names_a_teller(question) else []
    every = tuple(dict.fromkeys(source for one in named for source in one.sources))
    return [
        Constraint("source", question[one.start : one.end], one.start, one.end, " or ".join(one.sources), True,
                   sources=every if len(named) == 1 else one.sources)
        for one in named
    ]  # fmt: skip


def narrowed(given: Filter, said: Sequence[Constraint]) -> tuple[Filter, Filter | None]:
    """``given`` with what the question requires, and that with what it prefers, None where it prefers nothing.

    Sources that are given win over those that the question names.
    """
    required = [constraint for constraint in said if constraint.required]
    strict = _with(given, required)
    wished = [constraint for constraint in said if not constraint.required and (constraint.since or constraint.until)]
    return strict, _with(strict, wished) if wished else None


def _with(given: Filter, constraints: Sequence[Constraint]) -> Filter:
    """Any of the sources, and the days from the first that is named to the last."""
    sources = given.sources or tuple(dict.fromkeys(name for constraint in constraints for name in constraint.sources))
    dated = [constraint for constraint in constraints if constraint.since or constraint.until]
    since = None if any(c.since is None for c in dated) else min((c.since for c in dated if c.since), default=None)
    until = None if any(c.until is None for c in dated) else max((c.until for c in dated if c.until), default=None)
    return replace(
        given,
        sources=sources,
        since=max((day for day in (given.since, since) if day), default=None),
        until=min((day for day in (given.until, until) if day), default=None),
    )


def no_article(said: Sequence[Constraint]) -> str:
    """Says that no article is what the question requires."""
    return no_article_of([(c.kind, c.reading) for c in said if c.required])


def no_article_of(required: Iterable[tuple[str, str]]) -> str:
    """The same of (kind, reading) of each constraint that is required."""
    parts = [f"from {reading}" if kind == "source" else reading for kind, reading in required]
    return f"There is no article {' and '.join(parts)}."


def talked_about(history: Sequence[Answer]) -> date | None:
    """The day of the article that the last answer rests on."""
    days = (citation.article.day for answer in reversed(history) for citation in answer.citations)
    return next((day for day in days if day), None)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
