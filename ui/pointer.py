"""Pointer: the way a quote travels to the page and back, when somebody clicks it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from qa_bot import Article, Citation, Hit

#: Quotes that one click may ask for: more than any answer has.
MOST = 50


@dataclass(frozen=True, slots=True)
class Pointer:
    """Characters [start, end) of an article, with the answer inside them, and a check.

    ``check`` is a hash of the quote: an article that was replaced since is noticed, and
    nothing is highlighted that was never quoted.
    """

    article: str
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None
    check: str = ""

    @classmethod
    def to_citation(cls, citation: Citation) -> Pointer:
        """The pointer to a quote of an answer."""
        return cls(
            citation.article.id,
            citation.start,
            citation.end,
            citation.answer_start,
            citation.answer_end,
            digest(citation.quote),
        )

    @classmethod
    def to_hit(cls, hit: Hit) -> Pointer:
        """The pointer to a passage that was found."""
        passage = hit.passage
        return cls(passage.article.id, passage.start, passage.end, check=digest(passage.text))

    def to_json(self) -> str:
        """One line for a ``data-`` attribute; ``parse`` reads it back."""
        return json.dumps(self.to_list())

    def to_list(self) -> list[Any]:
        """The six parts; ``parse`` reads them back."""
        return [self.article, self.start, self.end, self.answer_start, self.answer_end, self.check]

    @classmethod
    def parse(cls, value: Any) -> Pointer:
        """Read what a browser sent, which may be anything. Raises ValueError when it is no pointer."""
        if not isinstance(value, list) or len(value) != 6:
            raise ValueError("a pointer has six parts")
        article, start, end, answer_start, answer_end, check = value
        inner = () if answer_start is None and answer_end is None else (answer_start, answer_end)
        numbers = (start, end, *inner)
        if not (_is_word(article) and _is_word(check) and all(type(number) is int for number in numbers)):
            raise ValueError("a part of the pointer is of the wrong kind")
        if not 0 <= start < end or (inner and not start <= answer_start < answer_end <= end):
            raise ValueError("the pointer's offsets are no span")
        return cls(article, start, end, answer_start, answer_end, check)

    def fits(self, article: Article) -> bool:
        """Whether the article still has, at this place, the text that was quoted."""
        return self.end <= len(article.text) and digest(article.text[self.start : self.end]) == self.check


@dataclass(frozen=True, slots=True)
class Request:
    """A click: the quotes of one article to highlight, and which of them to scroll to.

    Without pointers the article is opened at its beginning.
    """

    article: str
    pointers: tuple[Pointer, ...] = ()
    focus: int = 0

    @classmethod
    def parse(cls, value: Any) -> Request:
        """Read what a browser sent. Raises ValueError when it is no such request."""
        if not isinstance(value, dict) or not _is_word(value.get("article")):
            raise ValueError("the request names no article")
        pointers, focus = value.get("pointers", []), value.get("focus", 0)
        if not isinstance(pointers, list) or len(pointers) > MOST:
            raise ValueError("the request has no list of pointers, or too long a one")
        parsed = tuple(Pointer.parse(pointer) for pointer in pointers)
        if any(pointer.article != value["article"] for pointer in parsed):
            raise ValueError("a pointer leads to another article")
        if type(focus) is not int or not 0 <= focus < max(1, len(parsed)):
            raise ValueError("the focus is none of the pointers")
        return cls(value["article"], parsed, focus)


def digest(text: str) -> str:
    """16 hex digits that tell one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and value.isascii() and value.isalnum()
