"""Transcript: answers to take away, as Markdown, plain text, HTML or JSON, each quote with its offsets and hash."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from qa_bot.answer import Answer
from qa_bot.article import parse_published
from qa_bot.link import safe_url, text_fragment

#: What the first lines of the JSON say; ``check`` reads this version.
FORMAT, VERSION = "qa_bot conversation", 2
#: What stands above positions.
DISAGREE = "The articles disagree:"
Kind = Literal["html", "markdown", "json"]

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&$])|^(\s*)([-+=]|\d+(?=[.)](?:\s|$)))", re.MULTILINE)
_STYLE = (
    "body{max-width:42rem;margin:3rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;color:#20242a;background:#fff}"
    "h2{margin:2.5rem 0 .3rem;font-size:1rem;font-weight:400;color:#5b616b}"
    "h3{margin:1.5rem 0 .3rem;font-size:1rem}.answer{margin:0;font-size:1.4rem}"
    ".sure,figcaption,footer{color:#5b616b;font-size:.85rem}figure{margin:1rem 0}"
    "blockquote{margin:0;padding-inline-start:1rem;border-inline-start:3px solid #c99a1b;white-space:pre-line}"
    "mark{background:#ffd970}a{color:#1d5a86}table{border-collapse:collapse;margin:1rem 0;font-size:.95rem}"
    "caption{text-align:start;font-weight:600}:is(td,th){padding:.3rem 1rem .3rem 0;text-align:start;"
    "vertical-align:top;border-top:1px solid #e4e0d8}.otherwise{margin-top:1.5rem;padding-inline-start:1rem;"
    "border-inline-start:1px solid #e4e0d8}"
)


def export(answers: Sequence[Answer], title: str, when: datetime) -> dict[str, Any]:
    """The conversation as JSON-ready values: ``Answer.to_dict()`` with a SHA-256 of every quote and passage."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "exported": when.isoformat(timespec="seconds"),
        "answers": [answer_dict(answer) for answer in answers],
    }


def answer_dict(answer: Answer) -> dict[str, Any]:
    """``Answer.to_dict()`` with a SHA-256 of every quote and passage."""
    return _hashed(answer.to_dict())


