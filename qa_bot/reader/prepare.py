"""Prepare what a reader learns from:  python -m qa_bot.reader.prepare --data FILE... --out prepared.npz

Questions are read, some of them kept back to measure on, wrong passages put beside the right ones, and all is cut into
model inputs. The one file that comes out is all that ``python -m qa_bot.reader.train`` needs, here or on a machine with
a GPU, as often as one likes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.checksum import sha256
from qa_bot.errors import ReaderError
from qa_bot.reader.examples import Example, read_examples, read_written, split_by_article
from qa_bot.reader.exchanged import with_exchanged_names
from qa_bot.reader.negatives import from_the_article, from_the_search, without_copies
from qa_bot.reader.packed import PackedWindows
from qa_bot.reader.passages import in_passages
from qa_bot.reader.topic import asked_of_a_topic
from qa_bot.reader.whether import asked_whether
from qa_bot.reader.windows import MAX_LENGTH, Cutter, Window, locate

_CUT_AT_ONCE = 2_000


@dataclass
class Mixture:
    """Everything that decides what is learnt from; the options of the command say what each is."""

    data: list[str]
    held_out: str = "600"
    leave_out: str = ""
    untitled: list[str] = field(default_factory=list)
    wrong_passages: float = 0.1
    wrong_retrieved: float = 0.3
    exchanged: float = 0.0
    whether: float = 0.0
    topic: float = 0.0
    titles: float = 1.0
    max_length: int = MAX_LENGTH
    seed: int = 1


@dataclass
class Prepared:
    """Windows to learn from, questions to measure on, and a record of where both come from."""

    windows: PackedWindows
    held_out: list[Example]
    record: dict[str, Any]

    def save(self, path: Path) -> None:
        """Write everything into one file; swapped in whole."""
        arrays = {name: getattr(self.windows, name) for name in PackedWindows.__slots__}
        partial = path.with_name(path.name + ".partial")
        with partial.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                **arrays,
                held_out=_bytes([asdict(example) for example in self.held_out]),
                record=_bytes(self.record),
            )
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> Prepared:
        """Read what ``save`` wrote. Raises ReaderError when it is no such file."""
        try:
            with np.load(path, allow_pickle=False) as file:
                windows = PackedWindows(*(file[name] for name in PackedWindows.__slots__))
                held_out = json.loads(file["held_out"].tobytes())
                record = json.loads(file["record"].tobytes())
        except (OSError, ValueError, KeyError) as error:
            raise ReaderError(
                f"{path} was not made by python -m qa_bot.reader.prepare, or is damaged: {error}"
            ) from error
        examples = [Example(**each | {"answers": tuple(map(tuple, each["answers"]))}) for each in held_out]
        return cls(windows, examples, record)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line; an unreadable file ends it with a message."""
    parser = argparse.ArgumentParser(prog="python -m qa_bot.reader.prepare", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--data",
        nargs="+",
        required=True,
        help="SQuAD-style JSONL files; FILE:0.5 takes a random half of FILE, FILE:3 each of its questions three times",
    )
    parser.add_argument("--out", required=True, type=Path, help="the file to write (.npz)")
    parser.add_argument(
        "--held-out",
        default="600",
        metavar="N|FILE",
        help="questions of whole articles kept back for the curve: how many, or the held_out.jsonl of the run before",
    )
    parser.add_argument(
        "--leave-out", default="", metavar="REGEX", help="never train on questions whose id matches, those that measure"
    )
    parser.add_argument(
        "--untitled", nargs="+", default=[], metavar="FILE", help="those of the files whose titles are no headlines"
    )
    parser.add_argument(
        "--wrong-passages", type=float, default=0.1, help="share also put to a wrong passage of their article"
    )
    parser.add_argument(
        "--wrong-retrieved", type=float, default=0.3, help="share also put to a wrong passage that a search brings up"
    )
    parser.add_argument(
        "--exchanged", type=float, default=0.0, help="share also asked with, or of a passage with, another name"
    )
    parser.add_argument(
        "--whether", type=float, default=0.0, help="share also asked for yes or no, of those that can be"
    )
    parser.add_argument(
        "--topic", type=float, default=0.0, help="share also asked as a follow-up is: with what it is about behind it"
    )
    parser.add_argument("--titles", type=float, default=1.0, help="share shown with the title of their article")
    parser.add_argument("--max-length", type=int, default=MAX_LENGTH, help="word pieces of a window")
    parser.add_argument("--seed", type=int, default=1)
    given = vars(parser.parse_args(arguments))
    out = given.pop("out")
    try:
        prepared = prepare(Mixture(**given))
    except ReaderError as error:
        parser.exit(1, f"{error}\n")
    prepared.save(out)
    silent = int((prepared.windows.first == 0).sum())
    log(f"{out}: {len(prepared.windows):,} windows, {silent:,} without an answer; {len(prepared.held_out):,} held out")


