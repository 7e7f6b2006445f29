"""Page: a news page copied as plain text, with its title, byline and date line above the story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from index.boilerplate import reason_to_drop, sift
from index.dates import parse_date_line
from index.draft import Draft, Paragraph
from index.fields import read_fields
from index.names import byline, is_outlet

_LONGEST_TITLE = 250
_LONGEST_STANDFIRST = 500
#: So many paragraphs below the title may come before a byline or date line, and no more.
_HEADER = 8
_FIELD = re.compile(
    r"^(title|headline|standfirst|subtitle|authors?|byline|date|published|source|publisher|url|link)\s*:\s*(\S.*)$",
    re.I,
)
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
#: "PORT LAVEL, 3 Nov (Northern Wire) — …": the agency that sent the story.
_DATELINE = re.compile(r"^[A-Z][^()a-z]{2,40}(?:,[^()]{2,20})? \(([A-Z][^()]{1,30})\) ?[—–-]")
_SOURCE = re.compile(r"source:\s*(\S.{1,60})$", re.I)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[\s©]*(?=\S)(.{2,60})", re.I)
_YEARS = re.compile(r"\b\d{4}(?:\s*[-–]\s*\d{4})?\b,?|\ball rights reserved\b", re.I)


@dataclass
class _Header:
    """What stands above the story, as far as it has been read."""

    title: str = ""
    standfirst: str = ""
    authors: list[str] = field(default_factory=list)
    published: date | datetime | None = None
    updated: date | datetime | None = None
    source: str = ""


def read_page(text: str) -> Draft:
    """A draft of a page of plain text.

    Title, standfirst, byline and date line are taken from the top where they have the shape of
    such lines; "Title: …" and the like are understood too. Everything else is body or boilerplate.
    """
    parts = split_paragraphs(text)
    fields, parts = _labelled(parts)
    known = read_fields(fields)
    above: list[Paragraph] = []
    while len(above) < len(parts) - 1 and (reason := reason_to_drop(parts[len(above)])):
        above.append(Paragraph(parts[len(above)], reason))
    header, dropped, body = _read_header(parts[len(above) :], known.title)
    sifted = sift(body)
    first = next((paragraph.text for paragraph in sifted if not paragraph.dropped), "")
    return replace(
        known,
        paragraphs=(*above, *dropped, *sifted),
        title=known.title or header.title,
        standfirst=known.standfirst or header.standfirst,
        authors=known.authors or tuple(dict.fromkeys(header.authors)),
        published=known.published or header.published or header.updated,
        source=known.source or header.source or _signed_source(first, sifted),
    )


def _signed_source(first: str, paragraphs: Sequence[Paragraph]) -> str:
    """The outlet that a dateline or the copyright line at the end names, "" if neither does."""
    dateline = _DATELINE.match(first)
    if dateline:
        return dateline[1]
    for paragraph in paragraphs[-6:]:
        notice = _COPYRIGHT.match(paragraph.text)
        if notice and paragraph.dropped:
            name = _YEARS.sub(" ", notice[1].split(".")[0]).strip(" ,|·-–")
            if is_outlet(name):
                return name
    return ""


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line.

    Blank lines part paragraphs, and so do line ends, unless the text is wrapped at a fixed width.
    """
    blocks = [block.splitlines() for block in re.split(r"\n\s*\n", "\n".join(text.splitlines()))]
    blocks = [[line for raw in block if (line := " ".join(raw.split()))] for block in blocks]
    width = _wrap_width(blocks)
    paragraphs: list[str] = []
    for block in blocks:
        if width and len(block) > 1 and min(map(len, block[:-1])) >= 0.6 * width:
            paragraphs.append(" ".join(block))
        else:
            paragraphs.extend(block)
    return paragraphs


def _wrap_width(blocks: Sequence[Sequence[str]]) -> int:
    """The width at which a text is wrapped, 0 if it is not: then most lines do not go on in lower case."""
    continued = [line for block in blocks for line in block[1:]]
    width = max((len(line) for block in blocks for line in block), default=0)
    if not continued or width > 120:
        return 0
    return width if sum(line[0].islower() for line in continued) >= 0.4 * len(continued) else 0


