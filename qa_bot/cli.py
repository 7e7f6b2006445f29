"""The qa-bot command: ask, search, and keep a store."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_bot import __version__
from qa_bot.errors import QABotError
from qa_bot.readable import readable, reference

if TYPE_CHECKING:
    from qa_bot.answer import Answer
    from qa_bot.bot import QABot
    from qa_bot.passage import Hit, Stages

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

        if given.run is _import:  # no store is made for a file that is no export
            from qa_bot.imports import open_export

            open_export(given.file).close()
        with QABot.open(given.store, create=given.run is _import, **_models(given)) as bot:
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
        made.add_argument(
            "--store", required=True, metavar="DIR", help="the store: a folder, or milvus://HOST:PORT/NAME"
        )
        made.add_argument("--json", action="store_true", help="print JSON")
        made.set_defaults(run=run)
        return made

    ask = command("ask", _ask, "answer a question with quotes")
    ask.add_argument("question")
    chat = command("chat", _chat, "answer questions one after the other, follow-ups too")
    for each in (ask, chat):
        _add_asking(each)
    search = command("search", _search, "list the passages that fit a query best")
    search.add_argument("query")
    search.add_argument("-k", type=int, default=10, help="how many passages (default 10)")
    search.add_argument("--explain", action="store_true", help="with the score of each stage of the ranking")
    for each in (ask, chat, search):
        each.add_argument(
            "--reranker", metavar="MODEL", help="put what is found into a better order: a Hugging Face cross-encoder"
        )
        each.add_argument("--source", action="append", metavar="NAME", help="only this source; may be repeated")
        each.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="only from this day on (2026-03-31)")
        each.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="only up to this day")
        each.add_argument("--language", action="append", metavar="CODE", help="only this language (en); repeatable")
    command("list", _list, "list the articles")
    command("remove", _remove, "remove articles").add_argument("article", nargs="+", help="article ids, as list shows")
    command("history", _history, "show the earlier versions of an article").add_argument("article", help="its id")
    export = command("export", _export, "write articles and revisions to a file of JSON lines")
    export.add_argument("--vectors", action="store_true", help="with the vectors: nothing to encode at the import")
    take = command("import", _import, "take in what export wrote; makes the store when there is none")
    for each in (export, take):
        each.add_argument("file", type=Path, metavar="FILE", help="gzipped when its name ends in .gz")
    command("compact", _compact, "clear removed articles off the disk and give their space back")
    command("info", _info, "say what the store holds")
    command("verify", _verify, "check the store and name everything that is wrong with it")
    check = command("check", _check, "verify an exported conversation against the store")
    check.add_argument("file", metavar="FILE", help="HTML, Markdown or JSON, as the web chat exports it")
    return parser


def _models(given: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(given, name, None) for name in ("reader", "reranker")}


def _add_asking(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--caution",
        choices=("careful", "balanced", "eager"),
        help="how sure an answer must be to be given (default balanced)",
    )
    command.add_argument(
        "--asked", type=date.fromisoformat, metavar="DAY", help='the day that "last week" counts from (default today)'
    )
    command.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="WORDS",
        help="words of the question that are not to limit dates or sources; may be repeated",
    )
    command.add_argument(
        "--reader", metavar="MODEL", help="a Hugging Face extractive QA model instead of the own reader"
    )


def _ask(bot: QABot, given: argparse.Namespace) -> int:
    answer = bot.ask(given.question, **_asking(given))
    print(_json(answer.to_dict()) if given.json else readable(answer))
    return 0


def _chat(bot: QABot, given: argparse.Namespace) -> int:
    from qa_bot.chat import chat

    def as_line(answer: Answer) -> str:
        return json.dumps(answer.to_dict(), ensure_ascii=False)

    return chat(bot, as_line if given.json else readable, **_asking(given))


def _asking(given: argparse.Namespace) -> dict[str, Any]:
    return _filters(given) | {"asked": given.asked, "ignore": given.ignore, "caution": given.caution}


def _filters(given: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ("source", "since", "until", "language")}


def _search(bot: QABot, given: argparse.Namespace) -> int:
    hits = bot.search(given.query, given.k, **_filters(given), explain=given.explain)
    if given.json:
        print(_json([hit.to_dict() for hit in hits]))
    for number, hit in enumerate([] if given.json else hits, 1):
        print(f"{number:2}. {hit.score:.2f}  {reference(hit.passage.article)}")
        print(f"    {' '.join(hit.passage.text.split())}\n")
        if hit.stages:
            print(f"    {_stages(hit, hit.stages)}\n")
    if not hits and not given.json:
        print("Nothing found.")
    return 0


def _stages(hit: Hit, stages: Stages) -> str:
    scores = f"meaning {stages.dense:.2f} (cosine {hit.dense:.3f}), words {stages.words:.2f} (BM25 {hit.words:.2f})"
    again = "" if stages.reranked is None else f", reranker {stages.reranked:.2f}"
    return f"{scores}{again}, fused {hit.score:.2f}: rank {stages.fused_rank}, in the end {stages.rank}"


def _list(bot: QABot, given: argparse.Namespace) -> int:
    shown: set[str] = set()
    for article in bot.articles():
        copies = [copy.id for copy in bot.copies(article.id)]
        first = next((id for id in copies if id in shown), None)
        shown.add(article.id)
        if given.json:
            print(json.dumps(article.to_dict() | {"copies": copies}, ensure_ascii=False))
        else:
            print(f"{article.id}  {reference(article)}" + (f"  (copy of {first})" if first else ""))
    return 0


def _history(bot: QABot, given: argparse.Namespace) -> int:
    present = bot.article(given.article)
    if present is None:
        raise QABotError(f"there is no article {given.article!r} in the store; qa-bot list shows the ids")
    history = bot.history(given.article)
    if given.json:
        print(
            _json(
                [
                    {
                        "stored": each.stored.isoformat(),
                        "replaced": each.replaced.isoformat(),
                        "article": each.article.to_dict(text=True),
                    }
                    for each in history
                ]
            )
        )
        return 0
    print(f"present version: {reference(present)}")
    for each in history:
        print(f"\nstored {each.stored:%Y-%m-%d %H:%M} UTC, replaced {each.replaced:%Y-%m-%d %H:%M} UTC")
        print(f"{reference(each.article)}\n{each.article.text}")
    return 0


def _export(bot: QABot, given: argparse.Namespace) -> int:
    from qa_bot.export import write_lines

    articles = write_lines(given.file, bot.export(given.vectors)) - 1
    print(_json({"file": str(given.file), "articles": articles}) if given.json else f"{articles:,} articles exported")
    return 0


def _import(bot: QABot, given: argparse.Namespace) -> int:
    from qa_bot.imports import open_export

    with open_export(given.file) as lines:
        report = bot.import_(lines)
    counts = {"added": len(report.added), "replaced": len(report.replaced), "unchanged": len(report.unchanged)}
    if given.json:
        print(_json(counts | {"rejected": [{"line": line, "reason": reason} for line, reason in report.rejected]}))
    else:
        print(", ".join(f"{count:,} {name}" for name, count in counts.items()))
        for line, reason in report.rejected:
            print(f"{given.file}, line {line}: {reason}", file=sys.stderr)
    return 1 if report.rejected else 0


def _compact(bot: QABot, given: argparse.Namespace) -> int:
    freed = bot.compact()
    print(_json({"freed_bytes": freed}) if given.json else f"{freed / 1e6:,.1f} MB freed")
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
    languages = ", ".join(f"{code or 'unknown'} {count:,}" for code, count in info["languages"].items())
    print(f"languages: {languages or 'none'}")
    copies = f"; {info['duplicates']:,} articles are copies of another" if "duplicates" in info else ""
    print(f"{info['revisions']:,} earlier versions kept{copies}")  # a store on Milvus does not count its copies
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


def _check(bot: QABot, given: argparse.Namespace) -> int:
    from qa_bot.check import check_file

    checked = check_file(given.file, bot)
    if given.json:
        print(_json(checked.to_dict()))
    else:
        count = f"{checked.quotes} quotes and passages in {checked.answers} answers"
        print("\n".join(checked.problems) or f"{count}: all stand in the store as they were exported.")
    return 0 if checked.sound else 1


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.exit(main())
