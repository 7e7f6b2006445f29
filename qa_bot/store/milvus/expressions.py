"""Filter expressions of Milvus: conditions as text, with whatever a user typed safely quoted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date

from qa_bot.store import Filter

#: Control characters, which the expression parser refuses even when escaped.
_CONTROL = re.compile(r"[\x00-\x1f]+")


def folded(text: str) -> str:
    """The form in which sources and languages are compared: any case, no control characters."""
    return _CONTROL.sub(" ", text).strip().casefold()


def day_number(day: date | None) -> int:
    """The day as a number that sorts like it, 20260331; 0 for none."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def day_of(number: int) -> date | None:
    """The day that ``day_number`` made a number of."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


def is_in(field: str, values: Iterable[str | int]) -> str:
    """The field has one of the values."""
    return f"{field} in [{', '.join(_literal(value) for value in values)}]"


def is_not_in(field: str, values: Sequence[str | int]) -> str:
    """The field has none of the values; "", which holds always, when there are none."""
    return f"{field} not in [{', '.join(_literal(value) for value in values)}]" if values else ""


def both(*conditions: str) -> str:
    """All of the conditions; empty ones hold always."""
    return " and ".join(f"({condition})" for condition in conditions if condition)


def passes(allowed: Filter) -> str:
    """The passage belongs to an article that passes the filter."""
    conditions = []
    if allowed.sources:
        conditions.append(is_in("source", map(folded, allowed.sources)))
    if allowed.languages:
        conditions.append(is_in("language", map(folded, allowed.languages)))
    if allowed.since:
        conditions.append(f"day >= {day_number(allowed.since)}")
    if allowed.until:
        conditions.append(f"day > 0 and day <= {day_number(allowed.until)}")
    return both(*conditions)


def _literal(value: str | int) -> str:
    # JSON's quotes and escapes are those of the expression language, but for control characters.
    return json.dumps(_CONTROL.sub(" ", value) if isinstance(value, str) else value, ensure_ascii=False)
