"""Training and evaluation questions for a span reader, read from SQuAD-style JSONL.

One line of a file is one passage with its questions::

    {"id": "...", "group": "...", "title": "...", "context": "...", "qas": [
        {"id": "...", "question": "...", "is_impossible": false,
         "answers": [{"text": "...", "answer_start": 17}]}]}

which is a paragraph of the SQuAD 2.0 JSON (Rajpurkar et al. 2018) on a line of its own. ``group``, which may be left
out, is for articles that share a title or have none.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qa_bot.errors import ReaderError


@dataclass(frozen=True, slots=True)
class Example:
    """A question put to one context.

    ``answers`` holds (text, start) pairs, character offsets into ``context``; it is empty
    when the context does not answer the question. ``group`` names the article that the
    context is part of, ``title`` is its headline, which a reader sees beside the context.
    """

    id: str
    question: str
    context: str
    answers: tuple[tuple[str, int], ...] = ()
    group: str = ""
    title: str = ""

    @property
    def target(self) -> tuple[str, int] | None:
        """The answer to train on: the one most annotators gave, the first among equals."""
        if not self.answers:
            return None
        counts = Counter(self.answers)
        return max(self.answers, key=lambda answer: counts[answer])


def read_examples(path: str | Path, titled: bool = True) -> Iterator[Example]:
    """Yield the questions of a SQuAD-style JSONL file (gzip when it ends in ``.gz``), not ``titled`` without titles.

    Answers whose offset does not hold their text are dropped, and with them a question
    that has no other. Raises ReaderError naming file and line when a line is not such a
    passage.
    """
    path = Path(path)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                passage = json.loads(line)
                context = passage["context"]
                title = (passage.get("title") or "").replace("_", " ") if titled else ""
                group = f"{path.name}:{passage.get('group') or passage.get('title') or passage.get('id') or number}"
                questions = passage["qas"]
            except (ValueError, KeyError, TypeError) as error:
                raise ReaderError(f"{path}, line {number}: not a SQuAD-style passage: {error!r}") from error
            for qa in questions:
                answers = tuple(
                    (answer["text"], answer["answer_start"])
                    for answer in qa.get("answers", ())
                    if answer["text"] and context.startswith(answer["text"], answer["answer_start"])
                )
                impossible = qa.get("is_impossible", not qa.get("answers"))
                if impossible or answers:
                    given = () if impossible else answers
                    yield Example(str(qa["id"]), qa["question"].strip(), context, given, group, title)


def write_examples(path: str | Path, examples: Iterable[Example]) -> None:
    """Write the questions in the form that ``read_examples`` reads, one passage a line."""
    with Path(path).open("w", encoding="utf-8") as lines:
        for example in examples:
            answers = [{"text": text, "answer_start": start} for text, start in example.answers]
            qa = {"id": example.id, "question": example.question, "answers": answers, "is_impossible": not answers}
            about = {"id": example.id, "group": example.group, "title": example.title}
            passage = about | {"context": example.context, "qas": [qa]}
            lines.write(json.dumps(passage, ensure_ascii=False) + "\n")


def split_by_article(
    examples: Iterable[Example], held_out: int, rng: random.Random
) -> tuple[list[Example], list[Example]]:
    """Split into (training, held-out) so that no article is on both sides.

    Whole articles are held out, in random order, until they hold at least ``held_out``
    questions; the held-out list is cut to that many.
    """
    groups: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        groups[example.group].append(example)
    names = sorted(groups)
    rng.shuffle(names)
    kept: list[Example] = []
    while names and len(kept) < held_out:
        kept.extend(groups[names.pop()])
    rng.shuffle(kept)
    return [example for name in names for example in groups[name]], kept[:held_out]


def read_written(path: str | Path) -> list[Example]:
    """What ``write_examples`` wrote, each example with the group that it had then. Raises ReaderError."""
    # Read again, a group has this file's name in front.
    return [replace(example, group=example.group.partition(":")[2]) for example in read_examples(path)]
