"""The qa-bot command: ask, search, list, remove, info and verify on a store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from qa_bot import __version__
from qa_bot.errors import QABotError

if TYPE_CHECKING:
    from qa_bot.answer import Answer
    from qa_bot.bot import QABot

_EPILOG = """\
A store is a folder that holds articles; fill one from a checkout with
  python -m index FILE_OR_FOLDER... --store news/
or from Python with QABot.open("news/").add([...]). Then:
  qa-bot ask "How many troops were sent?" --store news/
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it did its work, 1 when it could not, 2 for wrong usage."""
    given = _parser().parse_args(arguments)
    try:
        from qa_bot.bot import QABot

        with QABot.open(given.store, reader=getattr(given, "reader", None), create=False) as bot:
            return int(given.run(bot, given))
    except QABotError as error:
        print(f"qa-bot: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qa-bot",
        description="Ask news articles a question; get the answer with the exact sentences that say it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"qa-bot {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Any, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
        made.add_argument("--store", required=True, metavar="DIR", help="the store's folder")
        made.add_argument("--json", action="store_true", help="print JSON")
        made.set_defaults(run=run)
        return made

    ask = command("ask", _ask, "answer a question with quotes")
    ask.add_argument("question")
    ask.add_argument(
        "--caution",
        choices=("careful", "balanced", "eager"),
        help="how sure an answer must be to be given (default balanced)",
    )
    ask.add_argument(
        "--asked", type=date.fromisoformat, metavar="DAY", help='the day that "last week" counts from (default today)'
    )
    ask.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="WORDS",
        help="words of the question that are not to limit dates or sources; may be repeated",
    )
    ask.add_argument("--reader", metavar="MODEL", help="a Hugging Face extractive QA model instead of the own reader")
    search = command("search", _search, "list the passages that fit a query best")
    search.add_argument("query")
    search.add_argument("-k", type=int, default=10, help="how many passages (default 10)")
    for each in (ask, search):
        each.add_argument("--source", action="append", metavar="NAME", help="only this source; may be repeated")
        each.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="only from this day on (2026-03-31)")
        each.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="only up to this day")
        each.add_argument("--language", action="append", metavar="CODE", help="only this language (en); repeatable")
    command("list", _list, "list the articles")
    command("remove", _remove, "remove articles").add_argument("article", nargs="+", help="article ids, as list shows")
    command("info", _info, "say what the store holds")
    command("verify", _verify, "check the store and name everything that is wrong with it")
    return parser


def _ask(bot: QABot, given: argparse.Namespace) -> int:
    chosen = {"asked": given.asked, "ignore": given.ignore, "caution": given.caution}
    answer = bot.ask(given.question, **_filters(given), **chosen)
    print(_json(answer.to_dict()) if given.json else _readable(answer))
    return 0


def _filters(given: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ("source", "since", "until", "language")}


def _readable(answer: Answer) -> str:
    lines = [answer.text if not answer.answered else f"{answer.text}   ({answer.confidence:.0%} sure)"]
    for constraint in answer.understood:
        lines += [f"    understood: “{constraint.words}” as {constraint.reading}"]
    if answer.positions:
        lines += ["", "The articles disagree:"]
    for position in answer.positions:
        tellers = [", ".join(filter(None, (each.teller, each.article.dateline))) for each in position.citations]
        lines += [f"  · {position.text} ({'; '.join(tellers)})"]
    for number, citation in enumerate(answer.citations, 1):
        lines += ["", f"[{number}] “{citation.quote}”", f"    {_reference(citation.article)}"]
        lines += [f"    “{citation.article.text[t.start : t.end]}” is {t.reading}" for t in citation.times]
        if citation.corrects:
            lines += ["    This article corrects an earlier report."]
        if citation.also_in:
            lines += [f"    also in {', '.join(copy.source or copy.id for copy in citation.also_in)}"]
    if answer.otherwise:
        lines += ["", f"Without what was understood: {_readable(answer.otherwise)}"]
    if answer.nearest:
        lines += ["", "The nearest passages:"]
    for hit in answer.nearest:
        lines += ["", f"  · {' '.join(hit.passage.text.split())}", f"    {_reference(hit.passage.article)}"]
    return "\n".join(lines)


def _reference(article: Any) -> str:
    parts = (article.title, ", ".join(article.authors), article.dateline, article.url)
    return " — ".join(part for part in parts if part) or article.id


def _search(bot: QABot, given: argparse.Namespace) -> int:
    hits = bot.search(given.query, given.k, **_filters(given))
    if given.json:
        print(_json([hit.to_dict() for hit in hits]))
    for number, hit in enumerate([] if given.json else hits, 1):
        print(f"{number:2}. {hit.score:.2f}  {_reference(hit.passage.article)}")
        print(f"    {' '.join(hit.passage.text.split())}\n")
    if not hits and not given.json:
        print("Nothing found.")
    return 0


def _list(bot: QABot, given: argparse.Namespace) -> int:
    for article in bot.articles():
        print(
            json.dumps(article.to_dict(), ensure_ascii=False) if given.json else f"{article.id}  {_reference(article)}"
        )
    return 0


def _remove(bot: QABot, given: argparse.Namespace) -> int:
    removed = bot.remove(given.article)
    missing = [id for id in given.article if id not in removed]
    if given.json:
        print(_json({"removed": removed, "missing": missing}))
    else:
        print(f"{len(removed)} removed" + (f"; not in the store: {', '.join(missing)}" if missing else ""))
    return 1 if missing else 0


def _info(bot: QABot, given: argparse.Namespace) -> int:
    info = bot.info()
    if given.json:
        print(_json(info))
        return 0
    print(f"{info['store']}: {info['articles']:,} articles, {info['passages']:,} passages, {info['megabytes']} MB")
    if info["first_day"]:
        print(f"published {info['first_day']} to {info['last_day']}")
    for source, count in info["sources"].items():
        print(f"  {count:6,}  {source or '(no source)'}")
    print(f"encoder {info['settings']['encoder']}, passages of up to {info['settings']['size']} word pieces")
    return 0


def _verify(bot: QABot, given: argparse.Namespace) -> int:
    problems = bot.verify()
    print(
        _json({"sound": not problems, "problems": problems})
        if given.json
        else "\n".join(problems or ["The store is sound."])
    )
    return 1 if problems else 0


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.exit(main())
