"""From (question, context) to the model's input windows and back to character spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa_bot.reader.examples import Example
from qa_bot.terms import terms

#: Longest input in word pieces, question and specials included: a passage of the default
#: splitter (about 180) and a long question fit whole.
MAX_LENGTH = 256
#: Word pieces that two neighbouring windows of a longer context share.
STRIDE = 96
#: Longest answer in word pieces.
MAX_ANSWER = 30


@dataclass(frozen=True, slots=True)
class Window:
    """One model input.

    ``offsets[i]`` is the (start, end) of token ``i`` in the context, (-1, -1) for tokens
    that are not context. ``first`` and ``last`` are the answer's token positions, 0 (the
    [CLS] token) when this window holds no answer: the convention of SQuAD 2.0 readers
    (Devlin et al. 2019, section 4.3).
    """

    ids: list[int]
    types: list[int]
    offsets: list[tuple[int, int]]
    source: int
    first: int = 0
    last: int = 0


class Cutter:
    """Cuts (question, context) pairs into windows of at most ``max_length`` word pieces.

    ``tokenizer`` is a ``tokenizers.Tokenizer``; it is copied and not changed.
    """

    def __init__(self, tokenizer: Any, max_length: int = MAX_LENGTH, stride: int = STRIDE) -> None:
        from tokenizers import Tokenizer

        self._questions = Tokenizer.from_str(tokenizer.to_str())
        self._questions.no_padding()
        self._questions.no_truncation()
        self._pairs = Tokenizer.from_str(tokenizer.to_str())
        self._pairs.no_padding()
        self._pairs.enable_truncation(max_length=max_length, stride=stride, strategy="only_second")
        # Beside the question, a window holds its stride and something new.
        self._room = (max_length - stride) // 2

    def cut(
        self, questions: Sequence[str], contexts: Sequence[str], titles: Sequence[str] | None = None
    ) -> Iterator[Window]:
        """The windows of each pair in order; ``Window.source`` is the pair's index.

        Those words of a title that the question has stand in front of its context, in the first window where it has
        several: a passage of an article rarely repeats what it is about. They are no context, so that no answer lies in
        them; the other words of a title are left out since an answer among them draws the reader away from the text.
        """
        asked = [self._shortened(question) for question in questions]
        shown = map(_in_common, questions, titles or [""] * len(contexts))
        ahead = [f"{title}\n" if title else "" for title in shown]
        told = [title + context for title, context in zip(ahead, contexts, strict=True)]
        for source, encoding in enumerate(self._pairs.encode_batch(list(zip(asked, told, strict=True)))):
            at = len(ahead[source])
            for part in (encoding, *encoding.overflowing):
                offsets = [
                    (start - at, end - at) if sequence == 1 and start >= at else (-1, -1)
                    for (start, end), sequence in zip(part.offsets, part.sequence_ids, strict=True)
                ]
                yield Window(part.ids, part.type_ids, offsets, source)

    def cut_examples(self, examples: Sequence[Example]) -> Iterator[Window]:
        """The windows of each example, as ``cut`` gives them; ``Window.source`` is the example's index."""
        return self.cut([e.question for e in examples], [e.context for e in examples], [e.title for e in examples])

    def _shortened(self, question: str) -> str:
        offsets = self._questions.encode(question, add_special_tokens=False).offsets
        return question if len(offsets) <= self._room else question[: offsets[self._room][0]]


def _in_common(question: str, title: str) -> str:
    """The words of the title that the question has too, in any form, in their order."""
    asked = set(terms(question)) if title else set()
    return " ".join(word for word in title.split() if asked.intersection(terms(word)))


def locate(window: Window, example: Example) -> Window | None:
    """The window with its answer's token positions; None when it cuts the answer in two."""
    target = example.target
    if target is None:
        return window
    start, end = target[1], target[1] + len(target[0])
    inside = [i for i, (a, b) in enumerate(window.offsets) if a >= 0 and a < end and b > start]
    if not inside:
        return window
    spans = window.offsets
    if spans[inside[0]][0] > start or spans[inside[-1]][1] < end:
        return None
    return Window(window.ids, window.types, window.offsets, window.source, inside[0], inside[-1])


def pad(batch: Sequence[Window]) -> dict[str, np.ndarray]:
    """Stack windows into int64 arrays of shape (n, longest): input_ids, attention_mask, token_type_ids."""
    longest = max(len(window.ids) for window in batch)
    ids = np.zeros((len(batch), longest), dtype=np.int64)
    mask, types = np.zeros_like(ids), np.zeros_like(ids)
    for row, window in enumerate(batch):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        types[row, : len(window.types)] = window.types
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
