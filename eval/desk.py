"""Desk: where questions are put, either to a store of articles or to the one story that each is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np

from eval.errors import EvalError
from eval.metrics.retrieval import DEPTH
from eval.questions import Question
from qa_bot import Answer, Article, Hit, Passage, QuestionError
from qa_bot.encoder import Encoder
from qa_bot.reader import Reader
from qa_bot.splitter import Splitter

if TYPE_CHECKING:
    from qa_bot import QABot


class Desk(Protocol):
    """What a run needs: passages found, and an answer. Both take what the question's own fields say of it."""

    def search(self, question: Question) -> list[Hit]: ...
    def ask(self, question: Question) -> Answer: ...
    def passages(self, article_id: str) -> Sequence[Passage]: ...
    def original(self, article_id: str) -> Article | None: ...
    def prepare(self, question: Question) -> None: ...


@dataclass
class StoreDesk:
    """Questions put to a bot, as its users would put them.

    Follow-ups come after the earlier questions of their conversation, which are asked first; with ``standalone``
    they come alone and in full instead. ``as_of`` hides articles published after the day of asking. ``originals``
    are the articles as they were before they went into the store.
    """

    bot: QABot
    originals: Mapping[str, Article]
    standalone: bool = False
    as_of: bool = False
    _told: dict[tuple[str, ...], Answer] = field(default_factory=dict)
    _split: dict[str, Sequence[Passage]] = field(default_factory=dict)

    def search(self, question: Question) -> list[Hit]:
        """The first ten passages for the question as it stands and what it says of dates and sources."""
        with _naming(question):
            text = self._text(question)
            understood = self.bot.understand(text, asked=question.asked)
            return self.bot.search(text, DEPTH, until=self._until(question), understood=understood)

    def ask(self, question: Question) -> Answer:
        """The answer, in the light of the answers to the earlier questions."""
        with _naming(question):
            until = self._until(question)
            history = self._history(question, until)
            return self.bot.ask(self._text(question), history, until=until, asked=question.asked)

    def passages(self, article_id: str) -> Sequence[Passage]:
        """The passages into which the store's splitter cuts an article."""
        if article_id not in self._split:
            article = self.original(article_id)
            splitter = Splitter(int(self.bot.store.settings()["size"]))
            self._split[article_id] = splitter.split(article) if article else []
        return self._split[article_id]

    def original(self, article_id: str) -> Article | None:
        """The article as it came in."""
        return self.originals.get(article_id)

    def prepare(self, question: Question) -> None:
        """Ask the earlier questions of the conversation now, so that they do not count as time of this one."""
        with _naming(question):
            self._history(question, self._until(question))

    def _text(self, question: Question) -> str:
        return question.standalone or question.question if self.standalone else question.question

    def _until(self, question: Question) -> date | None:
        return question.asked if self.as_of else None

    def _history(self, question: Question, until: date | None) -> list[Answer]:
        answers: list[Answer] = []
        for turn in range(0 if self.standalone else len(question.history)):
            key = (str(until), str(question.asked), *question.history[: turn + 1])
            if key not in self._told:
                told = self.bot.ask(question.history[turn], list(answers), until=until, asked=question.asked)
                self._told[key] = told
            answers.append(self._told[key])
        return answers


@dataclass
class StoryDesk:
    """Questions put to a reader that gets all the passages of one story, in the order in which they stand there.

    The score of a passage is its cosine with the question: there is no search, hence no fused score.
    """

    encoder: Encoder
    reader: Reader
    stories: Mapping[str, Article]
    splitter: Splitter = field(default_factory=Splitter)
    _last: tuple[str, Sequence[Passage], np.ndarray] | None = None

    def search(self, question: Question) -> list[Hit]:
        """All passages of the question's story with their likeness to the question."""
        passages, vectors = self._encoded(question)
        cosines = vectors @ self.encoder.encode_queries([question.question])[0]
        return [Hit(p, max(0.0, float(c)), float(c)) for p, c in zip(passages, cosines, strict=True)]

    def ask(self, question: Question) -> Answer:
        """The answer that the reader finds in the story."""
        return self.reader.read(question.question, self.search(question))

    def passages(self, article_id: str) -> Sequence[Passage]:
        """Nothing: a story that is given need not be found."""
        return ()

    def original(self, article_id: str) -> Article | None:
        """The story of that id, when it is that of the last question."""
        story = self._last[1][0].article if self._last and self._last[1] else None
        return story if story and story.id == article_id else None

    def prepare(self, question: Question) -> None:
        """Encode the story's passages, as an index would have done long before."""
        self._encoded(question)

    def _encoded(self, question: Question) -> tuple[Sequence[Passage], np.ndarray]:
        story = self.stories[question.id]
        if self._last is None or self._last[0] != story.id:
            passages = self.splitter.split(story)
            self._last = (story.id, passages, self.encoder.encode_passages([p.index_text for p in passages]))
        return self._last[1], self._last[2]


@contextmanager
def _naming(question: Question) -> Iterator[None]:
    """Says which question could not be asked."""
    try:
        yield
    except QuestionError as error:
        raise EvalError(f"question {question.id}: {error}") from error
