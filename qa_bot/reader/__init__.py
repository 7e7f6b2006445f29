"""Reader: a question and the passages found for it, to an answer with its quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from qa_bot.answer import Answer
from qa_bot.passage import Hit

if TYPE_CHECKING:
    from qa_bot.encoder import Encoder
    from qa_bot.reader.confidence import Caution
    from qa_bot.reader.question import Form


@runtime_checkable
class Reader(Protocol):
    """What QABot needs of a reader."""

    @property
    def name(self) -> str: ...

    def read(
        self, question: str, hits: Sequence[Hit], caution: Caution | None = None, form: Form | None = None
    ) -> Answer:
        """Answer from the hits (best first, possibly none), or say that they do not say.

        ``caution`` is only given when the user names one, and ``form`` only with a piece of a question: the form of
        answer that the whole of it asks for.
        """
        ...


def load_reader(
    reader: str | Reader | None, encoder: Encoder, threshold: float | None = None, caution: Caution | None = None
) -> Reader:
    """The project's own reader, or any Hugging Face extractive QA model by name or folder.

    ``encoder`` ranks sentences for questions that ask for more than a phrase. Answers are
    given from a confidence of ``threshold`` (0 to 1) on, the reader's own when it is left
    out, or as ``caution`` says. Nothing is read from disk before the first question.
    """
    if reader is not None and not isinstance(reader, str):
        return reader
    from qa_bot.reader.extractive import ExtractiveReader

    return ExtractiveReader(encoder, reader, threshold, caution)
