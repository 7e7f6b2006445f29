"""Ask news articles a question; get the answer with the exact sentences that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_bot.answer import NOT_SAID, Answer, Citation
from qa_bot.article import Article
from qa_bot.errors import ArticleError, EncoderError, ExportError, QABotError, QuestionError, ReaderError, StoreError
from qa_bot.passage import Hit, Passage

if TYPE_CHECKING:
    from qa_bot.bot import QABot

__all__ = [
    "NOT_SAID",
    "Answer",
    "Article",
    "ArticleError",
    "Citation",
    "EncoderError",
    "ExportError",
    "Hit",
    "Passage",
    "QABot",
    "QABotError",
    "QuestionError",
    "ReaderError",
    "StoreError",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "QABot":  # loads numpy and sqlite3: not before somebody wants it
        from qa_bot.bot import QABot

        return QABot
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
