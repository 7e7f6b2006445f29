"""Question: one thing to ask, with what would be right; and the project's own format for sets of them.

A set is a file of JSON lines (UTF-8; gzip or xz when it ends in ``.gz`` or ``.xz``), one question a line::

    {"id": "ferry-03", "question": "How many people were aboard the Maribel?", "type": "number",
     "answers": ["118", "118 people"],
     "gold": [{"article": "ferry-3.md", "quote": "The ferry carried 118 people, the ministry said."}],
     "asked": "2025-11-12"}
    {"id": "ferry-c1-2", "question": "And how deep does it lie?", "type": "follow-up", "answers": ["64 metres"],
     "gold": [{"article": "Corrections: the Maribel", "quote": "The survey gives a depth of 64 metres."}],
     "history": ["When did the Maribel sink?"], "standalone": "How deep does the wreck of the Maribel lie?"}
    {"id": "tunnel-u2", "question": "How many trains a day will use the tunnel?", "type": "number",
     "answers": [], "gold": [], "unanswerable": true, "notes": "no timetable has been published"}

Only ``id`` and ``question`` are always needed; a question that is not ``unanswerable`` needs ``answers`` (each of
them alone a right answer) or ``parts`` (a complete answer has one string of each list). ``gold`` says where the
answer stands: ``article`` is a file name, a title or a URL, ``quote`` an exact piece of that article's text, left out
where only the article is known. ``history`` holds the earlier questions of a conversation, oldest first, and
``standalone`` the same question asked in full. ``type`` groups questions in the report; ``asked`` is the day on which
the question is put; ``notes`` are for people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eval.errors import SetError
from eval.files import read_objects

#: The keys of a line in the project's own format, and those of each entry of ``gold``.
KEYS = (
    "id", "question", "type", "answers", "gold", "asked", "history", "standalone", "parts", "unanswerable", "notes"
)  # fmt: skip
GOLD_KEYS = ("article", "quote")


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that proves the answer.

    As read, ``article`` is the name by which the set calls it and ``start`` mostly None; resolved against the
    articles (``eval.gold``), ``article`` is an ``Article.id`` and characters [start, end) of it are ``quote``. An
    empty ``quote`` stands for the article as a whole.
    """

    article: str
    quote: str = ""
    start: int | None = None

    @property
    def end(self) -> int | None:
        """Where the quote ends, None when its place is not known."""
        return None if self.start is None else self.start + len(self.quote)


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what would be a right answer; the fields are those of the format above.

    ``told`` has, for each question of ``history``, the place that answered it, with an empty article where nothing
    did; it is empty where the bot is to answer them itself.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    type: str = ""
    gold: tuple[Gold, ...] = ()
    unanswerable: bool = False
    asked: date | None = None
    history: tuple[str, ...] = ()
    standalone: str = ""
    parts: tuple[tuple[str, ...], ...] = ()
    notes: str = ""
    told: tuple[Gold, ...] = ()

    @property
    def answerable(self) -> bool:
        return not self.unanswerable

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every string of which one at least must stand in a passage that answers, whole or in part."""
        return self.answers + tuple(form for part in self.parts for form in part)


def read_questions(path: str | Path) -> dict[int, Question]:
    """The questions of a file in the project's own format, by the lines in which they stand.

    Raises SetError with file, line and reason for the first ten lines that are wrong, all in one message.
    """
    questions: dict[int, Question] = {}
    faults: list[str] = []
    seen: set[str] = set()
    for line, values in read_objects(path):
        try:
            question = parse_question(values)
            if question.id in seen:
                raise ValueError(f"the id {question.id!r} stands in an earlier line already")
            seen.add(question.id)
            questions[line] = question
        except ValueError as error:
            faults.append(f"{path}, line {line}: {error}")
    if faults:
        more = [f"… and {len(faults) - 10} more"] if len(faults) > 10 else []
        raise SetError("\n".join([*faults[:10], *more]))
    if not questions:
        raise SetError(f"{path}, line 1: there is no question in the file")
    return questions


def parse_question(values: dict[str, Any]) -> Question:
    """The question in one decoded line; raises ValueError with the reason when it is not one."""
    if unknown := sorted(set(values) - set(KEYS)):
        raise ValueError(f"unknown key {unknown[0]!r}; the keys are {', '.join(KEYS)}")
    question = Question(
        id=_text(values, "id", needed=True),
        question=_text(values, "question", needed=True),
        answers=_texts(values.get("answers", []), "answers"),
        type=_text(values, "type"),
        gold=tuple(_gold(values.get("gold", []))),
        unanswerable=_flag(values, "unanswerable"),
        asked=_day(_text(values, "asked")),
        history=_texts(values.get("history", []), "history"),
        standalone=_text(values, "standalone"),
        parts=_parts(values.get("parts", [])),
        notes=_text(values, "notes"),
    )
    if question.unanswerable and (question.accepted or question.gold):
        raise ValueError("an unanswerable question has neither answers nor parts nor gold")
    if question.answerable and not question.accepted:
        raise ValueError("no answers; give some, or say that it is unanswerable")
    return question


def question_word(question: str) -> str:
    """The word that says what is asked for ("how many", "who"), to group sets that name no types; "other" if none."""
    words = [word.strip("\"'“”‘’,.?:;()").lower() for word in question.split()]
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word == "how" and after in ("many", "much", "long", "old", "often", "far"):
            return f"how {after}"
        if word in ("who", "whom", "whose", "what", "which", "when", "where", "why", "how"):
            return {"whom": "who"}.get(word, word)
    return "other"


def count_types(questions: Sequence[Question]) -> dict[str, tuple[int, int]]:
    """For each type, in order of the alphabet, (questions, unanswerable ones among them)."""
    all_of = Counter(question.type or "-" for question in questions)
    none_of = Counter(question.type or "-" for question in questions if question.unanswerable)
    return {name: (all_of[name], none_of[name]) for name in sorted(all_of)}


def _text(values: dict[str, Any], key: str, needed: bool = False) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} must be a string, not {value!r}")
    if needed and not value.strip():
        raise ValueError(f"{key} is missing or empty")
    return value


def _flag(values: dict[str, Any], key: str) -> bool:
    value = values.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key} must be true or false, not {value!r}")
    return value


def _texts(value: Any, key: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise ValueError(f"{key} must be a list of strings that are not empty, not {value!r}")
    return tuple(value)


def _parts(value: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list) or not all(value):
        raise ValueError(f"parts must be a list of lists of strings, none of them empty, not {value!r}")
    return tuple(_texts(part, "each list in parts") for part in value)


def _gold(value: Any) -> Iterator[Gold]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ValueError(f'gold must be a list of {{"article": …, "quote": …}}, not {value!r}')
    for entry in value:
        if unknown := sorted(set(entry) - set(GOLD_KEYS)):
            raise ValueError(f"unknown key {unknown[0]!r} in gold; the keys are {', '.join(GOLD_KEYS)}")
        yield Gold(_text(entry, "article", needed=True), _text(entry, "quote"))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ValueError(f"asked must be a date such as 2026-03-31, not {value!r}") from error
