"""The command: ``python -m eval.extraction FOLDER``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval.extraction.extractors import Extractor
    from eval.extraction.gold import Page

_PACKAGES = (
    "trafilatura", "htmldate", "lxml", "python-dateutil", "news-please", "newspaper4k", "goose3", "readability-lxml",
    "resiliparse", "jusText", "boilerpy3",
)  # fmt: skip
#: Scores of one page: set, half, page, extractor, seconds and the figures.
Row = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Extract, score, print the tables; 1 when the sets cannot be read."""
    given = parser().parse_args(arguments)
    from eval import record
    from eval.errors import EvalError
    from eval.extraction.extractors import available
    from eval.extraction.gold import read_pages

    try:
        pages = [page for page in read_pages(Path(given.folder)) if _wanted(page, given.parts)]
        if not pages:
            raise EvalError(f"no page of {given.folder} is in {', '.join(given.parts)}")
        chosen = [each for each in available() if given.compare or each[0] == "qa_bot"]
        rows = [row for name, extractor, fields in chosen for row in _score(pages, name, extractor, fields)]
    except EvalError as error:
        print(f"eval.extraction: {error}", file=sys.stderr)
        return 1
    figures = _figures(rows)
    print(_table(figures))
    print(_worst_lines([row for row in rows if row["extractor"] == "qa_bot"], given.worst))
    if given.pages:
        Path(given.pages).write_text("".join(record.line(row) for row in rows), encoding="utf-8")
    if given.out:
        command = "python -m eval.extraction " + " ".join(sys.argv[1:] if arguments is None else arguments)
        found = record.circumstances(command)
        found["versions"] |= {name: _version(name) for name in _PACKAGES}
        record.write_json(Path(given.out), found | {"figures": figures})
    return 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    from eval.extraction.measures import MEASURES

    made = argparse.ArgumentParser(
        prog="python -m eval.extraction",
        description="Take the articles out of saved web pages and compare with what should come out.",
        epilog="Figures, %, are means over pages: " + "; ".join(f"{name}: {what}" for name, what in MEASURES.items()),
    )
    made.add_argument("folder", metavar="FOLDER", help="sets of pages: archives, or folders with a gold*.jsonl")
    made.add_argument("--compare", action="store_true", help="beside it the other libraries that are installed")
    made.add_argument(
        "--parts", nargs="+", metavar="PART", help="only these sets, or halves of sets, such as fundus_eval:a"
    )
    made.add_argument("--worst", type=int, default=10, metavar="N", help="so many of the worst pages (default 10)")
    made.add_argument("--pages", metavar="FILE", help="write the scores of each page there, JSON lines")
    made.add_argument("--out", metavar="FILE", help="write figures and versions there, JSON")
    return made


def _wanted(page: Page, parts: Sequence[str] | None) -> bool:
    return not parts or page.set in parts or f"{page.set}:{page.half}" in parts


def _score(pages: Iterable[Page], name: str, extractor: Extractor, fields: bool) -> list[Row]:
    import warnings

    from tqdm import tqdm

    from eval.extraction.measures import Found, scores

    rows = []
    for page in tqdm(pages, desc=name, disable=None, leave=False):
        started = time.perf_counter()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = extractor(page)
        except Exception as error:  # whatever another library raises: the page scores nothing
            found = Found(error=f"{type(error).__name__}: {error}")
        seconds = round(time.perf_counter() - started, 3)
        row: Row = {"extractor": name, "set": page.set, "half": page.half, "page": page.id, "seconds": seconds}
        rows.append(row | scores(page, found, fields) | ({"error": found.error[:200]} if found.error else {}))
    return rows


def _figures(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, Any]]]:
    """By set and half of a set, by extractor: the means with 95% intervals, pages and seconds a page."""
    result: dict[str, dict[str, dict[str, Any]]] = {}
    parts: dict[str, Callable[[Row], bool]] = {}
    for name in dict.fromkeys(row["set"] for row in rows):
        parts[name] = lambda row, name=name: row["set"] == name
        for half in sorted({row["half"] for row in rows if row["set"] == name}):
            parts[f"{name}:{half}"] = lambda row, name=name, half=half: (row["set"], row["half"]) == (name, half)
    for part, belongs in parts.items():
        for extractor in dict.fromkeys(row["extractor"] for row in rows):
            mine = [row for row in rows if row["extractor"] == extractor and belongs(row)]
            if mine:
                result.setdefault(part, {})[extractor] = _means(mine)
    return result


def _means(rows: Sequence[Row]) -> dict[str, Any]:
    import numpy as np

    from eval.bootstrap import intervals
    from eval.extraction.measures import MEASURES

    means: dict[str, Any] = {"pages": len(rows), "seconds_a_page": round(_mean(r["seconds"] for r in rows), 3)}
    for name in MEASURES:
        values = np.array([row[name] for row in rows if name in row])
        if len(values):
            found = intervals({name: values}, lambda table: {key: float(v.mean()) for key, v in table.items()})[name]
            means[name] = {"value": round(found.value, 4), "low": round(found.low, 4), "high": round(found.high, 4)}
    return means


def _table(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    from eval.extraction.measures import MEASURES

    lines = []
    for part, extractors in figures.items():
        pages = next(iter(extractors.values()))["pages"]
        heading = f"{part}, {pages} page{'s' if pages > 1 else ''}"
        lines += ["", f"{heading:<36}" + "".join(f"{name:>11}" for name in MEASURES) + "   s/page"]
        for name, means in extractors.items():
            values = (f"{100 * means[m]['value']:>11.1f}" if m in means else f"{'–':>11}" for m in MEASURES)
            lines.append(f"  {name:<34}" + "".join(values) + f"{means['seconds_a_page']:>9.2f}")
    return "\n".join(lines[1:])


def _worst_lines(rows: Sequence[Row], most: int) -> str:
    from eval.extraction.measures import MEASURES

    wrong = sorted((row for row in rows if _loss(row)), key=lambda row: (-_loss(row), row["page"]))[:most]
    lines = ["", "Worst pages"] if wrong else []
    for row in wrong:
        values = "  ".join(f"{name} {100 * row[name]:.0f}" for name in MEASURES if name in row and row[name] < 0.995)
        lines.append(f"  {row['set']} {row['page']}: {values}" + (f"  ({row['error']})" if "error" in row else ""))
    return "\n".join(lines)


def _loss(row: Row) -> float:
    """What is missing from a page: of its body, and a tenth for each field that is wrong."""
    return (1 - row["f1"]) + sum(0.1 * (1 - row[name]) for name in ("title", "authors", "date") if name in row)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
