"""Record: an answer as the browser keeps it, the places of its quotes and none of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from qa_bot import NOT_SAID, Answer, Article, Citation, Hit, Passage, QABot
from qa_bot.answer import Position
from qa_bot.missing import Missing
from qa_bot.understood import Constraint, no_article
from ui.pointer import MOST, Pointer

#: Characters of a text in a record.
LONGEST = 20_000


def keep(answer: Answer) -> dict[str, Any]:
    """What the browser keeps of an answer; ``restore`` reads it back."""
    return {
        "answered": answer.answered,
        "text": answer.text,
        "short": answer.short,
        "confidence": answer.confidence,
        "standalone": answer.standalone,
        "citations": _places(answer.citations),
        "nearest": [[*Pointer.to_hit(hit).to_list(), hit.score] for hit in answer.nearest],
        "understood": [constraint.to_dict() for constraint in answer.understood],
        "positions": [{"text": each.text, "citations": _places(each.citations)} for each in answer.positions],
        "otherwise": keep(answer.otherwise) if answer.otherwise else None,
        "missing": asdict(answer.missing) if answer.missing else None,
        "parts": [{"question": part.question} | keep(part) for part in answer.parts],
    }


def restore(record: Any, question: str, bot: QABot) -> tuple[Answer, int]:
    """The answer to the question, and how many of its quotes no longer stand in the store.

    Their words are sliced from the articles as they are now; the copies of an article are those
    that there are now. Raises ValueError for what is no record.
    """
    reading = _Reading(bot)
    return reading.answer(record, question), reading.gone


@dataclass
class _Reading:
    """One record on its way back; ``gone`` counts quotes whose article was removed or changed."""

    bot: QABot
    gone: int = 0
    _copies: dict[str, tuple[Article, ...]] = field(default_factory=dict)

    def answer(self, record: Any, question: str, depth: int = 0) -> Answer:
        # A question has parts, a part has an answer without its limit: no record nests deeper.
        if not isinstance(record, dict) or type(record.get("answered")) is not bool:
            raise ValueError("the record is none")
        answered, nearest = record["answered"], a_list(record.get("nearest"))
        understood = tuple(map(_constraint, a_list(record.get("understood", []))))
        said = no_article(understood) if not nearest and any(each.required for each in understood) else NOT_SAID
        otherwise = record.get("otherwise")
        return Answer(
            question,
            answered,
            a_text(record.get("text")) if answered else said,
            a_share(record.get("confidence")),
            self.citations(record.get("citations")),
            self.hits(nearest),
            a_text(record.get("short", "")),
            a_text(record.get("standalone", "")),
            understood,
            self.answer(otherwise, question, 2) if otherwise is not None and depth < 2 else None,
            self.positions(record.get("positions", [])),
            _missing(record.get("missing")),
            tuple(
                self.answer(part, a_text(part.get("question") if isinstance(part, dict) else None), 1)
                for part in (a_list(record.get("parts", [])) if depth == 0 else ())
            ),
        )

    def citations(self, places: Any, copies: bool = True) -> tuple[Citation, ...]:
        """Those that still stand; with the ``copies`` of their articles."""
        found = []
        for item in a_list(places):
            pointer = Pointer.parse(item)
            if article := self.fitting(pointer):
                also = self.copies(article) if copies else ()
                span = (pointer.start, pointer.end, pointer.answer_start, pointer.answer_end)
                found.append(Citation(article, *span, also))
        return tuple(found)

    def hits(self, places: Sequence[Any]) -> tuple[Hit, ...]:
        found = []
        for item in places:
            if not isinstance(item, list) or len(item) != 7:
                raise ValueError("a passage is a pointer and its score")
            pointer, score = Pointer.parse(item[:6]), a_share(item[6])
            if article := self.fitting(pointer):
                found.append(Hit(Passage(article, pointer.start, pointer.end), score))
        return tuple(found)

    def positions(self, value: Any) -> tuple[Position, ...]:
        """None at all where only one is left: nobody is contradicted any more."""
        found = []
        for item in a_list(value):
            if not isinstance(item, dict):
                raise ValueError("the record of a position is an object")
            position = Position(a_text(item.get("text")), self.citations(item.get("citations"), copies=False))
            if position.citations:
                found.append(position)
        return tuple(found) if len(found) > 1 else ()

    def fitting(self, pointer: Pointer) -> Article | None:
        article = self.bot.article(pointer.article)
        if article and pointer.fits(article):
            return article
        self.gone += 1
        return None

    def copies(self, article: Article) -> tuple[Article, ...]:
        if article.id not in self._copies:
            self._copies[article.id] = tuple(self.bot.copies(article.id))
        return self._copies[article.id]


def a_text(value: Any) -> str:
    """A text of bearable length. Raises ValueError for anything else."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"a text has at most {LONGEST} characters")
    return value.encode(errors="replace").decode()  # a browser may send half of a surrogate pair


def a_share(value: Any) -> float:
    """A number from 0 to 1. Raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("a share lies between 0 and 1")
    return float(value)


def a_list(value: Any) -> list[Any]:
    """A list of bearable length. Raises ValueError for anything else."""
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError(f"a list of at most {MOST} places is expected")
    return value


def _places(citations: Sequence[Citation]) -> list[list[Any]]:
    return [Pointer.to_citation(citation).to_list() for citation in citations]


def _missing(value: Any) -> Missing | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError("the record of what is missing is none")
    names = (tuple(map(a_text, a_list(value.get(name)))) for name in ("unknown", "subject"))
    return Missing(*names, a_text(value.get("wanted")))


def _constraint(value: Any) -> Constraint:
    if not isinstance(value, dict) or value.get("kind") not in ("date", "source"):
        raise ValueError("the record of what was understood is none")
    start, end, required = value.get("start"), value.get("end"), value.get("required")
    if type(start) is not int or type(end) is not int or type(required) is not bool:
        raise ValueError("the record of what was understood has no place")
    since, until = (
        date.fromisoformat(a_text(day)) if (day := value.get(name)) else None for name in ("since", "until")
    )
    words, reading = a_text(value.get("words")), a_text(value.get("reading"))
    sources = tuple(map(a_text, a_list(value.get("sources", []))))
    return Constraint(value["kind"], words, start, end, reading, required, since, until, sources)
