"""Questions that stand alone, put after a conversation about something else: how many come through unchanged?

    python -m eval.unrelated SET... [--after demo] [--out results.json]

Each question of each set follows a conversation of another set, whose answers are its gold. Nothing is asked; the
figure is the share of questions that the rewrite leaves as they are.
"""

from __future__ import annotations

import argparse
import random
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from eval import record
from eval.conversations import conversations
from eval.errors import EvalError
from eval.follow_ups import told_history
from eval.sets import load_set
from qa_bot import Answer, QABotError
from qa_bot.checksum import sha256
from qa_bot.conversation import stand_alone

#: Changed questions that are printed.
_SHOWN = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 0 when all sets were read."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m eval.unrelated", description=__doc__.split("\n")[0])
    parser.add_argument("sets", nargs="+", metavar="SET", help="questions that stand alone, as for python -m eval")
    parser.add_argument("--after", default="demo", metavar="SET", help="whose conversations come before (default demo)")
    parser.add_argument("--seed", type=int, default=0, help="which conversation before which question")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the figures as JSON")
    given = parser.parse_args(arguments)
    try:
        before = histories(given.after)
        figures = {name: unchanged(name, before, given.seed) for name in given.sets}
    except (EvalError, QABotError) as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    if given.out:
        found = record.circumstances(shlex.join(["python", "-m", "eval.unrelated", *arguments]))
        record.write_json(given.out, found | {"figures": figures})
    return 0


def histories(name: str) -> list[list[Answer]]:
    """The conversations of a set, each as a bot would have it before the last question."""
    questions, articles = conversations(name)
    return [told_history(question, articles) for question in questions]


def unchanged(name: str, before: Sequence[Sequence[Answer]], seed: int = 0) -> dict[str, float | int | str]:
    """The share of a set's questions that come through as they were, and how many there are."""
    found = load_set(name)
    rng = random.Random(seed)
    texts = [" ".join(question.question.split()) for question in found.questions if not question.history]
    changed = [(text, full) for text in texts if (full := stand_alone(text, rng.choice(before))) != text]
    share = 1 - len(changed) / max(1, len(texts))
    print(f"{found.name}: {share:.4f} of {len(texts):,} questions unchanged")
    for text, full in rng.sample(changed, min(_SHOWN, len(changed))):
        print(f"  {text}\n    {full}")
    return {"questions": len(texts), "unchanged": round(share, 5), "sha256": sha256(found.path)}


if __name__ == "__main__":
    sys.exit(main())
