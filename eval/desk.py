"""Desk: where questions are put, either to a store of articles or to the one story that each is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np

from eval.errors import EvalError
from eval.follow_ups import told_history
from eval.metrics.retrieval import DEPTH
from eval.questions import Question
from qa_bot import Answer, Article, Hit, Passage, QuestionError
from qa_bot.conversation import stand_alone
from qa_bot.encoder import Encoder
from qa_bot.reader import Reader
from qa_bot.splitter import Splitter

if TYPE_CHECKING:
    from qa_bot import QABot


class Desk(Protocol):
    """What a run needs: passages found, and an answer. Both take what the question's own fields say of it."""

    def search(self, question: Question) -> list[Hit]: ...
    def ask(self, question: Question) -> Answer: ...
    def ask_in_full(self, question: Question) -> Answer | None: ...
    def passages(self, article_id: str) -> Sequence[Passage]: ...
    def original(self, article_id: str) -> Article | None: ...
    def prepare(self, question: Question) -> None: ...


@dataclass
class StoreDesk:
    """Questions put to a bot, as its users would put them.

    Follow-ups come after the earlier questions of their conversation, which are asked first unless the set tells their
    answers. ``follow_ups`` says how they are put: "own", as the bot rewrites them; "raw", as they stand and without the
    history; "human", alone and in the set's own full words. ``as_of`` hides articles published after the day of
    asking. ``originals`` are the articles as they were before they went into the store. ``join`` is that of the search;
    a reader gets passages one by one.
    """

    bot: QABot
    originals: Mapping[str, Article]
    follow_ups: str = "own"
    as_of: bool = False
    join: bool = True
    _told: dict[tuple[str, ...], Answer] = field(default_factory=dict)
    _split: dict[str, Sequence[Passage]] = field(default_factory=dict)

    def search(self, question: Question) -> list[Hit]:
        """The first ten passages for the question in the light of its history and of its dates and sources."""
        with _naming(question):
            until = self._until(question)
            history = self._history(question, until)
            query = stand_alone(self._text(question), history)
            understood = self.bot.understand(query, history, question.asked)
            return self.bot.search(query, DEPTH, until=until, understood=understood, join=self.join)

    def ask(self, question: Question) -> Answer:
        """The answer, in the light of the answers to the earlier questions."""
        with _naming(question):
            until = self._until(question)
            history = self._history(question, until)
            return self.bot.ask(self._text(question), history, until=until, asked=question.asked)

    def ask_in_full(self, question: Question) -> Answer | None:
        """The answer to a follow-up as the set puts it in full, to compare with; None where there is none."""
        if self.follow_ups != "own" or not question.history or not question.standalone:
            return None
        with _naming(question):
            return self.bot.ask(question.standalone, until=self._until(question), asked=question.asked)

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
        return question.standalone or question.question if self.follow_ups == "human" else question.question

    def _until(self, question: Question) -> date | None:
        return question.asked if self.as_of else None

    def _history(self, question: Question, until: date | None) -> list[Answer]:
        if self.follow_ups != "own":
            return []
        if question.told:
            return told_history(question, self.originals)
        answers: list[Answer] = []
        for turn in range(len(question.history)):
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

    def ask_in_full(self, question: Question) -> Answer | None:
        """Nothing: questions about a story have no history."""
        return None

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
