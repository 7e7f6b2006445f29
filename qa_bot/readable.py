"""Readable: an answer as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_bot.answer import Answer
    from qa_bot.article import Article


def readable(answer: Answer) -> str:
    """Answer, what was understood, positions, quotes with their articles, and the nearest passages."""
    if answer.parts:
        return "\n\n".join(f"{part.question}\n{readable(part)}" for part in answer.parts)
    lines = [answer.text if not answer.answered else f"{answer.text}   ({answer.confidence:.0%} sure)"]
    if answer.standalone != answer.question:
        lines += [f"    asked in full: {answer.standalone}"]
    for constraint in answer.understood:
        lines += [f"    understood: “{constraint.words}” as {constraint.reading}"]
    if answer.missing:
        lines += [f"    {answer.missing.text}"]
    if answer.positions:
        lines += ["", "The articles disagree:"]
    for position in answer.positions:
        tellers = [", ".join(filter(None, (each.teller, each.article.dateline))) for each in position.citations]
        lines += [f"  · {position.text} ({'; '.join(tellers)})"]
    for number, citation in enumerate(answer.citations, 1):
        lines += ["", f"[{number}] “{citation.quote}”", f"    {reference(citation.article)}"]
        lines += [f"    “{citation.article.text[t.start : t.end]}” is {t.reading}" for t in citation.times]
        if citation.corrects:
            lines += ["    This article corrects an earlier report."]
        if citation.also_in:
            lines += [f"    also in {', '.join(copy.source or copy.id for copy in citation.also_in)}"]
    if answer.otherwise:
        lines += ["", f"Without what was understood: {readable(answer.otherwise)}"]
    if answer.nearest:
        lines += ["", "The nearest passages:"]
    for hit in answer.nearest:
        lines += ["", f"  · {' '.join(hit.passage.text.split())}", f"    {reference(hit.passage.article)}"]
    return "\n".join(lines)


def reference(article: Article) -> str:
    """Title, authors, source, day and address of an article in one line; its id where it has none of them."""
    parts = (article.title, ", ".join(article.authors), article.dateline, article.url)
    return " — ".join(part for part in parts if part) or article.id
