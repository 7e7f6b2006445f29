"""Charts as SVG text: enough for the report, light and dark, readable without colour, no script and no font loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

_WIDTH, _HEIGHT = 480, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 12, 42
#: Strokes of the lines of one chart: told apart by their dashes as well.
_DASHES = ("", "6 4", "2 3")


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: equally many x and y."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    dots: bool = False


@dataclass(frozen=True, slots=True)
class _Plane:
    """The drawing area with its ranges."""

    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        across = (x - self.x[0]) / ((self.x[1] - self.x[0]) or 1)
        up = (y - self.y[0]) / ((self.y[1] - self.y[0]) or 1)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)


def line_chart(
    title: str, series: Sequence[Series], x_label: str, y_label: str, x: tuple[float, float], y: tuple[float, float]
) -> str:
    """Lines over shared axes; the labels of several lines stand in a legend."""
    plane = _Plane(x, y)
    body = [_axes(plane, x_label, y_label)]
    for number, each in enumerate(series):
        points = [plane.at(a, b) for a, b in _thinned(each)]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        body.append(
            f'<polyline class="line c{number}" points="{path}" stroke-dasharray="{_DASHES[number % len(_DASHES)]}"/>'
        )
        if each.dots:
            body += [f'<circle class="dot c{number}" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in points]
        if len(series) > 1:
            body.append(_legend(number, each.label))
    return _svg(title, body)


def histogram(title: str, values: np.ndarray, marks: Sequence[tuple[str, float]], x_label: str, bins: int = 30) -> str:
    """How often which values come, with named values marked by a line."""
    counts, edges = np.histogram(values, bins=bins, range=(0.0, float(values.max()) or 1.0))
    plane = _Plane((0.0, float(edges[-1])), (0.0, float(counts.max())))
    body = [_axes(plane, x_label, "questions")]
    for count, start, end in zip(counts, edges, edges[1:], strict=False):
        (left, top), (right, bottom) = plane.at(start, count), plane.at(end, 0)
        body.append(
            f'<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{max(0.5, right - left - 1):.1f}" '
            f'height="{bottom - top:.1f}"/>'
        )
    for number, (label, value) in enumerate(marks):
        (across, bottom), (_, top) = plane.at(value, 0), plane.at(value, plane.y[1])
        body.append(f'<line class="mark" x1="{across:.1f}" x2="{across:.1f}" y1="{bottom:.1f}" y2="{top:.1f}"/>')
        # Beyond the middle there is more room on the left of the line.
        place = f'class="end" x="{across - 4:.1f}"' if across > _WIDTH / 2 else f'x="{across + 4:.1f}"'
        body.append(f'<text {place} y="{top + 12 + 14 * number:.1f}">{escape(label)}</text>')
    return _svg(title, body)


def bars(title: str, rows: Sequence[tuple[str, float, str]]) -> str:
    """A lying bar, 0 to 1 long, for each (label, share, note)."""
    height, left = 26, 150
    body = []
    for number, (label, share, note) in enumerate(rows):
        top, room = number * height, _WIDTH - left - 120
        body.append(f'<text class="end" x="{left - 8}" y="{top + 16}">{escape(label)}</text>')
        body.append(f'<rect class="rest" x="{left}" y="{top + 4}" width="{room}" height="16"/>')
        body.append(f'<rect class="bar" x="{left}" y="{top + 4}" width="{room * share:.1f}" height="16"/>')
        body.append(f'<text x="{left + room + 8}" y="{top + 16}">{escape(note)}</text>')
    return _svg(title, body, max(1, len(rows)) * height)


def _svg(title: str, body: Sequence[str], height: int = _HEIGHT) -> str:
    drawn = "\n".join(body)
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">\n{drawn}\n</svg>'


def _axes(plane: _Plane, x_label: str, y_label: str) -> str:
    parts = []
    for value in _ticks(*plane.x):
        across, down = plane.at(value, plane.y[0])
        parts.append(f'<text class="middle" x="{across:.1f}" y="{down + 16:.1f}">{value:g}</text>')
    for value in _ticks(*plane.y):
        across, down = plane.at(plane.x[0], value)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{down:.1f}" y2="{down:.1f}"/>')
        parts.append(f'<text class="end" x="{across - 6:.1f}" y="{down + 4:.1f}">{value:g}</text>')
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(f'<text class="middle" x="{(_LEFT + _WIDTH) / 2}" y="{_HEIGHT - 6}">{escape(x_label)}</text>')
    parts.append(f'<text class="middle" transform="translate(12 {middle}) rotate(-90)">{escape(y_label)}</text>')
    return "\n".join(parts)


def _ticks(low: float, high: float) -> list[float]:
    """Four to ten round numbers within the range: steps of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10((high - low) or 1.0))
    step = next(s for s in (power / 5, power / 2, power, 2 * power) if (high - low) / s <= 8)
    return [round(float(value), 10) for value in np.arange(np.ceil(low / step), high / step + 1e-9) * step]


def _thinned(series: Series, most: int = 400) -> list[tuple[float, float]]:
    """At most that many points, evenly chosen, the last among them."""
    points = list(zip(series.x, series.y, strict=True))
    if len(points) <= most:
        return points
    return [points[i] for i in np.linspace(0, len(points) - 1, most).astype(int)]


def _legend(number: int, label: str) -> str:
    down = _TOP + 12 + 16 * number
    return (
        f'<line class="line c{number}" x1="{_LEFT + 12}" x2="{_LEFT + 40}" y1="{down - 4}" y2="{down - 4}" '
        f'stroke-dasharray="{_DASHES[number % len(_DASHES)]}"/><text x="{_LEFT + 46}" y="{down}">{escape(label)}</text>'
    )
