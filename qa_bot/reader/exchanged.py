"""Questions and passages whose names were exchanged for others: a passage that fits but for one name answers nothing.

What misleads a reader most in use is a passage that tells of somebody else, or of another year, in the very words of
the question. Annotators wrote such questions for SQuAD 2.0 by hand (Rajpurkar et al. 2018, section 4: "entity swap");
here they are made of any answered question.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa_bot.encoder.onnx import OnnxEncoder
from qa_bot.reader.examples import Example

#: A run of capitalised words, or a year.
_NAME = re.compile(
    r"\b(?:[A-Z][\w’'&-]*[\w](?:\s(?:of|de|van|von|bin|al|the)\s(?=[A-Z])|\s(?=[A-Z][\w’'&-]*\w))?)+"
    r"|\b(?:1\d|20)\d\d\b"
)
#: What stands in front of the first word of a sentence.
_STARTS = re.compile(r"(?:^|[.!?:]\W+|\n\W*)$|^\W+$")
#: Of names by likeness, how many may be other words for the same, and up to which they are taken.
_TOO_NEAR, _NEAR = 3, 40
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Named:
    """A name and where it stands."""

    start: int
    end: int
    text: str


def with_exchanged_names(examples: Sequence[Example], share: float, rng: random.Random) -> Iterator[Example]:
    """Make of a random ``share`` of the answered questions that name something one with another name like it.

    In equal parts: the question asks about a name that stands elsewhere in its passage; about one that does not stand
    there; the passage tells of another name. None of these is answered. In as many again question and passage tell of
    the same other name: those are answered as before, so that an exchange alone gives nothing away.
    """
    answered = [example for example in examples if example.answers]
    named = {}
    for example in answered:
        if shared := [name for name in _names(example.question) if _exchangeable(name.text, example)]:
            named[example] = shared
    drawn = rng.sample(list(named), min(len(named), int(share * len(answered))))
    if not drawn:
        return
    exchanged = [rng.choice(named[example]) for example in drawn]
    names = _Alike({name.text for shared in named.values() for name in shared}, {name.text for name in exchanged})
    for number, (example, name) in enumerate(zip(drawn, exchanged, strict=True)):
        made = _exchange(example, name, names, number % 4, rng)
        if made is not None:
            yield made


class _Alike:
    """Names that are like those ``asked`` for, by the default encoder: of places for places, of people for people."""

    def __init__(self, names: Collection[str], asked: Collection[str]) -> None:
        import faiss

        self._encoder = OnnxEncoder()
        every = sorted(names)
        vectors = self._encoder.encode_passages(every)
        self._vectors = {name: vectors[at] for at, name in enumerate(every) if name in asked}
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        _, near = index.search(np.stack(list(self._vectors.values())), min(_NEAR, len(every)))
        self._near = {name: [every[at] for at in row] for name, row in zip(self._vectors, near, strict=True)}

    def of_all(self, name: str) -> list[str]:
        """The names that are most like it, without the very nearest: they may be other words for it."""
        return self._near[name][_TOO_NEAR:]

    def of_these(self, name: str, names: Sequence[str]) -> list[str]:
        """The half of ``names`` that is more like it."""
        if not names:
            return []
        scores = self._encoder.encode_passages(names) @ self._vectors[name]
        return [names[at] for at in np.argsort(-scores, kind="stable")[: min(_NEAR, max(1, len(names) // 2))]]


def _exchange(example: Example, name: _Named, alike: _Alike, how: int, rng: random.Random) -> Example | None:
    said = _words(example.question) | (frozenset() if how == 0 else _words(example.context))
    others = [
        text
        for text in (alike.of_these(name.text, _in_the_passage(example)) if how == 0 else alike.of_all(name.text))
        if text.isdigit() == name.text.isdigit() and not _words(text) & said
    ]
    if not others:
        return None
    other = rng.choice(others)
    question = example.question[: name.start] + other + example.question[name.end :]
    if how < 2:
        return replace(example, id=f"{example.id}-other", question=question, answers=())
    told = _retold(example, name.text, other)
    if how == 2:
        return replace(told, id=f"{example.id}-told", answers=())
    return replace(told, id=f"{example.id}-both", question=question) if told.answers else None


def _names(text: str) -> list[_Named]:
    """The names in it; a single word at the beginning of a sentence is taken for none."""
    found = []
    for match in _NAME.finditer(text):
        start, name = match.start(), match.group()
        if not name.isdigit() and _STARTS.search(text[:start]):
            first, _, name = name.partition(" ")
            start += len(first) + 1
        if name:
            found.append(_Named(start, match.end(), name))
    return found


def _exchangeable(name: str, example: Example) -> bool:
    """Whether the passage has the name, and the answers do not."""
    if not re.search(rf"\b{re.escape(name)}\b", example.context):
        return False
    return not any(_words(name) & _words(text) for text, _ in example.answers)


def _in_the_passage(example: Example) -> list[str]:
    """Names in the passage that are no part of an answer."""
    answers = set().union(*(_words(text) for text, _ in example.answers))
    return sorted({name.text for name in _names(example.context) if not _words(name.text) & answers})


def _retold(example: Example, name: str, other: str) -> Example:
    """Passage and title with another name in place of the one, and the answers where they stand now."""
    parts = {name: other}
    if len(words := name.split()) > 1:  # "Kim Jong Un" is "Kim" later on
        parts |= {word: other.split()[-1] for word in (words[0], words[-1]) if len(word) > 3 and word[0].isupper()}
    pattern = re.compile("|".join(rf"\b{re.escape(part)}\b" for part in sorted(parts, key=len, reverse=True)))
    context, answers, at = "", {start: (text, -1) for text, start in example.answers}, 0
    moved = []
    for match in pattern.finditer(example.context):
        context += example.context[at : match.start()]
        moved.append((match.end(), len(context) + len(parts[match.group()]) - match.end()))
        context += parts[match.group()]
        at = match.end()
    context += example.context[at:]
    kept = []
    for start, (text, _) in answers.items():
        shift = next((by for end, by in reversed(moved) if end <= start), 0)
        if context.startswith(text, start + shift):
            kept.append((text, start + shift))
    title = pattern.sub(lambda match: parts[match.group()], example.title)
    return replace(example, context=context, title=title, answers=tuple(kept))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
