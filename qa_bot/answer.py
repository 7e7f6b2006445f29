"""Answer: what was found, how sure it is, and the exact sentences that say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_bot.article import Article
from qa_bot.errors import ArticleError
from qa_bot.passage import Hit

#: What an answer says when the articles do not.
NOT_SAID = "The articles do not say."


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters [start, end) of an article: a quote that can be checked.

    ``answer_start`` and ``answer_end`` mark the answer inside it, in offsets into the
    article too; both None when the quote as a whole is the answer. Raises ArticleError for
    a span that the article does not have.
    """

    article: Article
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ArticleError(
                f"no span [{self.start}, {self.end}) in an article of {len(self.article.text)} characters"
            )

    @property
    def quote(self) -> str:
        """The sentence or sentences, sliced from the stored text."""
        return self.article.text[self.start : self.end]

    def to_dict(self) -> dict[str, Any]:
        """Quote, offsets and the article's metadata as JSON-ready values."""
        return {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "answer_start": self.answer_start,
            "answer_end": self.answer_end,
            "article": self.article.to_dict(),
        }


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
    """

    question: str
    answered: bool
    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Hit, ...] = ()
    short: str = ""
    standalone: str = ""

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
        }
