"""Check: whether an exported conversation still says what the articles in a store say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_bot.answer import NOT_SAID, PART_MARK
from qa_bot.article import Article
from qa_bot.bot import QABot
from qa_bot.errors import ExportError
from qa_bot.missing import Missing
from qa_bot.transcript import FORMAT, VERSION, Kind, digest, quotes, render
from qa_bot.understood import no_article_of

#: Bytes of the largest file read: no conversation is as long.
_LARGEST = 50_000_000
_IN_MARKDOWN = re.compile(r"<!-- qa-bot (\{.*\}) -->\s*\Z")
_IN_HTML = re.compile(r'<script type="application/json" id="qa-bot">(\{.*\})</script>')
_METADATA = ("title", "url", "source", "authors", "published")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in an export: how many answers and quotes, and everything that is wrong, a sentence each."""

    answers: int
    quotes: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether everything stands as it was exported."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "sound": self.sound,
            "answers": self.answers,
            "quotes": self.quotes,
            "problems": list(self.problems),
        }


def check_file(path: str | Path, bot: QABot) -> Checked:
    """Check an exported file. Raises ExportError when it cannot be read or is no export."""
    try:
        if Path(path).stat().st_size > _LARGEST:
            raise ExportError(f"{path} is larger than any export: more than {_LARGEST:,} bytes")
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} cannot be read: {error}") from error
    return check(text, bot)


