"""Conversation: the questions and answers of one visitor."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_bot import Answer, QABot, QABotError
from ui import texts

#: Earlier answers that a question may lean on.
REMEMBERED = 8

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Turn:
    """A question; ``answer`` or ``error`` once there is one. ``taken`` when it is being answered."""

    question: str
    answer: Answer | None = None
    error: str = ""
    taken: bool = False

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
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, question: str) -> Turn:
        """Append a question that waits for its answer."""
        turn = Turn(question)
        self.turns.append(turn)
        return turn

    def take(self) -> Turn | None:
        """The oldest question that nobody answers yet, now the caller's to answer; None when there is none."""
        with self._lock:
            turn = next((turn for turn in self.turns if not turn.taken), None)
            if turn:
                turn.taken = True
            return turn

    def history(self, turn: Turn) -> Sequence[Answer]:
        """The last answers given before ``turn``, oldest first."""
        before = self.turns[: self.turns.index(turn)]  # by identity: turns have no equality
        return [earlier.answer for earlier in before if earlier.answer][-REMEMBERED:]

    def answer(self, turn: Turn, bot: QABot) -> None:
        """Give the turn its answer, or a message for the visitor when that fails."""
        try:
            turn.answer = bot.ask(turn.question, self.history(turn))
        except QABotError as error:
            turn.error = str(error)
        except Exception:  # whatever it is, the conversation must live on
            _log.exception("a question was not answered")
            turn.error = texts.UNEXPECTED
