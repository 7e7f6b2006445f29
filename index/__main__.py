"""The command line of the indexer: ``python -m index PATH... --store DIR``."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from index.address import is_address
from index.draft import Rejected
from index.field_map import FieldMap
from index.files import Meter
from index.ingest import Summary, distinct
from index.report import dry_run_lines, reading_lines, reading_values
from qa_bot.article import Article

_DESCRIPTION = """\
Read news articles and put them into a store, where they can be asked.

A PATH is a file, a folder that is read with all below it, or an address on the web.
Files: .txt and .md (a page copied as text, or Markdown with front matter), .html, .mhtml (a page
saved by a browser), .json and .jsonl, .xml (NITF and NewsML-G2), each also packed as .gz or .xz,
and .zip archives of them. An address is that of a page, of an RSS or Atom feed or of a sitemap
(then the pages that it names are fetched), or of such a file.

Title, standfirst, byline, dates, source and language are found; appeals, sign-up prompts, link
lists and the like are left out. What cannot be used is rejected with its reason, and the rest
goes on. A run that was stopped goes on when it is run again; articles that are stored already
are left as they are, and a changed article replaces its earlier version.
"""
_EPILOG = """\
examples:
  python -m index ~/news --store store/                      everything in a folder
  python -m index wire.jsonl.gz --store store/ --source "Northern Wire"
  python -m index https://news.example/rss --store store/    the pages that a feed names
  python -m index ~/news --store store/ --watch              and whatever comes into it later
  python -m index dump.json --store store/ --fields text=story.body,published=pub_date.date
  python -m index page.html --dry-run                        only show what would be taken

The exit status is 0 when there was at least one article, 1 when there was none or the store
cannot be used, 2 for wrong usage.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    _check(parser, given)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names need not be text
    try:
        status = _run(given)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def make_parser() -> argparse.ArgumentParser:
    """The options of the command, as ``--help`` shows them."""
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder or an http(s) address")
    parser.add_argument(
        "--store", metavar="DIR", help="the store, a folder or milvus://HOST:PORT/NAME; made if there is none"
    )
    parser.add_argument(
        "--encoder", metavar="MODEL", help="a Hugging Face model or local folder for a new store's vectors"
    )
    what = parser.add_argument_group("what the articles are")
    what.add_argument("--source", metavar="NAME", help="the outlet of all these articles, whatever the files say")
    what.add_argument(
        "--published", metavar="DATE", type=_date, help="the date of articles that have none, such as 2026-03-31"
    )
    what.add_argument(
        "--fields",
        metavar="NAME=PATH,...",
        type=_fields,
        help="where JSON records keep what: text=body,title=headline,published=pub_date.date; "
        "names are text, title, standfirst, authors, source, url, published, updated, language",
    )
    web = parser.add_argument_group("addresses on the web")
    web.add_argument("--max-pages", metavar="N", type=_count, help="pages of one feed or sitemap (1000)")
    web.add_argument("--delay", metavar="SECONDS", type=_seconds, help="pause between requests to one host (1)")
    web.add_argument(
        "--allow-private", action="store_true", help="fetch from private, loopback and link-local addresses too"
    )
    how = parser.add_argument_group("how it runs")
    how.add_argument("--dry-run", action="store_true", help="show what would be taken and dropped; store nothing")
    how.add_argument("--rejects", metavar="FILE", help="write every rejected input and its reason there, as JSON lines")
    how.add_argument("--json", action="store_true", help="print the summary as JSON")
    how.add_argument("--quiet", action="store_true", help="no progress bar")
    how.add_argument(
        "--dask",
        metavar="ADDRESS",
        type=_cluster,
        help="let the workers of a Dask cluster read and embed: its scheduler's address, such as "
        "tcp://10.0.0.1:8786, or local:4 for four processes on this machine",
    )
    how.add_argument(
        "--watch",
        action="store_true",
        help="stay, and take in what is added to the folders or changed there, until Ctrl-C "
        "(on network drives set WATCHFILES_FORCE_POLLING=1)",
    )
    how.add_argument(
        "--remove-deleted",
        action="store_true",
        help="with --watch: take articles out of the store when their file is deleted; otherwise it is only reported",
    )
    return parser


def _check(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    if not given.store and not given.dry_run:
        parser.error("--store DIR is missing (or --dry-run, which stores nothing)")
    if given.remove_deleted and not given.watch:
        parser.error("--remove-deleted goes with --watch")
    if given.dask and (given.dry_run or given.watch):
        parser.error(f"--dask is for large archives: leave {'--dry-run' if given.dry_run else '--watch'} out")
    if given.watch and given.dry_run:
        parser.error("--watch stores what it finds: leave --dry-run out")
    if given.watch and any(is_address(path) or not Path(path).is_dir() for path in given.paths):
        parser.error("--watch watches folders, and one of the paths is none")


def _date(text: str) -> date | datetime:
    from index.dates import parse_date

    found = parse_date(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no complete date; write it as 2026-03-31")
    return found


def _fields(text: str) -> FieldMap:
    try:
        return FieldMap.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _cluster(address: str) -> str:
    from index.cluster import local_workers

    try:
        local_workers(address)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; write it as local:4") from error
    return address


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of pages")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 3_600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


def _run(given: argparse.Namespace) -> int:
    if given.dry_run:
        return _dry_run(given)
    from index.job import index, watch

    return watch(given) if given.watch else index(given)


def _dry_run(given: argparse.Namespace) -> int:
    from index.job import fetching, readings_of, rejects_to

    summary, meter, shown = Summary(), Meter(), []
    taken = 0
    with rejects_to(given.rejects) as rejects, fetching(given) as fetcher:
        for reading in distinct(readings_of(given, meter, fetcher)):
            taken += isinstance(reading.result, Article)
            if isinstance(reading.result, Rejected):
                summary.reject(reading.place, reading.result.reason)
                rejects(reading.place, reading.result.reason)
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
