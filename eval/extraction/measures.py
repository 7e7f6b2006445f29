"""Measures: what came out of a page against its gold."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from eval.extraction.gold import Page
from eval.extraction.rouge import rouge_lsum


@dataclass(frozen=True, slots=True)
class Found:
    """What an extractor gave for one page; None for fields that it does not look for."""

    paragraphs: tuple[str, ...] = ()
    title: str | None = None
    authors: tuple[str, ...] | None = None
    published: date | datetime | None = None
    error: str = ""


#: The figures of a page, each from 0 to 1, with what they say. Pages without gold for one have none.
MEASURES = {
    "f1": "ROUGE-LSum F1 of the body with its standfirst",
    "precision": "how much of what came out is the article",
    "recall": "how much of the article came out",
    "paragraphs": "F1 of whole paragraphs, letter for letter",
    "title": "the title, but for case and punctuation",
    "words": "F1 of the title's words",
    "authors": "the same authors, no more and no less",
    "date": "the same day",
}


def scores(page: Page, found: Found, fields: bool = True) -> dict[str, float]:
    """The figures of a page; ``fields`` is False for extractors that give the body alone."""
    parts = [tidy for part in found.paragraphs if (tidy := " ".join(part.split()))]
    gold = [" ".join(part.split()) for part in page.paragraphs]
    body = rouge_lsum(gold, page.optional, parts)
    result = {"f1": body.f1, "precision": body.precision, "recall": body.recall}
    result["paragraphs"] = _paragraphs(gold, page.optional, parts)
    if fields and page.title is not None:
        result["title"] = float(_key(page.title) == _key(found.title or ""))
        result["words"] = _words(page.title, found.title or "")
    if fields and page.authors is not None:
        result["authors"] = float({_key(n) for n in page.authors} == {_key(n) for n in found.authors or ()})
    if fields and page.published is not None:
        result["date"] = float(_same_day(page.published, found.published))
    return result


def _paragraphs(gold: Sequence[str], optional: Sequence[bool], found: Sequence[str]) -> float:
    """F1 of paragraphs found as they stand. Of the optional ones, those that were found count as asked for."""
    came = Counter(found)
    asked = Counter(part for part, may_go in zip(gold, optional, strict=True) if not may_go or part in came)
    both = (asked & came).total()
    return 2 * both / (asked.total() + came.total()) if both else 0.0


def _words(gold: str, found: str) -> float:
    asked, came = Counter(_key(gold).split()), Counter(_key(found).split())
    both = (asked & came).total()
    return 2 * both / (asked.total() + came.total()) if both else 0.0


def _same_day(gold: datetime, found: date | datetime | None) -> bool:
    """Whether it is the day of the gold: of two moments with their zones, the day in UTC."""
    if isinstance(found, datetime):
        if found.tzinfo and gold.tzinfo:
            return found.astimezone(UTC).date() == gold.astimezone(UTC).date()
        return found.date() == gold.date()
    return found == gold.date()


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text)).casefold().strip()
