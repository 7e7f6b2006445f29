"""Sources that a question names ("according to Reuters", "in the Guardian"), among those that the store has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[\w&.]*\w")
#: Words of the longest name that is looked for.
_LONGEST = 7
#: What stands behind a paper's name and is mostly left out in speech, and the sections after it.
_SECTION = re.compile(r"\s+[|–—-]\s+.*|:\s.*", re.DOTALL)
_ENDING = re.compile(r"(?:\.(?:com|org|net|co\.uk|co|tv)|\s+(?:news|online|magazine|newspaper|media))\Z", re.I)
_SAYS = r"(?:say|report|write|claim|tell|call|describe|mention|suggest|attribute|quote|publish|reveal|argue)"
_TOLD = (
    r"(?:reported|published|covered|written|printed|told|mentioned|discussed|noted|detailed|described|highlighted"
    r"|quoted|cited|outlined|stated|claimed|alleged|profiled|reviewed|featured|scrutini[sz]ed|portrayed|announced)"
)
_PIECE = r"(?:articles?|reports?|piece|stor(?:y|ies)|coverage|reviews?|interview|column|editorial|newspaper|website)"
#: Behind these a name is the one who tells, in whatever case it is written ...
_TELLER = re.compile(
    rf"\b(?:according\s+to|{_TOLD}\s+(?:by|in|on)"
    rf"|{_PIECE}\s+(?:from|by|in|on|of))\s+(?:both\s+)?(?:an?\s+{_PIECE}\s+(?:from|by|in)\s+)?(?:the\s+)?[\"'“‘]?\Z",
    re.IGNORECASE,
)
#: ... and behind these when it is written as a name.
_PLACE = re.compile(r"\bin\s+(?:the\s+)?[\"'“‘]?\Z", re.IGNORECASE)
_AFTER = re.compile(
    rf"[\"'”’]?(?:(?:'s|’s)?\s+(?:[\w-]+\s+)?{_PIECE}|\s+(?:{_SAYS}(?:s|ed)?|said|wrote|told))\b", re.IGNORECASE
)
#: In "in the Guardian" no longer name begins there.
_MORE_OF_A_NAME = re.compile(r"\s+(?:of\b|[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Named:
    """Characters [start, end) of a question that name a source, and the store's sources of that name."""

    start: int
    end: int
    sources: tuple[str, ...]


def names_a_teller(question: str) -> bool:
    """Whether the question is worded so that a name in it may be that of a source."""
    return any(
        _TELLER.search(question[: word.start()])
        or _PLACE.search(question[: word.start()])
        or _AFTER.match(question[word.end() :])
        for word in _WORD.finditer(question)
    )


def find_sources(question: str, known: Iterable[str]) -> list[Named]:
    """The sources that the question asks for as tellers; never one that is not in ``known``.

    A source that is merely talked about ("Who bought the Guardian?") is none.
    """
    places = list(_places(question, _names(known)))
    if not any(_tells(question, place) for place in places):
        return []
    # Beside one teller, another paper is seldom a thing that is talked about.
    return [place for place in places if question[place.start].isupper() or _tells(question, place)]


def _places(question: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[Named]:
    """Wherever a source's name stands, the longest name first."""
    words = list(_WORD.finditer(question))
    at = 0
    while at < len(words):
        step = 1
        longest = 0 if words[at][0] == "the" else _LONGEST  # the name begins behind it
        for last in range(min(len(words), at + longest) - 1, at - 1, -1):
            start, end = words[at].start(), words[last].end()
            if sources := names.get(_squashed(question[start:end])):
                yield Named(start, end, sources)
                step = last + 1 - at
                break
        at += step


def _tells(question: str, place: Named) -> bool:
    before, after = question[: place.start], question[place.end :]
    if _TELLER.search(before):
        return True
    if not question[place.start].isupper():
        return False
    if _AFTER.match(after):
        return True
    inside = _PLACE.search(before)
    the = inside and re.search(r"\bthe\s", f"{inside[0]}{question[place.start : place.end]} ", re.IGNORECASE)
    return bool(the) and not _MORE_OF_A_NAME.match(after)


def _names(known: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Every way to call a source, without case, spaces and marks, with the sources called so."""
    names: dict[str, list[str]] = defaultdict(list)
    for source in known:
        full = source.strip()
        short = _SECTION.sub("", full)
        forms = {full, short, _ENDING.sub("", short)}
        for form in forms | {re.sub(r"\Athe\s+", "", form, flags=re.I) for form in forms}:
            if squashed := _squashed(form):
                names[squashed].append(source)
    return {name: tuple(sources) for name, sources in names.items()}


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
