"""How a question was understood: what a follow-up stands for, and what it says of dates and sources, to be changed."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot import Answer
from qa_bot.understood import Constraint
from ui import texts
from ui.escaping import clip, esc

_LONGEST = 80


def understood_html(answer: Answer, ignore: Sequence[str] = ()) -> str:
    """The stand-alone question where it is another, and a chip for each constraint; nothing where there are none.

    A click on a chip asks again without its words; those in ``ignore`` were left out so, and come back by a click.
    """
    asked = ""
    if answer.standalone != answer.question:
        asked = (
            f'<p class="standalone"><span class="quiet">{esc(texts.UNDERSTOOD_AS)}</span> '
            f'<span dir="auto">{esc(answer.standalone)}</span> '
            f'<button type="button" data-correct aria-label="{esc(texts.CORRECT_LABEL)}">{esc(texts.CORRECT)}</button>'
            "</p>"
        )
    chips = "".join([*map(_chip, answer.understood), *map(_left_out, ignore)])
    if chips:
        chips = f'<ul class="chips">{chips}</ul>'
    if not asked and not chips:
        return ""
    return f'<div class="understood" role="group" aria-label="{esc(texts.UNDERSTOOD_LABEL)}">{asked}{chips}</div>'


def _chip(constraint: Constraint) -> str:
    form = texts.CHIP_ONLY if constraint.required else texts.CHIP_FIRST
    label = texts.IGNORE.format(words=constraint.words)
    shown = form.format(words=clip(constraint.words, _LONGEST), reading=clip(constraint.reading, _LONGEST))
    return _button("ignore", constraint.words, f"{shown}. {label}", label, shown, "✕")


def _left_out(words: str) -> str:
    label = texts.HEED.format(words=words)
    return _button("heed", words, label, label, texts.CHIP_IGNORED.format(words=clip(words, _LONGEST)), "↺")


def _button(action: str, words: str, label: str, title: str, shown: str, sign: str) -> str:
    return (
        f'<li><button type="button" class="chip" data-{action}="{esc(words)}" aria-label="{esc(label)}" '
        f'title="{esc(title)}"><span dir="auto">{esc(shown)}</span> <span aria-hidden="true">{sign}</span></button>'
        "</li>"
    )
