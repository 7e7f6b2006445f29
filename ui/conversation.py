"""Turn: a question of a conversation with what came of it, in the form in which the browser keeps it.

The server remembers no conversation. The browser keeps the questions and, of every answer, the
places of its quotes; their words are sliced from the store again whenever they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_bot import Answer, QABot
from ui.record import a_list, a_text, keep, restore

#: Turns that one conversation may have.
MOST_TURNS = 500
#: Earlier answers that a question may lean on.
REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or with the error that came instead.

    ``ignore`` are words about dates and sources that the visitor took out of the question.
    ``gone`` counts the quotes of the answer that no longer stand in the store: their article
    was removed or changed after the answer was given.
    """

    question: str
    answer: Answer | None = None
    error: str = ""
    gone: int = 0
    ignore: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """What the browser keeps; ``parse`` reads it back."""
        record = keep(self.answer) if self.answer else None
        return {"question": self.question, "error": self.error, "record": record, "ignore": list(self.ignore)}

    @classmethod
    def parse(cls, value: Any, bot: QABot) -> Turn:
        """Read what a browser sent, which may be anything. Raises ValueError when it is no turn."""
        if not isinstance(value, dict):
            raise ValueError("a turn is an object")
        question, error, ignore = a_text(value.get("question")), a_text(value.get("error", "")), ignored(value)
        if value.get("record") is None:
            return cls(question, error=error, ignore=ignore)
        answer, gone = restore(value["record"], question, bot)
        return cls(question, answer, gone=gone, ignore=ignore)


def ignored(value: dict[str, Any]) -> tuple[str, ...]:
    """The words that a turn, or a request, leaves out. Raises ValueError when they are none."""
    return tuple(map(a_text, a_list(value.get("ignore", []))))


def parse_turns(value: Any, bot: QABot) -> list[Turn]:
    """The turns of a conversation, oldest first. Raises ValueError when it is none."""
    if not isinstance(value, list) or len(value) > MOST_TURNS:
        raise ValueError(f"a conversation is a list of at most {MOST_TURNS} turns")
    return [Turn.parse(item, bot) for item in value]


def history(turns: list[Turn]) -> list[Answer]:
    """The last answers whose proof still stands, for a question to lean on."""
    return [turn.answer for turn in turns if turn.answer and not turn.gone][-REMEMBERED:]