def prepare(mixture: Mixture) -> Prepared:
    """Read, hold out, add wrong passages, cut. Raises ReaderError when a file cannot be read."""
    from qa_bot.encoder.weights import default_tokenizer

    rng = random.Random(mixture.seed)
    everything: list[Example] = []
    left_out = re.compile(mixture.leave_out or r"(?!)")
    hashes: dict[str, str] = {}
    times: dict[str, int] = {}
    for entry in mixture.data:
        path, share = _entry(entry)
        hashes[Path(path).name] = sha256(path)
        titled = path not in mixture.untitled
        examples = [example for example in read_examples(path, titled) if not left_out.search(example.id)]
        everything += rng.sample(examples, int(share * len(examples))) if share < 1 else examples
        times[Path(path).name] = max(1, int(share))
    if mixture.held_out.isdecimal():
        training, held_out = split_by_article(everything, int(mixture.held_out), rng)
    else:
        held_out = read_written(mixture.held_out)
        kept_back = {example.group for example in held_out}
        training = [example for example in everything if example.group not in kept_back]
        hashes["held_out"] = sha256(mixture.held_out)
    log(f"{len(training):,} questions read, {len(held_out):,} held out")
    training = without_copies(training, held_out)
    log(f"{len(training):,} questions left without copies of what is held out")
    training = [example for example in in_passages(training) for _ in range(times[example.group.partition(":")[0]])]
    training = [e if rng.random() < mixture.titles else replace(e, title="") for e in training]
    training += asked_whether(training, mixture.whether, rng)
    training += asked_of_a_topic(training, mixture.topic, rng)
    training += [
        *from_the_article(training, mixture.wrong_passages, rng),
        *from_the_search(training, mixture.wrong_retrieved, rng),
        *with_exchanged_names(training, mixture.exchanged, rng),
    ]
    rng.shuffle(training)
    log(f"{len(training):,} with wrong passages and names")
    windows = PackedWindows.of(_windows(default_tokenizer(), training, mixture.max_length))
    names = {
        "data": [Path(entry).name for entry in mixture.data],
        "untitled": [Path(entry).name for entry in mixture.untitled],
        "held_out": Path(mixture.held_out).name,
    }
    record = {"settings": asdict(mixture) | names, "data_sha256": hashes, "questions": len(training)}
    return Prepared(windows, held_out, record)


def _entry(entry: str) -> tuple[str, float]:
    """File and share of ``FILE``, ``FILE:0.5`` or ``FILE:3``."""
    name, _, share = entry.rpartition(":")
    return (name, float(share)) if name and share.replace(".", "").isdigit() else (entry, 1.0)


def _windows(tokenizer: Any, examples: Sequence[Example], max_length: int) -> Iterator[Window]:
    cutter = Cutter(tokenizer, max_length)
    for at in range(0, len(examples), _CUT_AT_ONCE):
        part = examples[at : at + _CUT_AT_ONCE]
        for window in cutter.cut_examples(part):
            located = locate(window, part[window.source])
            if located is not None:
                yield located


def _bytes(value: Any) -> np.ndarray:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)


def log(line: str) -> None:
    """A line on standard error, with the time of day."""
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
