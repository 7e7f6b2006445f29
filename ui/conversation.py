"""Conversation: the questions and answers of one visitor."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from qa_bot import Answer, QABot, QABotError
from ui import texts

#: Earlier answers that a question may lean on.
REMEMBERED = 8

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Turn:
    """A question; ``answer`` or ``error`` once there is one."""

    question: str
    answer: Answer | None = None
    error: str = ""

    @property
    def pending(self) -> bool:
        """Whether the question still waits for its answer."""
        return self.answer is None and not self.error


@dataclass(slots=True, eq=False)
class Conversation:
    """All turns of one visitor, oldest first.

    The one object is changed in place: a visitor may ask again while an answer is on its
    way, and neither may overwrite the other.
    """

    turns: list[Turn] = field(default_factory=list)
    _answering: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, question: str) -> None:
        """Append a question that waits for its answer."""
        self.turns.append(Turn(question))

    def answer_next(self, bot: QABot) -> bool:
        """Give the oldest waiting question its answer, or a message for the visitor when that fails.

        One at a time, so that a question can lean on the answer before it. False when none waits.
        """
        with self._answering:
            turns = list(self.turns)
            turn = next((turn for turn in turns if turn.pending), None)
            if turn is None:
                return False
            before = turns[: turns.index(turn)]  # by identity: turns have no equality
            history = [earlier.answer for earlier in before if earlier.answer]
            try:
                turn.answer = bot.ask(turn.question, history[-REMEMBERED:])
            except QABotError as error:
                turn.error = str(error)
            except Exception:  # whatever it is, the conversation must live on
                _log.exception("a question was not answered")
                turn.error = texts.UNEXPECTED
            return True