def quotes(answer: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every quote of an answer and of the positions in it, under a name: "quote 1", "position 2, quote 1"."""
    for number, quote in enumerate(answer["citations"], 1):
        yield f"quote {number}", quote
    for position, held in enumerate(answer["positions"], 1):
        for number, quote in enumerate(held["citations"], 1):
            yield f"position {position}, quote {number}", quote


def render(conversation: dict[str, Any], kind: Kind) -> str:
    """The exported conversation as a file of this kind. HTML and Markdown carry the JSON inside, for ``check``."""
    if kind == "json":
        return json.dumps(conversation, ensure_ascii=False, indent=1) + "\n"
    # Inside HTML no "<" or ">" may stand: either could end the place where it stands.
    inside = json.dumps(conversation, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    title, when = conversation["title"], conversation["exported"]
    if kind == "markdown":
        answers = "\n\n".join(markdown(answer) for answer in conversation["answers"])
        return f"# {_escaped(title)}\n\nExported {when}\n\n{answers}\n\n<!-- qa-bot {inside} -->\n"
    answers = "\n".join(_html(answer) for answer in conversation["answers"])
    return (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{_esc(title)}</title>\n<style>{_STYLE}</style>\n'
        f'</head>\n<body>\n<h1 dir="auto">{_esc(title)}</h1>\n{answers}\n<footer>Exported {_esc(when)}</footer>\n'
        f'<script type="application/json" id="qa-bot">{inside}</script>\n</body>\n</html>\n'
    )


def markdown(answer: dict[str, Any]) -> str:
    """One answer of ``answer_dict`` as Markdown, its quotes with links to their place in the original."""
    return "\n".join([f"## {_escaped(_line(answer['question']))}", "", *_markdown_lines(answer)])


def plain(answer: dict[str, Any], links: bool = False) -> str:
    """One answer of ``answer_dict`` as plain text, with the addresses of the originals where ``links``."""
    return "\n".join([answer["question"], "", *_plain_lines(answer, links)])


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _hashed(made: dict[str, Any]) -> dict[str, Any]:
    for _, quote in quotes(made):
        quote["sha256"] = digest(quote["quote"])
    for passage in made["nearest"]:
        passage["sha256"] = digest(passage["text"])
    for inner in (*made["parts"], *filter(None, [made["otherwise"]])):
        _hashed(inner)
    return made


def _shown(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The quotes of the answer, then those of other positions, each once."""
    once: dict[tuple[str, int, int], dict[str, Any]] = {}
    for _, quote in quotes(answer):
        once.setdefault((quote["article"]["id"], quote["start"], quote["end"]), quote)
    return list(once.values())


def _understood(answer: dict[str, Any]) -> Iterator[str]:
    """How the question was understood, where that is not what it says."""
    if answer["standalone"] != answer["question"]:
        yield f"Understood as: {_line(answer['standalone'])}"
    for constraint in answer["understood"]:
        yield f"“{_line(constraint['words'])}” understood as: {_line(constraint['reading'])}"


def _told(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every position, and who takes it, of which article."""
    for position in answer["positions"]:
        for quote in position["citations"]:
            yield _line(position["text"]), ", ".join(filter(None, [_line(quote["teller"]), _origin(quote["article"])]))


def _without(answer: dict[str, Any]) -> str:
    left_out = " and ".join(f"“{_line(each['words'])}”" for each in answer["understood"] if each["required"])
    return f"Without {left_out}:"


def _markdown_lines(answer: dict[str, Any]) -> Iterator[str]:
    if answer["parts"]:
        for number, part in enumerate(answer["parts"]):
            yield from ([""] if number else [])
            yield from (f"### {_escaped(_line(part['question']))}", "", *_markdown_lines(part))
        return
    for understood in _understood(answer):
        yield from (f"*{_escaped(understood)}*", "")
    yield f"**{_escaped(_line(answer['text']))}**{_sure(answer)}"
    if answer["missing"]:
        yield from ("", _escaped(_line(answer["missing"]["text"])))
    if answer["positions"]:
        yield from ("", DISAGREE, "")
        yield from (f"- **{_escaped(said)}** — {_escaped(teller)}" for said, teller in _told(answer))
    for quote in _shown(answer):
        said = "\n".join(f"> {line}".rstrip() for line in _escaped(quote["quote"]).splitlines())
        yield from ("", said, ">", f"> — {_markdown_origin(quote)}{_escaped(_also_in(quote))}")
    if answer["otherwise"]:
        yield from ("", _escaped(_without(answer)), "", *_markdown_lines(_alone(answer)))


def _plain_lines(answer: dict[str, Any], links: bool) -> Iterator[str]:
    if answer["parts"]:
        for number, part in enumerate(answer["parts"]):
            yield from ([""] if number else [])
            yield from (_line(part["question"]), "", *_plain_lines(part, links))
        return
    for understood in _understood(answer):
        yield from (understood, "")
    yield f"{answer['text']}{_sure(answer)}"
    if answer["missing"]:
        yield from ("", _line(answer["missing"]["text"]))
    if answer["positions"]:
        yield from ("", DISAGREE, *(f"- {said} — {teller}" for said, teller in _told(answer)))
    for quote in _shown(answer):
        address = _address(quote) if links else ""
        origin = f"— {_origin(quote['article'])}{_also_in(quote)}"
        yield from ("", f"“{quote['quote']}”", origin, *([address] if address else []))
    if answer["otherwise"]:
        yield from ("", _without(answer), "", *_plain_lines(_alone(answer), links))


def _alone(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without what was demanded, its question not said again."""
    otherwise: dict[str, Any] = answer["otherwise"]
    return otherwise | {"question": otherwise["standalone"]}


def _html(answer: dict[str, Any]) -> str:
    return f'<section>\n<h2 dir="auto">{_esc(answer["question"])}</h2>\n{_html_body(answer)}\n</section>'


def _html_body(answer: dict[str, Any]) -> str:
    if answer["parts"]:
        bodies = (f'<h3 dir="auto">{_esc(part["question"])}</h3>\n{_html_body(part)}' for part in answer["parts"])
        return "\n".join(bodies)
    understood = "".join(f'<p class="sure" dir="auto">{_esc(line)}</p>\n' for line in _understood(answer))
    figures = "\n".join(_figure(quote) for quote in _shown(answer))
    sure = f'<p class="sure">{_sure(answer).strip(" ()")}</p>\n' if answer["answered"] else ""
    table = otherwise = missing = ""
    if answer["missing"]:
        missing = f'<p dir="auto">{_esc(answer["missing"]["text"])}</p>\n'
    if answer["positions"]:
        rows = "".join(
            f'<tr><th scope="row" dir="auto">{_esc(said)}</th><td dir="auto">{_esc(teller)}</td></tr>\n'
            for said, teller in _told(answer)
        )
        table = f"<table>\n<caption>{DISAGREE}</caption>\n{rows}</table>\n"
    if answer["otherwise"]:
        body = _html_body(_alone(answer))
        otherwise = f'\n<div class="otherwise">\n<p class="sure">{_esc(_without(answer))}</p>\n{body}\n</div>'
    said = f'<p class="answer" dir="auto">{_esc(answer["text"])}</p>\n'
    return f"{understood}{said}{missing}{sure}{table}{figures}{otherwise}"


def _figure(quote: dict[str, Any]) -> str:
    said, start = quote["quote"], quote["start"]
    shown = _esc(said)
    if quote["answer_start"] is not None and quote["answer_end"] is not None:
        a, b = quote["answer_start"] - start, quote["answer_end"] - start
        shown = f"{_esc(said[:a])}<mark>{_esc(said[a:b])}</mark>{_esc(said[b:])}"
    origin, address = _esc(_origin(quote["article"])), _address(quote)
    if address:
        origin = f'<a href="{_esc(address)}" rel="noopener noreferrer">{origin}</a>'
    return (
        f'<figure><blockquote dir="auto">{shown}</blockquote>\n'
        f'<figcaption dir="auto">{origin} · {_place(quote)}{_esc(_also_in(quote))}</figcaption></figure>'
    )


def _markdown_origin(quote: dict[str, Any]) -> str:
    origin, address = _escaped(_origin(quote["article"])), _address(quote)
    if address:
        origin = f"[{origin}](<{address.replace('<', '%3C').replace('>', '%3E')}>)"
    return f"{origin} · {_place(quote)}"


def _place(quote: dict[str, Any]) -> str:
    return f"article {quote['article']['id']}, characters {quote['start']}–{quote['end']}"


def _origin(article: dict[str, Any]) -> str:
    """Title, authors, source and day, as far as they are known."""
    day = ""
    if article["published"]:
        when = parse_published(article["published"])
        day = f"{when.day} {when:%B %Y}"
    parts = (article["title"], ", ".join(article["authors"]), article["source"], day)
    return ", ".join(_line(part) for part in parts if part) or article["id"]


def _also_in(quote: dict[str, Any]) -> str:
    copies = "; ".join(_origin(article) for article in quote["also_in"])
    return f" · also in {copies}" if copies else ""


def _address(quote: dict[str, Any]) -> str:
    url = safe_url(quote["article"]["url"])
    return url + text_fragment(quote["quote"], url) if url else ""


def _sure(answer: dict[str, Any]) -> str:
    return f" ({min(99, round(100 * answer['confidence']))} % sure)" if answer["answered"] else ""


def _escaped(text: str) -> str:
    """The text with every sign that Markdown would read as its own marked as plain text."""
    return _MARKDOWN.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}{_signed(found[3])}", text)


def _signed(sign: str) -> str:
    return f"\\{sign}" if not sign.isdigit() else f"{sign}\\"


def _line(text: str) -> str:
    return " ".join(text.split())


def _esc(text: str) -> str:
    return html.escape(text, quote=True).replace("\r", "&#13;")
