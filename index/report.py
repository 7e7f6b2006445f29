"""Report: what came out of the input, as text for people and as values for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.draft import Rejected
from index.ingest import Summary
from index.inputs import Reading

#: Rejected inputs that are printed one by one.
_PRINTED = 50


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


def reading_lines(reading: Reading) -> Iterator[str]:
    """What a dry run shows of one input: the metadata, each paragraph taken (+) or dropped (-)."""
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
        if draft.standfirst:
            yield f"  + [standfirst] {draft.standfirst}"
        for paragraph in draft.paragraphs:
            yield f"  - [{paragraph.dropped}] {paragraph.text}" if paragraph.dropped else f"  + {paragraph.text}"
    yield ""


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