def check(text: str, bot: QABot) -> Checked:
    """Check the text of an export: HTML, Markdown or JSON.

    Every quote and passage must stand in the store at its offsets, with its hash; titles,
    sources, authors, dates and addresses must be those of the stored articles; an answer must
    be in the words of its quotes; and all that can be read in the file must be what was exported.
    Raises ExportError when the text is no export.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    kind, conversation = _parse(text)
    try:
        answers = conversation["answers"]
        number_of_quotes = sum(_number_of_quotes(answer) for answer in answers)
        problems = [
            f"Answer {number}, {problem}" for number, answer in enumerate(answers, 1) for problem in _wrong(answer, bot)
        ]
        made = render(conversation, kind)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ExportError(f"The export is damaged: {type(error).__name__}: {error}") from error
    if kind != "json" and made.rstrip() != text.rstrip():
        problems.append(f"The file was altered after it was exported: {_difference(made, text)}")
    return Checked(len(answers), number_of_quotes, tuple(problems))


def _parse(text: str) -> tuple[Kind, dict[str, Any]]:
    kind: Kind = "json"
    found: re.Match[str] | None = None
    if not text.lstrip().startswith("{"):
        kind = "html" if text.lstrip().startswith("<!doctype html>") else "markdown"
        found = (_IN_HTML if kind == "html" else _IN_MARKDOWN).search(text)
        if found is None:
            raise ExportError("This is no conversation exported by qa_bot: it carries no record of its quotes")
    try:
        conversation = json.loads(found[1] if found else text)
    except ValueError as error:
        raise ExportError(f"The record in the export is damaged: {error}") from error
    if not isinstance(conversation, dict) or conversation.get("format") != FORMAT:
        raise ExportError("This is no conversation exported by qa_bot")
    if conversation.get("version") != VERSION:
        raise ExportError(
            f"The export has version {conversation.get('version')!r}, this qa_bot checks version {VERSION}; "
            "use the qa_bot that made it"
        )
    return kind, conversation


def _number_of_quotes(answer: dict[str, Any]) -> int:
    if answer["parts"]:  # its quotes are theirs
        return sum(map(_number_of_quotes, answer["parts"]))
    otherwise = _number_of_quotes(answer["otherwise"]) if answer["otherwise"] else 0
    return len(list(quotes(answer))) + len(answer["nearest"]) + otherwise


def _wrong(answer: dict[str, Any], bot: QABot) -> Iterator[str]:
    if answer["parts"]:
        yield from _wrong_parts(answer, bot)
        return
    for name, quote in quotes(answer):
        yield from (f"{name}: {problem}" for problem in _misquoted(quote, quote["quote"], bot))
    for number, passage in enumerate(answer["nearest"], 1):
        yield from (f"passage {number}: {problem}" for problem in _misquoted(passage, passage["text"], bot))
    for number, position in enumerate(answer["positions"], 1):
        yield from _unproven(f"position {number}", position["text"], position["citations"])
    if answer["otherwise"]:
        yield from (f"otherwise, {problem}" for problem in _wrong(answer["otherwise"], bot))
    if answer["answered"]:
        yield from _unproven("its text", answer["text"], answer["citations"])
        return
    if answer["missing"]:
        yield from _not_missing(answer)
    demanded = [(each["kind"], each["reading"]) for each in answer["understood"] if each["required"]]
    if answer["text"] not in (NOT_SAID, no_article_of(demanded)):
        yield "its text: the answer was not given, yet there is one"


def _wrong_parts(answer: dict[str, Any], bot: QABot) -> Iterator[str]:
    """What is wrong with an answer to several questions in one: with each of them, and with what joins them."""
    parts = answer["parts"]
    for number, part in enumerate(parts, 1):
        yield from (f"part {number}, {problem}" for problem in _wrong(part, bot))
    given = [part for part in parts if part["answered"]]
    if answer["text"] != (PART_MARK.join(part["text"] for part in given) or NOT_SAID):
        yield "its text: it is not that of its parts"
    if answer["citations"] != [quote for part in given for quote in part["citations"]]:
        yield "its quotes are not those of its parts"


def _not_missing(answer: dict[str, Any]) -> Iterator[str]:
    """What is wrong with what an unanswered question is said to lack."""
    said = answer["missing"]
    told = Missing(tuple(said["unknown"]), tuple(said["subject"]), said["wanted"])
    if said["text"] != told.text:
        yield f"what is missing: “{said['text']}” is not what was found"
    for name in (*told.unknown, *told.subject):
        if name not in answer["standalone"]:
            yield f"what is missing: the question does not name “{name}”"
    for name in told.unknown:
        if any(name in passage["text"] for passage in answer["nearest"]):
            yield f"what is missing: a passage does speak of “{name}”"


def _unproven(name: str, text: str, citations: list[dict[str, Any]]) -> Iterator[str]:
    proof = {word for quote in citations for word in _words(quote["quote"])}
    if missing := [word for word in _words(text) if word not in proof]:
        yield f"{name}: “{missing[0]}” stands in none of its quotes"


def _misquoted(span: dict[str, Any], text: str, bot: QABot) -> Iterator[str]:
    said, start, end = span["article"], span["start"], span["end"]
    article = bot.article(said["id"])
    if article is None:
        yield f"its article {said['id']} is not in the store"
        return
    if type(start) is not int or type(end) is not int or not 0 <= start < end or article.text[start:end] != text:
        yield f"it does not stand at characters {start}–{end} of article {article.id}"
    if digest(text) != span["sha256"]:
        yield "it does not fit its hash"
    a, b = span.get("answer_start"), span.get("answer_end")
    marked = type(a) is int and type(b) is int and start <= a < b <= end
    if (a is not None or b is not None) and not marked:
        yield "the answer marked in it lies outside of it"
    if span.get("teller", "") not in text:
        yield f"the teller given, “{span['teller']}”, does not stand in it"
    yield from _misattributed(said, article)
    for copy in span.get("also_in", ()):
        if found := bot.article(copy["id"]):
            yield from _misattributed(copy, found)
        else:
            yield f"the copy {copy['id']} of its article is not in the store"


def _misattributed(said: dict[str, Any], article: Article) -> Iterator[str]:
    stored = article.to_dict()
    for name in _METADATA:
        if said[name] != stored[name]:
            yield f"the {name} given is {said[name]!r}, in the store it is {stored[name]!r}"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _difference(made: str, text: str) -> str:
    ours, theirs = made.splitlines(), text.splitlines()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return f"line {number} is “{other[:100]}” instead of “{one[:100]}”"
    return f"it has {len(theirs)} lines instead of {len(ours)}"
