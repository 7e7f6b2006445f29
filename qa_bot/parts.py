"""Parts: two questions in one, told apart where each can be asked by itself."""

from __future__ import annotations

import re

from qa_bot.terms import AUXILIARY

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
_LINK = r"(?:(?:and|but|or|also|so)\s+)?"
_BEGINS = re.compile(
    rf"\W*{_LINK}(?:(?:in|on|at|by|for|from|to|of|with|since|until)\s+)?(?:{_ASKING}|{AUXILIARY})\b", re.I
)
_MARK = re.compile(r"(?<=\?)\s+(?=\S)")
#: A second question inside the sentence is in the order of questions: "and how old is it", not "and why it sank".
_SECOND = re.compile(
    rf",?\s+and\s+(?=(?:(?:when|where|why|how)\s+{AUXILIARY}\b"
    rf"|(?:who|whom|what)\s+\w+\s+\w|(?:which|whose)\s+\w+\s+\w+|how\s+(?:many|much|long|old|far|often|big|large|high)\b))",
    re.IGNORECASE,
)
#: Of the first question at least so many words stand before the second: "when and where" is one question.
_LEAST = 3
#: Questions answered of one line, at most.
MOST = 3


def split_parts(question: str) -> list[str]:
    """The questions that ``question`` consists of, in order; itself where it is one.

    What is no question ("I keep reading different numbers.") stays with the one before it.
    """
    parts: list[str] = []
    for sentence in _MARK.split(question):
        if parts and not _BEGINS.match(sentence):
            parts[-1] += f" {sentence}"
        else:
            parts.append(sentence)
    parts = [part for sentence in parts for part in _inside(sentence)]
    return parts if 1 < len(parts) <= MOST and all(_BEGINS.match(part) for part in parts) else [question]


def without_remark(question: str) -> str:
    """The question without what is said behind it: "How old is it? The papers give two ages." asks the first only."""
    *_, last = _MARK.split(question)
    if last.endswith("?") or last == question:
        return question
    return question[: -len(last)].rstrip()


def _inside(sentence: str) -> list[str]:
    """A sentence that begins with a question word and has a second question behind "and", as the two of them."""
    if not re.match(rf"\W*{_ASKING}\b", sentence, re.IGNORECASE):
        return [sentence]
    second = _SECOND.search(sentence)
    if second is None or len(sentence[: second.start()].split()) < _LEAST:
        return [sentence]
    first = sentence[: second.start()].rstrip(" ,") + "?"
    rest = sentence[second.end() :]
    return [first, rest[:1].upper() + rest[1:]]
