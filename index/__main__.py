"""The command line of the indexer: ``python -m index PATH... --store DIR``."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime

from index.draft import Rejected
from index.files import Input, Meter, find
from index.ingest import Bot, Summary, distinct, ingest
from index.inputs import read_files
from index.report import dry_run_lines, reading_lines, reading_values, summary_lines
from qa_bot.article import Article
from qa_bot.errors import QABotError

_DESCRIPTION = """\
Read news articles from files and folders and put them into a store, where they can be asked.

Kinds of files: .txt and .md (a page copied as text, or Markdown with front matter), .html,
.json and .jsonl, each also packed as .gz or .xz. Title, standfirst, byline, date and source are
found; appeals, sign-up prompts, link lists and the like are left out. What cannot be used is
rejected with its reason, and the rest goes on. Running it again changes nothing.
"""
_EPILOG = """\
examples:
  python -m index ~/news --store store/                      everything in a folder
  python -m index wire.jsonl.gz --store store/ --source "Northern Wire"
  python -m index page.html --dry-run                        only show what would be taken

The exit status is 0 when there was at least one article, 1 when there was none or the store
cannot be used, 2 for wrong usage.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if not given.store and not given.dry_run:
        parser.error("--store DIR is missing (or --dry-run, which stores nothing)")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names need not be text
    try:
        status = _dry_run(given) if given.dry_run else _index(given)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder that is read with all below it")
    parser.add_argument(
        "--store", metavar="DIR", help="the store, a folder or milvus://HOST:PORT/NAME; made if there is none"
    )
    parser.add_argument("--source", metavar="NAME", help="the outlet of all these articles, whatever the files say")
    parser.add_argument(
        "--published", metavar="DATE", type=_date, help="the date of articles that have none, such as 2026-03-31"
    )
    parser.add_argument(
        "--encoder", metavar="MODEL", help="a Hugging Face model or local folder for a new store's vectors"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument("--dry-run", action="store_true", help="show what would be taken and dropped; store nothing")
    return parser


def _date(text: str) -> date | datetime:
    from index.dates import parse_date

    found = parse_date(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no complete date; write it as 2026-03-31")
    return found


def _index(given: argparse.Namespace) -> int:
    from index.progress import Bar

    summary, meter, begun = Summary(), Meter(), time.monotonic()
    total = sum(found.size for found in find(given.paths) if isinstance(found, Input))
    status = 0
    with ExitStack() as stack:

        def open_bot() -> Bot:
            from qa_bot import QABot

            return stack.enter_context(QABot.open(given.store, encoder=given.encoder))

        try:
            with Bar(total, meter) as bar:
                ingest(read_files(given.paths, given.source, given.published, meter), open_bot, bar, summary)
            stack.close()  # here, so that an error in writing the last files is reported like the others
        except QABotError as error:
            print(f"index: {error}", file=sys.stderr)
            status = 1
        except KeyboardInterrupt:
            print("index: stopped; what was stored stays, and running it again goes on from there", file=sys.stderr)
            status = 130
    summary.skipped = meter.skipped
    seconds = time.monotonic() - begun
    if given.json:
        from qa_bot.store.location import shown

        print(json.dumps(summary.to_dict() | {"store": shown(given.store), "seconds": round(seconds, 1)}, indent=2))
    else:
        print("\n".join(summary_lines(summary, seconds, complete=not status)))
    return status or (0 if summary.usable else 1)


def _dry_run(given: argparse.Namespace) -> int:
    summary, meter, shown = Summary(), Meter(), []
    taken = 0
    for reading in distinct(read_files(given.paths, given.source, given.published, meter)):
        taken += isinstance(reading.result, Article)
        summary.rejected += [(reading.place, reading.result.reason)] if isinstance(reading.result, Rejected) else []
        if given.json:
            shown.append(reading_values(reading))
        else:
            print("\n".join(reading_lines(reading)))
    summary.skipped = meter.skipped
    if given.json:
        values = {"dry_run": True, "taken": taken, "skipped": meter.skipped, "inputs": shown}
        print(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        print("\n".join(dry_run_lines(summary, taken)))
    return 0 if taken else 1


if __name__ == "__main__":
    sys.exit(main())
