"""Answers that contradict each other: who says what and when as a table, and figures over time as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from qa_bot import Citation
from qa_bot.answer import Position
from qa_bot.values import read_value
from ui import texts
from ui.escaping import clip, esc

#: The picture: its height in pixels, the lines between which figures stand, and the share of the width they use.
_HEIGHT, _TOP, _BOTTOM, _AXIS = 148, 34, 100, 122
_LEFT, _WIDTH = 5.0, 90.0
#: Labels nearer to each other than this would overlap: in percent of the width, and in pixels.
_NEAR_X, _NEAR_Y = 26.0, 18.0
#: So near to the edge a label begins or ends at its place instead of standing around it.
_EDGE = 20.0
#: How far a label beside its dot stands above or below it.
_ASIDE = 9.0
_LONGEST_VALUE, _LONGEST_NAME = 22, 60


def disagreement_html(positions: Sequence[Position], number: Callable[[Citation], int]) -> str:
    """The table, newest position first, and the picture; nothing without positions.

    ``number`` gives the number of a citation's card.
    """
    if not positions:
        return ""
    rows = "".join(_rows(position, number) for position in positions)
    names = (texts.POSITION_SAYS, texts.POSITION_SOURCE, texts.POSITION_DAY, texts.POSITION_QUOTE)
    head = "".join(f'<th scope="col"><span>{esc(name)}</span></th>' for name in names)
    return (
        f'<div class="disagreement"><table><caption class="label">{esc(texts.DISAGREE)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{timeline_html(positions)}</div>"
    )


def _rows(position: Position, number: Callable[[Citation], int]) -> str:
    rows = []
    for at, citation in enumerate(position.citations):
        said = ""
        if not at:
            said = f'<th scope="row" rowspan="{len(position.citations)}" dir="auto">{esc(position.text)}</th>'
        n, article = number(citation), citation.article
        label = texts.OPEN_QUOTE.format(number=n)
        source = clip(article.source or article.title or texts.UNTITLED, _LONGEST_NAME)
        teller = ""
        if citation.teller:
            words = texts.POSITION_TELLER.format(teller=clip(citation.teller, _LONGEST_NAME))
            teller = f'<span class="note" dir="auto">{esc(words)}</span>'
        rows.append(
            f'<tr>{said}<td dir="auto">{esc(source)}{teller}</td>'
            f'<td class="day">{esc(_day(article.day) if article.day else texts.UNDATED)}</td>'
            f'<td><button type="button" class="ref" data-card="{n}" aria-label="{esc(label)}">{n}</button></td></tr>'
        )
    return "".join(rows)


@dataclass(frozen=True, slots=True)
class _Point:
    day: date
    figure: float
    value: str
    source: str


def timeline_html(positions: Sequence[Position]) -> str:
    """Figures by the day of their article; nothing unless all are of one kind and of two days at least."""
    points, kinds = [], set()
    for position in positions:
        for citation in position.citations:
            said = citation.article.text[citation.answer_start : citation.answer_end]
            if (quantity := read_value(said, citation.article.day).quantity) is None:
                return ""
            kinds.add(quantity.kind)
            if citation.article.day:
                points.append(_Point(citation.article.day, quantity.stated, said, citation.article.source))
    if len(kinds) != 1 or len({point.day for point in points}) < 2 or len({point.figure for point in points}) < 2:
        return ""
    points.sort(key=lambda point: (point.day, point.figure))
    said = "; ".join(
        texts.TIMELINE_POINT.format(
            value=clip(p.value, _LONGEST_NAME), day=_day(p.day), source=p.source or texts.NO_SOURCE
        )
        for p in points
    )
    label = texts.TIMELINE_LABEL.format(points=said)
    return (
        f'<svg class="timeline" height="{_HEIGHT}" width="100%" role="img" aria-label="{esc(label)}">'
        f"{_drawn(points)}</svg>"
    )


def _drawn(points: Sequence[_Point]) -> str:
    first, last = points[0].day, points[-1].day
    lowest, highest = min(p.figure for p in points), max(p.figure for p in points)
    places = [
        (
            _LEFT + _WIDTH * (p.day - first).days / (last - first).days,
            _BOTTOM - (_BOTTOM - _TOP) * (p.figure - lowest) / (highest - lowest),
        )
        for p in points
    ]
    lines = "".join(
        f'<line class="way" x1="{ax:.1f}%" y1="{ay:.0f}" x2="{bx:.1f}%" y2="{by:.0f}"/>'
        for (ax, ay), (bx, by) in pairwise(places)
    )
    axis = f'<line class="axis-line" x1="0" y1="{_AXIS}" x2="100%" y2="{_AXIS}"/>'
    return lines + axis + _days(points, places) + _figures(points, places)


def _figures(points: Sequence[_Point], places: Sequence[tuple[float, float]]) -> str:
    """Dots with their values: beside them at the edges, else above or below; none where there is no room."""
    pieces, taken = [], list[tuple[float, float]]()
    for at, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        pieces.append(f'<circle cx="{x:.1f}%" cy="{y:.0f}" r="5"><title>{esc(_told(point))}</title></circle>')
        beside = 11 if x < _EDGE else -11 if x > 100 - _EDGE else 0
        # Beside a dot the line leaves on the same side: the value stands where the line does not go.
        there = places[min(at + 1, len(places) - 1) if beside > 0 else max(at - 1, 0)][1]
        for height in (y + 5 + (_ASIDE if there < y else -_ASIDE),) if beside else (y - 11, y + 21):
            if all(abs(x - ox) >= _NEAR_X or abs(height - oy) >= _NEAR_Y for ox, oy in taken):
                pieces.append(_label(x, height, clip(point.value, _LONGEST_VALUE), "value", beside))
                taken.append((x, height))
                break
    return "".join(pieces)


def _days(points: Sequence[_Point], places: Sequence[tuple[float, float]]) -> str:
    """The first day and the last, and those between that have room."""
    shown = [(places[0][0], points[0].day)]
    for (x, _), point in zip(places, points, strict=True):
        if x - shown[-1][0] >= _NEAR_X and (point.day == points[-1].day or places[-1][0] - x >= _NEAR_X):
            shown.append((x, point.day))
    return "".join(_label(x, _AXIS + 18, _day(day), "day") for x, day in shown)


def _label(x: float, y: float, words: str, kind: str, beside: int = 0) -> str:
    anchor = "start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle"
    if kind == "day":
        x = {"start": 0.0, "end": 100.0}.get(anchor, x)
    return f'<text class="{kind}" x="{x:.1f}%" dx="{beside}" y="{y:.0f}" text-anchor="{anchor}">{esc(words)}</text>'


def _told(point: _Point) -> str:
    return texts.TIMELINE_POINT.format(value=point.value, day=_day(point.day), source=point.source or texts.NO_SOURCE)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
