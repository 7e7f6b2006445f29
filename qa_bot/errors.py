"""Every error that qa_bot raises on purpose. The message says what to do."""

from __future__ import annotations


class QABotError(Exception):
    """Base of them all: catch it to catch everything below."""


class ArticleError(QABotError, ValueError):
    """An article cannot be stored as it is: no text, or a field of the wrong kind."""


class QuestionError(QABotError, ValueError):
    """A question is empty or longer than any question is."""


class StoreError(QABotError):
    """A store is missing, damaged, busy, or no store at all."""


class EncoderError(QABotError):
    """An encoder cannot be loaded, or is not the one that the store was made with."""


class RerankerError(QABotError):
    """A reranker cannot be loaded, or is no reranker."""


class ReaderError(QABotError):
    """A reader's model or training data is missing, damaged or not what it should be."""


class ExportError(QABotError, ValueError):
    """A file is no exported conversation, or one that cannot be checked."""
