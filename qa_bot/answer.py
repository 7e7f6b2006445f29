"""Answer: what was found, how sure it is, and the exact sentences that say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa_bot.article import Article
from qa_bot.attribution import teller
from qa_bot.errors import ArticleError
from qa_bot.missing import Missing
from qa_bot.passage import Hit
from qa_bot.periods import Period
from qa_bot.timewords import time_words
from qa_bot.understood import Constraint

_CORRECTION = re.compile(
    r"\b(?:correction|corrected|clarification)\s*[:—–-]|\bearlier version of this (?:article|story|report)\b"
    r"|\b(?:we|this paper|this newspaper) (?:wrongly|mistakenly|incorrectly) (?:reported|said|stated|gave)\b"
    r"|\b(?:was|is|article|story|report) (?:amended|corrected) (?:on|to)\b",
    re.IGNORECASE,
)
_CORRECTION_TITLE = re.compile(r"\W*corrections?\b", re.IGNORECASE)
#: What an answer says when the articles do not.
NOT_SAID = "The articles do not say."
#: What stands between the answers to two questions in one.
PART_MARK = "; "


def corrects(article: Article) -> bool:
    """Whether the article says that it corrects what was reported before."""
    return bool(_CORRECTION.search(article.text) or _CORRECTION_TITLE.match(article.title))


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters [start, end) of an article: a quote that can be checked.

    ``answer_start`` and ``answer_end`` mark the answer inside it, in offsets into the
    article too; both None when the quote as a whole is the answer. ``also_in`` are
    copies of the article, near-duplicates that were printed elsewhere. Raises ArticleError for
    a span that the article does not have.
    """

    article: Article
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None
    also_in: tuple[Article, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ArticleError(
                f"no span [{self.start}, {self.end}) in an article of {len(self.article.text)} characters"
            )

    @property
    def quote(self) -> str:
        """The sentence or sentences, sliced from the stored text."""
        return self.article.text[self.start : self.end]

    @property
    def times(self) -> tuple[Period, ...]:
        """The quote's time words that hang on the day of the article ("on Friday"), in offsets into the article."""
        found = time_words(self.quote, self.article.day)
        return tuple(replace(each, start=each.start + self.start, end=each.end + self.start) for each in found)

    @property
    def teller(self) -> str:
        """Who says it, sliced from the quote ("the ministry"); empty where the sentence names nobody."""
        if self.answer_start is None or self.answer_end is None:
            return ""
        span = teller(self.article.text, self.answer_start, self.answer_end)
        return self.article.text[slice(*span)] if span else ""

    @property
    def corrects(self) -> bool:
        """Whether the article says that it corrects what was reported before."""
        return corrects(self.article)

    def to_dict(self) -> dict[str, Any]:
        """Quote, offsets and the article's metadata as JSON-ready values."""
        return {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "answer_start": self.answer_start,
            "answer_end": self.answer_end,
            "times": [{"words": self.article.text[each.start : each.end]} | each.to_dict() for each in self.times],
            "teller": self.teller,
            "corrects": self.corrects,
            "article": self.article.to_dict(),
            "also_in": [article.to_dict() for article in self.also_in],
        }


@dataclass(frozen=True, slots=True)
class Position:
    """One of several answers that cannot be true together, and who gives it: citations, the newest article first."""

    text: str
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """Text and citations as JSON-ready values."""
        return {"text": self.text, "citations": [citation.to_dict() for citation in self.citations]}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    ``standalone`` is the question as it was understood: the same, unless it was a follow-up and leaned on what was
    asked before. ``confidence`` is the probability, 0 to 1, that ``text`` is right. When the articles do
    not say, ``answered`` is False, ``citations`` is empty and ``nearest`` holds the passages
    that came closest; ``confidence`` is then that of the best guess that was not given.
    ``short`` is the answer in the fewest words, for programs: a slice of an article too, as
    the reader marked it ("10,000" where ``text`` is "more than 10,000 troops" or a sentence
    that explains); "" where nothing was answered.
    ``understood`` holds what the question says of the articles' dates and sources. Where that
    leaves no answer, ``otherwise`` is the answer without it. ``positions`` is empty unless
    articles contradict each other; then it holds all that they say, the newest first.
    ``missing`` says what an unanswered question lacks, where that can be told. The answer to "which countries …" may
    hold several items, with a citation for each. ``parts`` are the answers to two questions in one, or what
    each of the sources says that a question compares; ``text`` and ``citations`` are then those of all that were
    answered, and ``confidence`` is the least of theirs.
    """

    question: str
    answered: bool
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Hit, ...] = ()
    short: str = ""
    standalone: str = ""
    understood: tuple[Constraint, ...] = ()
    otherwise: Answer | None = None
    positions: tuple[Position, ...] = ()
    missing: Missing | None = None
    parts: tuple[Answer, ...] = ()

    def __post_init__(self) -> None:
        if not self.standalone:
            object.__setattr__(self, "standalone", self.question)

    def to_dict(self) -> dict[str, Any]:
        """The one JSON form of an answer, shared by command line, API, eval and export."""
        return {
            "question": self.question,
            "standalone": self.standalone,
            "answered": self.answered,
            "text": self.text,
            "short": self.short,
            "confidence": round(self.confidence, 4),
            "citations": [citation.to_dict() for citation in self.citations],
            "nearest": [hit.to_dict() for hit in self.nearest],
            "understood": [constraint.to_dict() for constraint in self.understood],
            "positions": [position.to_dict() for position in self.positions],
            "missing": self.missing and self.missing.to_dict(),
            "parts": [part.to_dict() for part in self.parts],
            "otherwise": self.otherwise and self.otherwise.to_dict(),
        }


def joined(question: str, parts: Sequence[Answer]) -> Answer:
    """The answer to a question that consists of several, from the answers to each of them."""
    given = [part for part in parts if part.answered]
    return Answer(
        question,
        bool(given),
        PART_MARK.join(part.text for part in given) if given else NOT_SAID,
        min(part.confidence for part in given) if given else max(part.confidence for part in parts),
        tuple(citation for part in given for citation in part.citations),
        () if given else tuple(dict.fromkeys(hit for part in parts for hit in part.nearest)),
        short=given[0].short if given else "",
        standalone=" ".join(part.standalone for part in parts),
        parts=tuple(parts),
    )
