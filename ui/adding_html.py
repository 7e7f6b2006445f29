"""What became of the added articles, as a list to read and click."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ui import texts
from ui.adding import Outcome
from ui.escaping import clip, esc

#: Lines shown; a file may hold thousands of articles.
_SHOWN = 60
_LONGEST = 160


def results_html(outcomes: Sequence[Outcome]) -> str:
    """A summary and one line for each, what was rejected first; the added ones open when clicked."""
    counts: Counter[str] = Counter(outcome.state for outcome in outcomes)
    summary = ", ".join(f"{word.lower()}: {counts[state]}" for state, word in texts.STATES.items() if counts[state])
    ordered = sorted(outcomes, key=lambda outcome: outcome.state != "rejected")
    rows = "".join(_row(outcome) for outcome in ordered[:_SHOWN])
    more = len(ordered) - _SHOWN
    rest = f'<p class="aside">{esc(texts.MORE_RESULTS.format(number=more))}</p>' if more > 0 else ""
    return (
        f'<div role="status"><h3 class="label">{esc(texts.RESULT_HEADING)}</h3>'
        f'<p class="results-summary">{esc(summary[:1].upper() + summary[1:])}</p>'
        f'<ul class="results">{rows}</ul>{rest}</div>'
    )


def _row(outcome: Outcome) -> str:
    title = esc(clip(outcome.title or outcome.name, _LONGEST))
    if outcome.article:
        title = f'<button type="button" data-open="{esc(outcome.article)}" dir="auto">{title}</button>'
    named = [outcome.name] if outcome.title else []
    notes = "".join(
        f'<span class="note" dir="auto">{esc(clip(note, 2 * _LONGEST))}</span>'
        for note in (*filter(None, [outcome.reason]), *outcome.notes, *named)
    )
    return (
        f'<li class="{outcome.state}"><span class="state">{esc(texts.STATES[outcome.state])}</span>'
        f'<span class="what">{title}{notes}</span></li>'
    )
