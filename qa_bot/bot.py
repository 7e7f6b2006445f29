"""QABot: a store, an encoder and a reader behind one front door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from qa_bot.answer import Answer
from qa_bot.article import Article
from qa_bot.encoder import Encoder, load_encoder
from qa_bot.errors import EncoderError, QuestionError
from qa_bot.fusion import fuse
from qa_bot.passage import Hit
from qa_bot.reader import Reader, load_reader
from qa_bot.splitter import Splitter
from qa_bot.store import AddReport, Entry, Filter, Revision, Store

#: Passages that the reader reads for one question.
READ = 10
#: Passages that each of the two searches brings up at least, to be ranked together.
REACH = 100
#: Characters of the longest question taken; people who paste more pasted something else.
LONGEST_QUESTION = 2_000


class QABot:
    """Answers questions over the articles of one store.

    Use ``QABot.open``; the constructor takes the parts themselves and is for tests and for
    programs that bring their own. A bot may be used from several threads, and in a ``with``
    block, which closes it.
    """

    def __init__(self, store: Store, encoder: Encoder, reader: Reader, splitter: Splitter | None = None) -> None:
        self.store = store
        self.encoder = encoder
        self.reader = reader
        self._splitter = splitter or Splitter()

    @classmethod
    def open(
        cls,
        folder: str | Path,
        encoder: str | Encoder | None = None,
        reader: str | Reader | None = None,
        create: bool = True,
    ) -> QABot:
        """Open the store in ``folder``, or make one there when there is none and ``create``.

        ``encoder`` and ``reader`` are objects or names: a Hugging Face model or a local
        folder. Without ``encoder`` the store's own is taken, or the default one for a new
        store. Raises StoreError when the folder is something else, EncoderError when the
        store was made with another encoder.
        """
        from qa_bot.store.local import LocalStore

        chosen = load_encoder(encoder) if isinstance(encoder, str) else encoder
        splitter = Splitter()

        def settings() -> dict[str, Any]:
            new = chosen or load_encoder()
            return {
                "encoder": new.name,
                "fingerprint": new.fingerprint,
                "dimension": new.dimension,
                **splitter.settings(),
            }

        store = LocalStore(folder, settings, create)
        try:
            kept = store.settings()
            if chosen is None:
                chosen = load_encoder(kept["encoder"])
            if (chosen.name, chosen.fingerprint) != (kept["encoder"], kept["fingerprint"]):
                advice = "leave the encoder out, or index" if encoder else "index the articles anew,"
                raise EncoderError(
                    f"{folder} was made with the encoder {kept['encoder']} ({kept['fingerprint']}), not with "
                    f"{chosen.name} ({chosen.fingerprint}): {advice} into a new store"
                )
            return cls(store, chosen, load_reader(reader, chosen), Splitter(kept["size"]))
        except BaseException:
            store.close()
            raise

    def add(self, articles: Iterable[Article], progress: Callable[[int, int], None] | None = None) -> AddReport:
        """Add the articles in one transaction: all of them, or none when an error is raised.

        An article that is stored already is left alone; a changed one replaces its earlier
        version, and only its changed passages are encoded again. ``progress`` gets
        (passages encoded, passages to encode).
        """
        report = AddReport()
        fresh: dict[str, Article] = {}
        for article in articles:
            state = self.store.state(article)
            if article.id in fresh:
                state = "same" if fresh[article.id] == article else "changed"
            kind = {"new": report.added, "same": report.unchanged, "changed": report.replaced}[state]
            if article.id not in kind and not (state == "changed" and article.id in report.added):
                kind.append(article.id)
            if state != "same":
                fresh[article.id] = article
        if fresh:
            self.store.put(self._entries(list(fresh.values()), set(report.replaced), progress))
        return report

    def _entries(
        self, articles: list[Article], replaced: set[str], progress: Callable[[int, int], None] | None
    ) -> list[Entry]:
        split = [self._splitter.split(article) for article in articles]
        known: dict[str, np.ndarray] = {}
        for article in articles:
            if article.id in replaced:
                known |= self.store.vectors(article.id)
        texts = [passage.index_text for passages in split for passage in passages]
        new = list(dict.fromkeys(text for text in texts if text not in known))
        known |= dict(zip(new, self.encoder.encode_passages(new, progress), strict=True)) if new else {}
        empty = np.empty((0, self.encoder.dimension), dtype=np.float32)
        return [
            Entry(article, passages, np.stack([known[p.index_text] for p in passages]) if passages else empty)
            for article, passages in zip(articles, split, strict=True)
        ]

    def search(
        self,
        query: str,
        k: int = 10,
        source: str | Sequence[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        language: str | Sequence[str] | None = None,
    ) -> list[Hit]:
        """The ``k`` passages that fit the query best by words and meaning, best first.

        ``source`` limits the search to one source or several (in any case), ``since`` and
        ``until`` to days of publication, both included, ``language`` to one ISO 639-1 code or
        several. Raises QuestionError for a query that is empty or too long.
        """
        if k < 1:
            raise QuestionError(f"k must be at least 1, not {k}")
        query = _checked(query)
        allowed = Filter(_several(source), since, until, _several(language))
        vector = self.encoder.encode_queries([query])[0]
        found = self.store.candidates(query, vector, max(REACH, 2 * k), allowed)
        ranked = fuse(
            {place: each.dense for place, each in enumerate(found)},
            {place: each.words for place, each in enumerate(found) if each.words},
        )
        return [Hit(found[at].passage, score, found[at].dense, found[at].words) for at, score in ranked[:k]]

    def ask(
        self,
        question: str,
        history: Sequence[Answer] = (),
        source: str | Sequence[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        language: str | Sequence[str] | None = None,
    ) -> Answer:
        """The answer with its quotes, or an answer that says that the articles do not say.

        ``history`` holds the earlier answers of the conversation, oldest first. The filters
        are those of ``search``. Raises QuestionError for a question that is empty or longer
        than ``LONGEST_QUESTION``.
        """
        question = _checked(question)
        return self.reader.read(question, self.search(question, READ, source, since, until, language))

    def article(self, article_id: str) -> Article | None:
        """The stored article, or None."""
        return self.store.article(article_id)

    def articles(self) -> Iterator[Article]:
        """All articles in the order in which they came."""
        return self.store.articles()

    def history(self, article_id: str) -> list[Revision]:
        """The earlier versions of an article, newest first; answers cite the present one."""
        return self.store.history(article_id)

    def copies(self, article_id: str) -> list[Article]:
        """The other articles that say nearly the same in nearly the same words, such as agency copy."""
        return self.store.copies(article_id)

    def compact(self) -> int:
        """Clear what was removed off the disk and give its space back; returns the bytes that became free."""
        return self.store.compact()

    def remove(self, article_ids: Iterable[str]) -> list[str]:
        """Remove the articles with their revisions; returns the ids of those that were there."""
        return self.store.remove([article_ids] if isinstance(article_ids, str) else list(article_ids))

    def info(self) -> dict[str, Any]:
        """Counts, sizes and settings of the store, JSON-ready."""
        return self.store.info()

    def verify(self) -> list[str]:
        """Everything that is wrong with the store, a sentence each; empty when it is sound."""
        return self.store.verify()

    def close(self) -> None:
        """Bring the store's files up to date and let go of them; may be called twice."""
        self.store.close()

    def __enter__(self) -> QABot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _several(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _checked(question: str) -> str:
    text = " ".join(question.split())
    if not text:
        raise QuestionError("The question is empty: ask something")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(f"The question has {len(text):,} characters; at most {LONGEST_QUESTION:,} are read")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuestionError(f"The question holds half of a surrogate pair at position {error.start}") from error
    return text
