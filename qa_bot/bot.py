"""QABot: a store, an encoder and a reader behind one front door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

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
from qa_bot.understood import Constraint, narrowed, no_article, talked_about, understand

if TYPE_CHECKING:
    from qa_bot.reader.confidence import Caution

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
        self._known: tuple[int | None, tuple[str, ...]] | None = None

    @classmethod
    def open(
        cls,
        folder: str | Path,
        encoder: str | Encoder | None = None,
        reader: str | Reader | None = None,
        create: bool = True,
        caution: Caution | None = None,
    ) -> QABot:
        """Open the store in ``folder``, or make one there when there is none and ``create``.

        ``encoder`` and ``reader`` are objects or names: a Hugging Face model or a local
        folder. Without ``encoder`` the store's own is taken, or the default one for a new
        store. ``caution`` ("careful", "balanced", "eager") is how sure an answer must be to be
        given, balanced when left out. Raises StoreError when the folder is something else, EncoderError when the
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
            return cls(store, chosen, load_reader(reader, chosen, caution=caution), Splitter(kept["size"]))
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
        understood: Sequence[Constraint] = (),
    ) -> list[Hit]:
        """The ``k`` passages that fit the query best by words and meaning, best first.

        ``source`` limits the search to one source or several (in any case), ``since`` and
        ``until`` to days of publication, both included, ``language`` to one ISO 639-1 code or
        several. ``understood`` is what ``understand`` made of a question: it narrows the search
        further, or ranks what fits higher. Raises QuestionError for a query that is empty or too
        long.
        """
        if k < 1:
            raise QuestionError(f"k must be at least 1, not {k}")
        query = _checked(query)
        allowed, preferred = narrowed(Filter(_several(source), since, until, _several(language)), understood)
        vector = self.encoder.encode_queries([query])[0]
        reach = max(REACH, 2 * k)
        found = self.store.candidates(query, vector, reach, allowed)
        favoured: set[int] = set()
        if preferred:
            known = {(each.passage.article.id, each.passage.start) for each in found}
            more = self.store.candidates(query, vector, reach, preferred)
            found += [each for each in more if (each.passage.article.id, each.passage.start) not in known]
            favoured = {place for place, each in enumerate(found) if preferred.admits(each.passage.article)}
        ranked = fuse(
            {place: each.dense for place, each in enumerate(found)},
            {place: each.words for place, each in enumerate(found) if each.words},
            favoured,
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
        asked: date | None = None,
        ignore: Sequence[str] = (),
        caution: Caution | None = None,
    ) -> Answer:
        """The answer with its quotes, or an answer that says that the articles do not say.

        ``history`` holds the earlier answers of the conversation, oldest first. The filters
        are those of ``search``; what ``understand`` makes of the question comes on top of them
        and is part of the answer, which tells the answer without it too where it leaves none.
        ``caution`` is that of ``open``, for this question.
        Raises QuestionError for a question
        that is empty or longer than ``LONGEST_QUESTION``.
        """
        question = _checked(question)
        said = self.understand(question, history, asked, ignore)
        hits = self._with_families(self.search(question, READ, source, since, until, language, said))
        read = self.reader.read(question, hits, caution) if caution else self.reader.read(question, hits)
        answer = self._with_copies(read)
        if answer.answered or not any(constraint.required for constraint in said):
            return replace(answer, understood=said)
        # What the question demands of the articles leaves no answer: it may be asked too much.
        freed = [*ignore, *(constraint.words for constraint in said if constraint.required)]
        otherwise = self.ask(question, history, source, since, until, language, asked, freed, caution)
        text = answer.text if answer.nearest else no_article(said)
        return replace(answer, text=text, understood=said, otherwise=otherwise)

    def understand(
        self, question: str, history: Sequence[Answer] = (), asked: date | None = None, ignore: Sequence[str] = ()
    ) -> tuple[Constraint, ...]:
        """What the question says of the articles' dates and sources, in the order of its words.

        Relative words count from the day ``asked``, today when left out; "in March" and "on
        Friday" lie before the day of the article that the last answer of ``history`` rests on.
        ``ignore`` holds the words of constraints (or their kinds) to leave out.
        """
        return understand(question, self._sources, asked or date.today(), talked_about(history), ignore)

    def _with_families(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, those of near-duplicate articles under one name."""
        families: dict[str, str] = {}
        for id in dict.fromkeys(hit.passage.article.id for hit in hits):
            if id not in families and (copies := self.store.copies(id)):
                members = [id, *(article.id for article in copies)]
                families |= dict.fromkeys(members, min(members))
        return [replace(hit, family=families.get(hit.passage.article.id, "")) for hit in hits]

    def _with_copies(self, answer: Answer) -> Answer:
        """The answer, each citation with the copies of its article."""
        cited = tuple(replace(each, also_in=tuple(self.store.copies(each.article.id))) for each in answer.citations)
        return replace(answer, citations=cited)

    def _sources(self) -> tuple[str, ...]:
        """The names of the sources in the store, asked for anew when its articles have changed."""
        generation = self.store.settings().get("generation")
        if generation is None or self._known is None or self._known[0] != generation:
            self._known = (generation, tuple(filter(None, self.store.info()["sources"])))
        return self._known[1]

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
