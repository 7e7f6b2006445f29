"""Turn: a question of a conversation with what came of it, in the form in which the browser keeps it.

The server remembers no conversation. The browser keeps the questions and, of every answer, the
places of its quotes; their words are sliced from the store again whenever they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_bot import NOT_SAID, Answer, Article, Citation, Hit, Passage, QABot
from ui.pointer import MOST, Pointer

#: Turns that one conversation may have, and characters of a text in it.
MOST_TURNS, LONGEST = 500, 20_000
#: Earlier answers that a question may lean on.
REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or with the error that came instead.

    ``gone`` counts the quotes of the answer that no longer stand in the store: their article
    was removed or changed after the answer was given.
    """

    question: str
    answer: Answer | None = None
    error: str = ""
    gone: int = 0

    def to_json(self) -> dict[str, Any]:
        """What the browser keeps; ``parse`` reads it back."""
        answer = self.answer
        record = None
        if answer:
            record = {
                "answered": answer.answered,
                "text": answer.text,
                "confidence": answer.confidence,
                "citations": [Pointer.to_citation(citation).to_list() for citation in answer.citations],
                "nearest": [[*Pointer.to_hit(hit).to_list(), hit.score] for hit in answer.nearest],
            }
        return {"question": self.question, "error": self.error, "record": record}

    @classmethod
    def parse(cls, value: Any, bot: QABot) -> Turn:
        """Read what a browser sent, which may be anything. Raises ValueError when it is no turn."""
        if not isinstance(value, dict):
            raise ValueError("a turn is an object")
        question, error, record = _text(value.get("question")), _text(value.get("error", "")), value.get("record")
        if record is None:
            return cls(question, error=error)
        if not isinstance(record, dict) or type(record.get("answered")) is not bool:
            raise ValueError("the record is none")
        confidence = _share(record.get("confidence"))
        cited, near = _list(record.get("citations")), _list(record.get("nearest"))
        citations, nearest = [], []
        for item in cited:
            pointer = Pointer.parse(item)
            if article := _fitting(pointer, bot):
                citations.append(
                    Citation(article, pointer.start, pointer.end, pointer.answer_start, pointer.answer_end)
                )
        for item in near:
            if not isinstance(item, list) or len(item) != 7:
                raise ValueError("a passage is a pointer and its score")
            pointer, score = Pointer.parse(item[:6]), _share(item[6])
            if article := _fitting(pointer, bot):
                nearest.append(Hit(Passage(article, pointer.start, pointer.end), score))
        text = _text(record.get("text")) if record["answered"] else NOT_SAID
        answer = Answer(question, record["answered"], text, confidence, tuple(citations), tuple(nearest))
        return cls(question, answer, gone=len(cited) + len(near) - len(citations) - len(nearest))


def parse_turns(value: Any, bot: QABot) -> list[Turn]:
    """The turns of a conversation, oldest first. Raises ValueError when it is none."""
    if not isinstance(value, list) or len(value) > MOST_TURNS:
        raise ValueError(f"a conversation is a list of at most {MOST_TURNS} turns")
    return [Turn.parse(item, bot) for item in value]


def history(turns: list[Turn]) -> list[Answer]:
    """The last answers whose proof still stands, for a question to lean on."""
    return [turn.answer for turn in turns if turn.answer and not turn.gone][-REMEMBERED:]


def _fitting(pointer: Pointer, bot: QABot) -> Article | None:
    article = bot.article(pointer.article)
    return article if article and pointer.fits(article) else None


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"a text has at most {LONGEST} characters")
    return value.encode(errors="replace").decode()  # a browser may send half of a surrogate pair


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("a share lies between 0 and 1")
    return float(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError(f"a list of at most {MOST} places is expected")
    return value
