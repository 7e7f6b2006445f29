"""Boilerplate: telling the article from what surrounds it on the page it was copied from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from index.appeal import find_appeals
from index.draft import Paragraph
from index.phrases import ATTRIBUTION, PHRASES, Phrase


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Characters: nothing longer is boilerplate, and no pattern has to cope with more.
_LONGEST = 2_000
_LONGEST_TAIL = 600
_STRAIGHT = str.maketrans("‘’“”\u00a0", "''\"\" ")
_LEADING = re.compile(r"^[\s•·▶►▸»>*|#\-–—\[(]+(?=\w)")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")
_CLAUSE_END = re.compile(r"[.!?]['\")\]]*\s+|[:;]\s*|\s[–—-]\s")
#: Two texts run together without a space: "…to be logged inPlease refresh…".
_GLUE = re.compile(r"(?<=[a-z][a-z.!?)”\"])(?=[A-Z][a-z]+ )")
_CREDIT = re.compile(
    r"\([^()]*(?:/|\b(?:photo|images|handout)\b)[^()]*\b(?:getty|reuters|afp|ap|epa|pa|via|images|photo|file|handout)\b[^()]*\)\.?$"
    r"|(?<![.!?]) \((?:getty images|getty|reuters|afp|ap|epa|pa|pa wire|shutterstock|alamy|file)\)$",
    re.I,
)
_REPORTED = re.compile(
    r"(?:[A-Z][\w.’'-]+,? (?:and )?){1,12}(?:reported (?:this story )?from|contributed)\b[^”\"]{0,300}$"
)
_SHARE_WORDS = _words(
    "share tweet facebook twitter x whatsapp linkedin email e-mail mail print copy link reddit pinterest telegram "
    "bluesky threads messenger flipboard save bookmark pin url comment comments more via on this page article story "
    "post us follow instagram youtube tiktok google news or and with icon button gift"
)
_SHARE_CORE = _words("share tweet facebook twitter whatsapp linkedin copy print reddit pinterest telegram bluesky")
#: Lines that are followed by a list of headlines when they stand alone.
_LINKS = "link to other articles"
_COMMENTS = re.compile(r"(?:(?:\d[\d,]*|all|view|reader|readers'?) )?comments?(?: \(\d+\))?$")


def reason_to_drop(paragraph: str) -> str:
    """Why one paragraph, seen alone, is not part of an article; "" when it may well be."""
    if len(paragraph) > _LONGEST:
        return ""
    text = _plain(paragraph)
    words = len(text.split())
    if not any(character.isalnum() for character in text):
        return "separator line"
    reported = bool(ATTRIBUTION.search(text))
    for phrase in PHRASES:
        if reported and not phrase.label:
            continue
        if words <= phrase.words and phrase.pattern.match(text):
            return phrase.reason
        if words <= phrase.inside and _inside(phrase, text):
            return phrase.reason
    if words <= 45 and _CREDIT.search(text):
        return "photo or reporting credit"
    if words <= 14 and _is_share_line(text):
        return "share or comment line"
    return ""


def sift(paragraphs: Sequence[str], known: Mapping[str, str] = MappingProxyType({})) -> tuple[Paragraph, ...]:
    """The paragraphs in their order, each marked with the reason to drop it, if there is one.

    A paragraph with boilerplate glued to its end comes back as two. ``known`` holds reasons for whole
    paragraphs that were found by other means than their words.
    """
    parts = [part for paragraph in paragraphs for part in _unglue(paragraph)]
    reasons = [known.get(part) or reason_to_drop(part) for part in parts]
    for position in find_appeals(parts):
        reasons[position] = reasons[position] or "appeal for support"
    _drop_headlines(parts, reasons)
    _drop_comments(parts, reasons)
    _drop_credits(parts, reasons)
    return tuple(Paragraph(text, reason) for text, reason in zip(parts, reasons, strict=True))


def _plain(paragraph: str) -> str:
    text = " ".join(paragraph.translate(_STRAIGHT).casefold().split())
    return _LEADING.sub("", text)


def _inside(phrase: Phrase, text: str) -> bool:
    """Whether a clause after the first begins with the phrase, and is nobody's speech."""
    return '"' not in text and any(phrase.pattern.match(text, clause.end()) for clause in _CLAUSE_END.finditer(text))


def _is_share_line(text: str) -> bool:
    words = re.findall(r"[\w-]+", text)
    return bool(_SHARE_CORE.intersection(words)) and _SHARE_WORDS.issuperset(words)


def _unglue(paragraph: str) -> list[str]:
    """Cut off boilerplate that was run together with the end of a paragraph."""
    if reason_to_drop(paragraph):
        return [paragraph]
    for glue in _GLUE.finditer(paragraph, max(0, len(paragraph) - _LONGEST_TAIL)):
        head, tail = paragraph[: glue.start()], paragraph[glue.start() :]
        if reason_to_drop(tail):
            return [head, tail]
    return [paragraph]


def _drop_headlines(parts: Sequence[str], reasons: list[str]) -> None:
    """After a bare "Related" or "Most read", drop the headlines listed under it.

    Within the article they must look like headlines; behind it, being short is enough.
    """
    body = [i for i, part in enumerate(parts) if not reasons[i] and (len(part.split()) > 16 or part.endswith("."))]
    end = body[-1] if body else -1
    listing = False
    for position, part in enumerate(parts):
        if reasons[position]:
            listing = listing or (reasons[position] == _LINKS and _is_bare_label(part))
        elif listing and (position > end or _is_headline(part)):
            reasons[position] = _LINKS
        else:
            listing = False


def _drop_credits(parts: Sequence[str], reasons: list[str]) -> None:
    """At the very end, drop who reported from where; within the article such a sentence may be news."""
    for position in range(len(parts) - 1, 0, -1):
        if not reasons[position] and not _REPORTED.match(parts[position]):
            return
        reasons[position] = reasons[position] or "photo or reporting credit"


def _is_bare_label(part: str) -> bool:
    return len(part.split()) <= 5 and not re.search(r"[:|»>]\s*\S", part)


def _is_headline(part: str) -> bool:
    """Neither a sentence nor one of the short headings that articles have inside."""
    return 5 <= len(part.split()) <= 22 and not _SENTENCE_END.search(part)


def _drop_comments(parts: Sequence[str], reasons: list[str]) -> None:
    """Below a bare "Comments" after the body, everything was written by readers of the page."""
    body = 0
    below = False
    for position, part in enumerate(parts):
        if not reasons[position]:
            body += 1
            reasons[position] = "reader comment" if below else ""
        elif body >= 3 and _COMMENTS.fullmatch(_plain(part)):
            below = True
