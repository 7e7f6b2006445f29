"""Passage: a span of an article, the unit that is searched and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_bot.article import Article


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters [start, end) of ``article.text``."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The passage as it stands in the article."""
        return self.article.text[self.start : self.end]

    @property
    def index_text(self) -> str:
        """What encoder and word index see: title, source and date in front of the text.

        News passages rarely repeat who, where and when; the header does. It is never quoted.
        """
        header = " | ".join(part for part in (self.article.title, self.article.dateline) if part)
        return f"{header}\n{self.text}" if header else self.text

    def to_dict(self) -> dict[str, Any]:
        """Text, offsets and the article's metadata as JSON-ready values."""
        return {"text": self.text, "start": self.start, "end": self.end, "article": self.article.to_dict()}


@dataclass(frozen=True, slots=True)
class Stages:
    """How a hit came to its place in a ranking.

    ``dense`` and ``words`` are cosine and BM25 scaled to 0 to 1 among all that was found, ``bonus`` is for days that
    the question asks about, ``fused_rank`` the place by these three and ``rank`` the one in the end, both from 1 on
    and both among single passages, before those that follow one another are joined.
    ``part`` is the piece of the question that it was found for, "" where that was searched as one. ``reranked`` is what
    a reranker gives it, 0 to 1, in place of ``dense`` and ``words``; None without one.
    """

    dense: float
    words: float
    bonus: float
    fused_rank: int
    rank: int
    part: str = ""
    reranked: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-ready values."""
        scores = {name: round(getattr(self, name), 4) for name in ("dense", "words", "bonus")}
        reranked = {} if self.reranked is None else {"reranked": round(self.reranked, 4)}
        return scores | reranked | {"fused_rank": self.fused_rank, "rank": self.rank, "part": self.part}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    ``score`` is 0 to 1 and comparable within one search only. ``dense`` is the cosine of
    query and passage vector, ``words`` the BM25 score, 0 when the words did not bring it up.
    ``family`` is one for near-duplicate articles, empty where an article has no copies. Where a question is searched
    part by part, ``dense`` and ``words`` are those of the part. Of several passages joined to one, all scores are those
    of the best. ``stages`` is there when it was asked for.
    """

    passage: Passage
    score: float
    dense: float = 0.0
    words: float = 0.0
    family: str = ""
    stages: Stages | None = None

    def to_dict(self) -> dict[str, Any]:
        """Scores and passage as JSON-ready values."""
        scores = {"score": round(self.score, 4), "dense": round(self.dense, 4), "words": round(self.words, 4)}
        stages = {"stages": self.stages.to_dict()} if self.stages else {}
        return scores | stages | self.passage.to_dict()
