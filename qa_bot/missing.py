"""What is missing: of a question that the articles do not answer, what they speak of and what none of them gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa_bot.passage import Hit
from qa_bot.sentences import sentence_spans
from qa_bot.terms import names, terms
from qa_bot.values import read_quantities
from qa_bot.wanted import Kind, Wanted, wanted

#: What none gives, by the kind asked for; of persons, places and days it cannot be told that none is named.
_WORDS: dict[Kind, str] = {"number": "a number", "money": "a sum of money", "share": "a share"}
#: What "how many" counts: a plural with up to two words before it.
_COUNTED = re.compile(
    r"\bhow many\s+((?!of\b)(?:[\w’'-]+\s+){0,2}?(?:[\w’'-]+s|people|men|women|children|sheep|fish|police))\b",
    re.IGNORECASE,
)
#: Possessive endings and points that belong to the sentence.
_ENDING = re.compile(r"[’']s?\Z|[.,]+\Z")


@dataclass(frozen=True, slots=True)
class Missing:
    """What can be told of a gap: names that are not there, or a kind of thing that nobody gives.

    ``unknown`` are names of the question that no passage found for it holds. Where there are none, ``subject`` are
    its names, which stand together in a passage, and ``wanted`` is what none of the passages gives ("a number of
    lifeboats").
    """

    unknown: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    wanted: str = ""

    @property
    def text(self) -> str:
        """The gap in a sentence."""
        if self.unknown:
            return f"No article found speaks of {_listed(self.unknown, 'or')}."
        return f"There are articles on {_listed(self.subject, 'and')}; none of the passages found gives {self.wanted}."

    def to_dict(self) -> dict[str, Any]:
        """All fields and the sentence as JSON-ready values."""
        return {
            "unknown": list(self.unknown),
            "subject": list(self.subject),
            "wanted": self.wanted,
            "text": self.text,
        }


def missing(question: str, hits: Sequence[Hit]) -> Missing | None:
    """What the passages found for an unanswered question lack; None where that cannot be told."""
    named = tuple(name for name in dict.fromkeys(_phrases(question)) if terms(name) and name[0].isalpha())
    stems = [set(terms(hit.passage.index_text)) for hit in hits]
    # Abbreviations may be written out: "TV" is there as "television".
    unknown = tuple(
        name for name in named if not name.isupper() and not any(set(terms(name)) & found for found in stems)
    )
    if unknown:
        return Missing(unknown=unknown)
    kind, match = wanted(question), _COUNTED.search(question)
    counted = match[1] if match else ""
    if kind.kind not in _WORDS or not named or (kind.kind == "number" and not counted):
        return None
    every = {term for name in named for term in terms(name)}
    about = any(every <= found for found in stems)
    if not about or any(_gives(hit.passage.text, kind, counted) for hit in hits):
        return None
    return Missing(subject=named, wanted=_WORDS[kind.kind] + (f" of {counted}" if counted else ""))


def _phrases(question: str) -> Iterator[str]:
    """Names of the question, those of several words in one piece: "St Brannoc General"."""
    at, phrase = 0, ""
    for name in names(question):
        start = question.index(name, at)
        if phrase and question[at:start] == " ":
            phrase += f" {name}"
        else:
            yield _ENDING.sub("", phrase)
            phrase = name
        at = start + len(name)
    yield _ENDING.sub("", phrase)


def _gives(text: str, kind: Wanted, counted: str) -> bool:
    """Whether the passage states anything of the kind, of things counted in a sentence that names them."""
    things = set(terms(counted))
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if things and not things & set(terms(sentence)):
            continue
        if any(not kind.units or each.kind in kind.units for each in read_quantities(sentence)):
            return True
    return False


def _listed(names: Sequence[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
