"""Report: what came out of the input, as text for people and as values for programs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from index.draft import Draft, Rejected
from index.ingest import Summary
from index.inputs import Reading

#: Rejected inputs that are printed one by one.
_PRINTED = 50
#: Two columns of text need this much.
_NARROWEST = 80


def summary_lines(summary: Summary, seconds: float, complete: bool = True) -> Iterator[str]:
    """The end of a run: the counts, then each rejected input with its reason.

    ``complete`` is False for a run that an error ended: what it did not find, it did not look for.
    """
    counts = f"{summary.added} added, {summary.unchanged} unchanged, {summary.replaced} replaced"
    yield f"Articles: {counts}, {summary.rejections} rejected, in {seconds:.1f} seconds"
    yield from _rest(summary, nothing=complete and not summary.usable)


def dry_run_lines(summary: Summary, taken: int) -> Iterator[str]:
    """The end of a dry run: as above, with nothing stored."""
    yield f"Dry run: {taken} articles would be taken, {summary.rejections} rejected; nothing was stored"
    yield from _rest(summary, nothing=not taken)


def _rest(summary: Summary, nothing: bool) -> Iterator[str]:
    if summary.skipped:
        files = "1 file" if summary.skipped == 1 else f"{summary.skipped} files"
        yield f"Passed over: {files} of other kinds"
    if summary.noted:
        noted = "1 article" if summary.noted == 1 else f"{summary.noted} articles"
        yield f"With a remark: {noted}, such as a date not understood; --dry-run shows it"
    if summary.rejected:
        yield "Rejected:"
        yield from (f"  {place}: {reason}" for place, reason in summary.rejected[:_PRINTED])
    if summary.rejections > _PRINTED:
        yield f"  … and {summary.rejections - _PRINTED:,} more; --rejects FILE writes down all of them"
    if nothing and not summary.rejected:
        yield "Nothing found: no file there is of a kind that is read"


def reading_lines(reading: Reading, width: int | None = None) -> Iterator[str]:
    """What a dry run shows of one input: the metadata, each paragraph taken or dropped, with the reason.

    From a ``width`` of 80 columns on, by default that of the terminal, what is kept stands on the left and what
    is dropped on the right; below, and where standard output is no terminal, each is one line, marked + or -.
    """
    width = terminal_width() if width is None else width
    yield reading.place
    if isinstance(reading.result, Rejected):
        yield f"  rejected: {reading.result.reason}"
    else:
        article = reading.result
        facts = {
            "title": article.title,
            "authors": ", ".join(article.authors),
            "published": str(article.published or ""),
            "updated": str(article.updated or ""),
            "language": article.language,
            "source": article.source,
            "url": article.url,
        }
        yield from (f"  {name}: {value or '(none)'}" for name, value in facts.items())
    draft = reading.draft
    if draft is not None:
        yield from (f"  note: {note}" for note in draft.notes)
        yield from _columns(draft, width) if width >= _NARROWEST else _marked(draft)
    yield ""


def terminal_width() -> int:
    """The columns of the terminal that standard output is, 0 when it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def _marked(draft: Draft) -> Iterator[str]:
    if draft.standfirst:
        yield f"  + [standfirst] {draft.standfirst}"
    for paragraph in draft.paragraphs:
        yield f"  - [{paragraph.dropped}] {paragraph.text}" if paragraph.dropped else f"  + {paragraph.text}"


def _columns(draft: Draft, width: int) -> Iterator[str]:
    """Kept on the left, dropped on the right, each where it stood on the page."""
    right = (width - 5) // 3
    left = width - 5 - right
    yield f"  {'kept':<{left}} | dropped"
    yield f"  {'-' * left}-+-{'-' * right}"
    kept: list[str] = [f"[standfirst] {draft.standfirst}"] if draft.standfirst else []
    dropped: list[str] = []
    for paragraph in (*draft.paragraphs, None):
        if paragraph is not None and paragraph.dropped:
            dropped.append(f"[{paragraph.dropped}] {paragraph.text}")
            continue
        if kept or dropped:  # what was dropped behind a paragraph stands beside it
            yield from _beside(kept, dropped, left, right)
        kept, dropped = [paragraph.text] if paragraph is not None else [], []


def _beside(kept: list[str], dropped: list[str], left: int, right: int) -> Iterator[str]:
    columns = ([row for text in texts for row in wrap(text, size)] for texts, size in ((kept, left), (dropped, right)))
    for one, other in zip_longest(*columns, fillvalue=""):
        yield f"  {one:<{left}} | {other}".rstrip()
    yield f"  {'':<{left}} |"


def reading_values(reading: Reading) -> dict[str, Any]:
    """The same as JSON-ready values."""
    values: dict[str, Any] = {"place": reading.place}
    if isinstance(reading.result, Rejected):
        values["rejected"] = reading.result.reason
    else:
        values["article"] = reading.result.to_dict(text=True)
    if reading.draft is not None:
        values["notes"] = list(reading.draft.notes)
        values["dropped"] = [{"text": p.text, "reason": p.dropped} for p in reading.draft.dropped]
    return values
