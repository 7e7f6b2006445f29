"""Sentences of a text, as spans."""

from __future__ import annotations

import re

_BLANK_LINE = re.compile(r"\s*\n\s*\n\s*|\s*\r\n\s*\r\n\s*|\s*\r\s*\r\s*")
#: nupunkt slows down on one endless paragraph; no sentence is this long.
_PIECE = 20_000


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of ``text``, in order, without white space around.

    Paragraphs are cut at blank lines before nupunkt looks at them, since it joins a
    headline to the sentence after it.
    """
    import nupunkt  # 50 ms, not needed for --help

    spans = []
    for start, end in _paragraphs(text):
        for first, last in nupunkt.sent_spans(text[start:end]):
            sentence = strip_span(text, start + first, start + last)
            if sentence[0] < sentence[1]:
                spans.append(sentence)
    return spans


def strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends; empty at ``start`` when there is nothing else."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return (start + left, start + len(part.rstrip())) if left < len(part) else (start, start)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for gap in _BLANK_LINE.finditer(text):
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(text)))
    return [(at, min(at + _PIECE, end)) for start, end in spans if start < end for at in range(start, end, _PIECE)]
