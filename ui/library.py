"""The library of articles: what a visitor asked to see of it, and removal that can be undone."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any

from qa_bot import Article, QABot
from qa_bot.store.catalogue import Catalogue

#: Articles of one part of the list, and removals that can still be undone.
PART, _KEPT = 50, 200
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles a visitor wants to see: words of title, source or author, one source, days, a part."""

    words: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    offset: int = 0

    @classmethod
    def parse(cls, value: Any) -> Wanted:
        """Read what a browser sent. Raises ValueError when it is no such request."""
        if not isinstance(value, dict):
            raise ValueError("a request for a list is an object")
        words, source, since, until = (value.get(name, "") for name in ("words", "source", "since", "until"))
        if not all(isinstance(text, str) and len(text) <= _LONGEST for text in (words, source, since, until)):
            raise ValueError(f"words, source and days are texts of at most {_LONGEST} characters")
        offset = value.get("offset", 0)
        if type(offset) is not int or not 0 <= offset <= 10**9:
            raise ValueError("the offset is none")
        words, source = (text.encode(errors="replace").decode() for text in (words, source))
        return cls(words, source, _day(since), _day(until), offset)

    def find(self, bot: QABot) -> Catalogue:
        """The part of the list."""
        return bot.catalogue(self.words, self.source or None, self.since, self.until, PART, self.offset)


class Removals:
    """Takes articles out of the store, and puts back what was taken out as long as the program runs.

    Who removed something gets a word that nobody can guess; it alone brings the article back.
    """

    def __init__(self, bot: QABot) -> None:
        self._bot = bot
        self._removed: OrderedDict[str, Article] = OrderedDict()
        self._lock = threading.Lock()

    def remove(self, article_id: str) -> tuple[str, Article] | None:
        """Remove the article; the word that undoes it, and the article. None when it is not there."""
        with self._lock:
            article = self._bot.article(article_id)
            if article is None or not self._bot.remove([article_id]):
                return None
            word = secrets.token_urlsafe(16)
            self._removed[word] = article
            if len(self._removed) > _KEPT:
                self._removed.popitem(last=False)
            return word, article

    def undo(self, word: str) -> Article | None:
        """Bring back what was removed under this word; None when there is nothing.

        A version that was added meanwhile stays: it is the newer one. Raises what ``add`` raises;
        the article is then kept for another try.
        """
        with self._lock:
            article = self._removed.get(word)
            if article is None:
                return None
            if self._bot.article(article.id) is None:
                self._bot.add([article])
            del self._removed[word]
            return article


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
