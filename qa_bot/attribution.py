"""Who says it: the teller that a sentence names ("according to KCNA", "the ministry said"), as a span of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_bot.periods import MONTH, WEEKDAY
from qa_bot.sentences import sentence_spans, strip_span

_VERB = (
    r"(?:said|says|told|reported|reports|announced|estimated|estimates|confirmed|claimed|claims|stated|insisted|insists"
    r"|believes?|argued|argues|added|wrote|counted|counts|puts?|warned|denied|acknowledged|admitted|conceded|found)"
)
_ACCORDING = re.compile(r"\baccording\s+to\s+", re.IGNORECASE)
#: A teller ends where the clause does.
_END = re.compile(
    r"[,.;:!?()“”\"\n]|\s[–—-]\s|\s(?:that|which|who|and\s+(?:that|the)|but|while|as|on\s+\w+day|in\s+a\s+statement|after"
    r"|when|because|was|were|is|are|had|has|have)\b"
)
_BEGIN = re.compile(r"[,;:()“”\"\n]|\s[–—-]\s|[.!?]\s|\b(?:but|while|that|although|though|and|which|who|because)\s")
_SAYING = re.compile(rf"\b{_VERB}\b", re.IGNORECASE)
#: Adverbs between a teller and the verb.
_ADVERB = re.compile(
    r"\s+(?:also|later|first|then|itself|himself|herself|had|has|have|now|both|\w+ly)\Z", re.IGNORECASE
)
_PRONOUN = re.compile(r"\A(?:he|she|it|they|we|i|you|who|which|this|that|there|what|one|be|been|not)\b", re.IGNORECASE)
#: A teller begins with a name, an article, or a word for people who tell.
_TELLER = re.compile(
    r"\A(?:[A-Z]|(?:the|a|an|its|their|his|her|several|some|two|three|most|local|senior|other)\s|(?:officials?|police"
    r"|witnesses|doctors|researchers|experts|investigators|prosecutors|organisers|organizers|residents|rescuers|unions?"
    r"|lawyers|scientists|critics|sources|aid\s)\b)"
)
#: Time words before a teller are no part of the name: "Last week the ministry admitted".
_DAY = rf"(?:{WEEKDAY}|{MONTH}|week|month|year|night|morning|afternoon|evening)"
_TIME_FIRST = re.compile(
    rf"\A(?:(?:(?:late|early|earlier|later)\s+)?(?:on|in|by|last|this|next)\s+{_DAY}(?:\s+{_DAY})?"
    r"|yesterday|today|tonight|meanwhile)\b[ ,]+",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r";|,?\s(?:but|while|whereas|although|though)\s", re.IGNORECASE)
_LONGEST = 8


def teller(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of ``text`` that names who says what stands in [start, end), or None where nobody is named.

    Only the sentence in which the span stands is looked at. Of several tellers the nearest is taken.
    """
    for first, last in sentence_spans(text[max(0, start - 1000) : end + 1000]):
        first, last = first + max(0, start - 1000), last + max(0, start - 1000)
        if first <= start < last:
            found = [span for span in _tellers(text, first, last, start) if span[1] <= start or span[0] >= end]
            return min(found, key=lambda span: _distance(text, span, start, end), default=None)
    return None


def _distance(text: str, span: tuple[int, int], start: int, end: int) -> int:
    """Characters between teller and telling; a clause of another teller's lies a sentence away."""
    between = text[end : span[0]] if span[0] >= end else text[span[1] : start]
    return len(between) + (1000 if _OTHER_CLAUSE.search(between) else 0)


def _tellers(text: str, first: int, last: int, told: int) -> Iterator[tuple[int, int]]:
    for match in _ACCORDING.finditer(text, first, last):
        yield from _checked(text, match.end(), _until(text, match.end(), last))
    for match in _SAYING.finditer(text, first, last):
        begins = [first, *(m.end() for m in _BEGIN.finditer(text, first, match.start()))][-1]
        before = text[begins : match.start()].rstrip()
        while adverb := _ADVERB.search(before):
            before = before[: adverb.start()]
        if before.strip():
            yield from _checked(text, begins, begins + len(before))
        elif begins > first:
            yield from _behind_comma(text, first, begins, match, last, told)


def _behind_comma(
    text: str, first: int, comma: int, verb: re.Match[str], last: int, told: int
) -> Iterator[tuple[int, int]]:
    """Of "…, said the mayor" the mayor; of "The mayor, Ada Finch, said …" Ada Finch."""
    end = _until(text, verb.end(), last)
    closed = text[:comma].rstrip(" ")[-1] in '”"’'
    after = list(_checked(text, verb.end(), end)) if verb[0].lower() != "told" and told < comma else []
    if after and (closed or not text[end:last].strip(' .”"')):
        yield from after
    else:
        begins = [first, *(m.end() for m in _BEGIN.finditer(text, first, comma - 1))][-1]
        yield from _checked(text, begins, comma - 1)


def _until(text: str, start: int, last: int) -> int:
    end = _END.search(text, start, last)
    return end.start() if end else last


def _checked(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span where it can be a teller: of a few words, beginning as one does."""
    start, end = strip_span(text, start, end)
    if time_first := _TIME_FIRST.match(text[start:end]):
        start += time_first.end()
    words = text[start:end]
    if words and len(words.split()) <= _LONGEST and _TELLER.match(words) and not _PRONOUN.match(words):
        yield start, end
