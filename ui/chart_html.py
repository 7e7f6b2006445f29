"""A small chart: articles over time by source, as stacked bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qa_bot.store.catalogue import Month
from ui import texts
from ui.escaping import clip, esc

#: Sources with a colour of their own; the rest share one.
_NAMED = 4
#: More months than this are drawn as years.
_MOST_MONTHS = 36
_WIDTH, _HEIGHT = 600.0, 72.0


def chart_html(months: Sequence[Month]) -> str:
    """A bar for each month (or year), a colour for each of the largest sources; nothing for fewer than two bars."""
    dated = [entry for entry in months if entry.month]
    periods = _periods(dated)
    if len(periods) < 2:
        return ""
    totals: Counter[str] = Counter()
    for entry in dated:
        totals[entry.source] += entry.articles
    named = [source for source, _ in totals.most_common(_NAMED if len(totals) > _NAMED + 1 else _NAMED + 1)]
    bars: dict[str, Counter[int]] = {period: Counter() for period in periods}
    for entry in dated:
        color = named.index(entry.source) if entry.source in named else len(named)
        bars[entry.month[: len(periods[0])]][color] += entry.articles
    names = [source or texts.NO_SOURCE for source in named]
    if len(totals) > len(named):
        names.append(texts.OTHER_SOURCES)
    undated = sum(entry.articles for entry in months if not entry.month)
    rest = f'<span class="undated">{esc(texts.CHART_UNDATED.format(number=undated))}</span>' if undated else ""
    label = texts.CHART_LABEL.format(first=periods[0], last=periods[-1], number=sum(totals.values()))
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" preserveAspectRatio="none" role="img" '
        f'aria-label="{esc(label)}">{_bars(bars, names)}</svg>'
        f'<div class="axis" aria-hidden="true"><span>{periods[0]}</span><span>{periods[-1]}</span></div>'
        f"<figcaption>{_legend(names)}{rest}</figcaption></figure>"
    )


def _periods(dated: Sequence[Month]) -> list[str]:
    """Every month from the first to the last, also the empty ones; years when there are many."""
    if not dated:
        return []
    first, last = (int(entry.month[:4]) * 12 + int(entry.month[5:]) - 1 for entry in (dated[0], dated[-1]))
    if last - first < _MOST_MONTHS:
        return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
    return [f"{year:04}" for year in range(first // 12, last // 12 + 1)]


def _bars(bars: dict[str, Counter[int]], names: Sequence[str]) -> str:
    highest = max(sum(bar.values()) for bar in bars.values())
    step = _WIDTH / len(bars)
    pieces = []
    for number, (period, bar) in enumerate(bars.items()):
        top = _HEIGHT
        parts = []
        for color in sorted(bar):
            height = _HEIGHT * bar[color] / highest
            top -= height
            parts.append(
                f'<rect class="s{color}" x="{number * step + step * 0.1:.1f}" y="{top:.1f}" '
                f'width="{step * 0.8:.1f}" height="{height:.1f}"/>'
            )
        said = ", ".join(f"{clip(names[color], 40)} {bar[color]}" for color in sorted(bar)) or "0"
        pieces.append(f"<g><title>{esc(f'{period}: {said}')}</title>{''.join(parts)}</g>")
    return "".join(pieces)


def _legend(names: Sequence[str]) -> str:
    return "".join(
        f'<span class="key"><span class="swatch s{number}" aria-hidden="true"></span>'
        f'<span dir="auto">{esc(clip(name, 40))}</span></span>'
        for number, name in enumerate(names)
    )
