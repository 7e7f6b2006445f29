"""Summary: the figures of a run as a table for the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from eval.metrics import METRICS, Metric

#: Figures of a run: by name, {"value", "low", "high", "n"}; bounds are None where there is no interval.
Figures = Mapping[str, Mapping[str, Any]]


def figures_table(figures: Figures) -> str:
    """One line a figure, in groups: name, value, 95% interval, number of questions, meaning."""
    lines: list[str] = []
    group = ""
    for name, metric in METRICS.items():
        if name not in figures:
            continue
        if metric.group != group:
            group = metric.group
            lines += ["", f"{group:<18}{'value':>9}  {'95% interval':<17}{'n':>7}"]
        figure = figures[name]
        bounds = "" if figure["low"] is None else f"{show(metric, figure['low'])} – {show(metric, figure['high'])}"
        value = show(metric, figure["value"])
        lines.append(f"  {name:<16}{value:>9}  {bounds:<17}{figure['n'] or '':>7}  {meaning(metric)}")
    return "\n".join(lines[1:])


def show(metric: Metric, value: float | None) -> str:
    """The value with as many digits as it deserves: 61.3, .482, 1,204."""
    if value is None or math.isnan(value):
        return "–"
    if metric.percent:
        return f"{value:.1f}"
    if metric.group == "Cost":
        return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:.3f}"


def meaning(metric: Metric) -> str:
    """What the figure is, its unit, and which way is better where that is down."""
    unit = "%" if metric.percent else metric.unit
    return f"{metric.what}{f', {unit}' if unit else ''}{'' if metric.higher else ' (lower is better)'}"