def _labelled(parts: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Fields such as "Title: …" in the first lines, if it is one that the text begins with."""
    fields: dict[str, str] = {}
    rest = list(parts)
    while rest and (match := _FIELD.match(rest[0])) and match[1].casefold() not in fields:
        fields[match[1].casefold()] = match[2]
        del rest[0]
    return fields, rest


def _read_header(parts: Sequence[str], title: str) -> tuple[_Header, list[Paragraph], list[str]]:
    """The header, the boilerplate found between its lines, and the paragraphs of the body."""
    header = _Header()
    rest = list(parts)
    while rest and _read_meta(rest[0], header, signed=False):  # a date line above the title
        del rest[0]
    if not title and len(rest) > 1 and _is_title(rest[0]):
        header.title = rest.pop(0)
    end = _find_meta(rest)
    if end is None:
        return header, [], rest
    above: list[str] = []
    dropped: list[Paragraph] = []
    for part in rest[:end]:
        reason = reason_to_drop(part)
        if reason:
            dropped.append(Paragraph(part, reason))
        elif not _read_meta(part, header, signed=True):
            above.append(part)
    end = _read_below(rest, end, header, dropped)
    if above and len(above[0].split()) >= 4:
        header.standfirst = above.pop(0)
    return header, dropped, above + rest[end:]


def _read_below(parts: Sequence[str], start: int, header: _Header, dropped: list[Paragraph]) -> int:
    """Read header lines from the first sure one on, over boilerplate between them; where the body begins."""
    end = start
    between: list[Paragraph] = []
    for position in range(start, min(start + _HEADER, len(parts))):
        # A bare name below the byline is a heading of the story.
        if _read_meta(parts[position], header, signed=not header.authors):
            end = position + 1
            dropped += between
            between = []
        elif reason := reason_to_drop(parts[position]):
            between.append(Paragraph(parts[position], reason))
        else:
            break
    return end


def _find_meta(parts: Sequence[str]) -> int | None:
    """Where the first date line or "By …" line is, if only header lines come before it."""
    texts = 0
    for position, part in enumerate(parts[:_HEADER]):
        if _read_meta(part, _Header(), signed=False):
            return position
        if not reason_to_drop(part) and not byline(part):
            texts += 1
        if texts > 2 or len(part) > _LONGEST_STANDFIRST:
            return None
    return None


def _is_title(part: str) -> bool:
    return len(part) <= _LONGEST_TITLE and len(re.findall(r"[.!?][\"”’)]* +[A-Z“\"]", part)) < 2


def _read_meta(line: str, header: _Header, signed: bool) -> bool:
    """Take date, names and outlet from a line that consists of nothing else.

    A bare name counts only when ``signed`` says that a date line or byline is near.
    """
    if len(line) > 200:
        return False
    pieces = [line] if parse_date_line(line)[0] else [piece for piece in _SEPARATOR.split(line) if piece]
    name, _, day = line.partition(", ")
    if len(pieces) == 1 and is_outlet(name) and parse_date_line(day)[0]:  # "The Lavel Courier, 6 October 2025"
        pieces = [name, day]
    found = _Header()
    certain = signed
    for piece in pieces:
        label = _SOURCE.match(piece)
        when, updated = parse_date_line(piece)
        names = () if when else byline(piece)
        if label:
            found.source = found.source or label[1]
        elif when and updated:
            found.updated = found.updated or when
        elif when:
            found.published = found.published or when
        elif is_outlet(piece) and not piece.casefold().startswith("by "):
            found.source = found.source or piece
        elif names:
            found.authors += names
            certain = certain or piece.casefold().startswith("by")
        elif reason_to_drop(piece) and len(pieces) > 1:
            continue  # "4 min read" between the others
        else:
            return False
        certain = certain or bool(when)
    if not certain:
        return False
    header.authors += found.authors
    header.published = header.published or found.published
    header.updated = header.updated or found.updated
    header.source = header.source or found.source
    return True
