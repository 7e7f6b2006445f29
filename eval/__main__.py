"""The command: ``python -m eval SET``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

_EPILOG = """\
SET is a file of questions: the project's own JSON lines (python -c "import eval.questions; help(eval.questions)"
shows the format), SQuAD 1.1/2.0, MRQA, MultiHop-RAG, RealTimeQA or CANARD as they are published, plain, .gz or .xz.
Sets of stories (SQuAD, MRQA) ask a reader about each question's own text; the others ask over articles:

  python -m eval demo                                          the set and the articles that come with the project
  python -m eval mine.jsonl --articles archive/                your questions over your articles
  python -m eval mine.jsonl --store news/                      over a store made by python -m index
  python -m eval demo --baseline runs/before --fail-under f1=60 right=55 --fail-over ece=0.08
  python -m eval mine.jsonl --articles archive/ --check        is the set sound? asks nothing

Figures are in the units of the table: percentages for answers and citations, 0 to 1 for retrieval, AUROC and ECE.
Exit code: 0 done, 1 a bound was missed or the run could not be made, 2 wrong usage.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; see the epilog for exit codes."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    given = parser().parse_args(arguments)
    from eval.errors import EvalError
    from qa_bot import QABotError

    try:
        if given.check:
            from eval.check import check

            return check(given)
        from eval.job import do

        return do(given, arguments)
    except (EvalError, QABotError) as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("\neval: stopped; a store that was being built goes on from here next time", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """The options; nothing heavy is imported for them."""
    made = argparse.ArgumentParser(
        prog="python -m eval",
        description="Ask a question set, and measure retrieval, answers, citations, abstention and time.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("set", metavar="SET", help="file of questions, or the word demo")
    made.add_argument(
        "--format", metavar="F", help="qa-bot, squad, mrqa, multihop-rag, realtimeqa, canard; default: by content"
    )
    made.add_argument("--check", action="store_true", help="only look whether the set is sound and fits the articles")
    _add_questions(made)
    _add_articles(made)
    models = made.add_argument_group("models")
    models.add_argument("--encoder", metavar="NAME", help="Hugging Face model or folder instead of the default")
    models.add_argument("--reader", metavar="NAME", help="Hugging Face model or folder instead of the shipped reader")
    models.add_argument("--reranker", metavar="NAME", help="Hugging Face cross-encoder, or folder, that ranks anew")
    models.add_argument("--threshold", type=_share, metavar="T",
                        help="answer from this confidence on, 0 (always) to 1; default: the reader's own")  # fmt: skip
    _add_results(made)
    return made


def _add_questions(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("which questions, and how they are asked")
    group.add_argument("--limit", type=_count, metavar="N", help="only N questions, drawn at random")
    group.add_argument("--seed", type=int, default=0, metavar="S", help="of that draw (default 0)")
    group.add_argument("--select", nargs="+", action="extend", type=_selection, metavar="FIELD=START",
                       help="only questions whose id, type, asked or unanswerable begins so: asked=2024")  # fmt: skip
    group.add_argument("--follow-ups", choices=("own", "raw", "human"), default="own",
                       help="own: as rewritten (default), raw: as they stand, human: in full by the set")  # fmt: skip
    group.add_argument("--as-of", action="store_true", help="hide articles published after the day of asking")
    group.add_argument("--retrieval-only", action="store_true", help="search, do not answer")
    group.add_argument("--dense-weight", type=_share, metavar="W",
                       help="share of meaning in the search: 1 alone, 0 words alone")  # fmt: skip


def _add_articles(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("over which articles (default: those that come with the set)")
    group.add_argument("--articles", nargs="+", action="extend", metavar="PATH",
                       help="files or folders of news, or one JSON corpus; a store is built for them once")  # fmt: skip
    group.add_argument("--subset", metavar="FILE", help="JSON with article_ids and question_ids: only those")
    group.add_argument(
        "--store", metavar="DIR", help="a store that is there already, a folder or milvus://HOST:PORT/NAME"
    )


def _add_results(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("results")
    group.add_argument("--out", metavar="DIR", help="folder for the results (default runs/SET-TIME)")
    group.add_argument(
        "--baseline", metavar="RUN", help="an earlier run's folder, to compare with question by question"
    )
    group.add_argument("--coverage", type=_percent, metavar="PERCENT",
                       help="measure the error rate when so many of the questions are answered")  # fmt: skip
    bounds: dict[str, Any] = {"nargs": "+", "action": "extend", "default": [], "metavar": "FIGURE=VALUE"}
    group.add_argument("--fail-under", type=_least, help="exit with 1 when a figure is lower", **bounds)
    group.add_argument("--fail-over", type=_most, help="the same when it is higher, for those of which less is better",
                       **bounds)  # fmt: skip
    group.add_argument("--quiet", action="store_true", help="no progress bar")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number above 0, not {text!r}")
    return int(text)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, not {text!r}")
    return value


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 100:
        raise argparse.ArgumentTypeError(f"expected a percentage above 0, at most 100, not {text!r}")
    return value


def _selection(text: str) -> str:
    field, equals, _ = text.partition("=")
    if not equals or field not in ("id", "type", "asked", "unanswerable"):
        raise argparse.ArgumentTypeError(f"expected id=…, type=…, asked=… or unanswerable=True, not {text!r}")
    return text


def _least(text: str) -> tuple[str, float]:
    return _bound(text, higher=True, other="--fail-over")


def _most(text: str) -> tuple[str, float]:
    return _bound(text, higher=False, other="--fail-under")


def _bound(text: str, higher: bool, other: str) -> tuple[str, float]:
    """FIGURE=VALUE; a figure of the wrong direction is refused, since its bound would never hold or always."""
    from eval.metrics import METRICS

    name, _, value = text.partition("=")
    if name not in METRICS:
        raise argparse.ArgumentTypeError(f"no figure {name!r}; there are {', '.join(METRICS)}")
    if METRICS[name].higher != higher:
        raise argparse.ArgumentTypeError(f"of {name} {'less' if higher else 'more'} is better: use {other}")
    try:
        return name, float(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected a number after {name}=, not {value!r}") from error


if __name__ == "__main__":
    sys.exit(main())
