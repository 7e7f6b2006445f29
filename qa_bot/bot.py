"""QABot: a store, an encoder and a reader behind one front door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from qa_bot.answer import Answer, joined
from qa_bot.article import Article
from qa_bot.by_source import Part, asked_of, by_source
from qa_bot.conversation import stand_alone, strays, without_topic
from qa_bot.encoder import Encoder, load_encoder
from qa_bot.entries import prepare
from qa_bot.errors import EncoderError, QABotError, QuestionError
from qa_bot.export import export_lines
from qa_bot.fusion import DENSE_WEIGHT, Fused
from qa_bot.imports import ImportReport, import_lines
from qa_bot.parts import split_parts, without_remark
from qa_bot.passage import Hit
from qa_bot.ranking import deal
from qa_bot.reader import Reader, load_reader
from qa_bot.reader.question import Form, form
from qa_bot.reranker import CrossEncoderReranker, Reranker
from qa_bot.search import Search
from qa_bot.splitter import Splitter
from qa_bot.store import AddReport, Entry, Filter, Revision, Store
from qa_bot.store.catalogue import Catalogue, Month
from qa_bot.suggest import suggest
from qa_bot.understood import Constraint, no_article, talked_about, understand

if TYPE_CHECKING:
    from qa_bot.reader.confidence import Caution

#: Passages that the reader reads for one question.
READ = 10
#: How far below the best one's the score of a passage may lie for it to be read. What lies further below hardly ever
#: holds the answer, and over a large archive much of what is found does.
FAR = 0.3
#: So many are read however far below.
ALWAYS = 3
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

    def __init__(
        self,
        store: Store,
        encoder: Encoder,
        reader: Reader,
        splitter: Splitter | None = None,
        reranker: Reranker | None = None,
        dense_weight: float = DENSE_WEIGHT,
    ) -> None:
        if not 0 <= dense_weight <= 1:
            raise QABotError(f"dense_weight must be from 0 (words alone) to 1 (meaning alone), not {dense_weight}")
        self.store = store
        self.encoder = encoder
        self.reader = reader
        self.reranker = reranker
        self.dense_weight = dense_weight
        self._splitter = splitter or Splitter()

    @classmethod
    def open(
        cls,
        folder: str | Path,
        encoder: str | Encoder | None = None,
        reader: str | Reader | None = None,
        create: bool = True,
        caution: Caution | None = None,
        reranker: str | Reranker | None = None,
        dense_weight: float = DENSE_WEIGHT,
    ) -> QABot:
        """Open the store in ``folder``, or make one there when there is none and ``create``.

        A folder, or the address of a store on Milvus: ``milvus://HOST:PORT/NAME``. ``encoder``, ``reader`` and
        ``reranker`` are objects or names: a Hugging Face model or a local folder. Without ``encoder`` the store's own
        is taken, or the default one for a new store. A ``reranker``, a cross-encoder, puts what a search finds into a
        better order, at the cost of time; there is none when it is left out. ``caution`` ("careful", "balanced",
        "eager") is how sure an answer must be to be given, balanced when left out. ``dense_weight`` is what likeness of
        meaning counts in a search, 0 to 1; shared words count the rest. Raises StoreError when the folder is something
        else, EncoderError when the store was made with another encoder.
        """
        from qa_bot.store.location import open_store, shown

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

        store = open_store(folder, settings, create)
        try:
            kept = store.settings()
            if chosen is None:
                chosen = load_encoder(kept["encoder"])
            if (chosen.name, chosen.fingerprint) != (kept["encoder"], kept["fingerprint"]):
                advice = "leave the encoder out, or index" if encoder else "index the articles anew,"
                raise EncoderError(
                    f"{shown(folder)} was made with the encoder {kept['encoder']} ({kept['fingerprint']}), not with "
                    f"{chosen.name} ({chosen.fingerprint}): {advice} into a new store"
                )
            ranker = CrossEncoderReranker(reranker) if isinstance(reranker, str) else reranker
            chosen_reader = load_reader(reader, chosen, caution=caution)
            return cls(store, chosen, chosen_reader, Splitter(kept["size"]), ranker, dense_weight)
        except BaseException:
            store.close()
            raise

    def add(self, articles: Iterable[Article | Entry], progress: Callable[[int, int], None] | None = None) -> AddReport:
        """Add the articles in one transaction: all of them, or none when an error is raised.

        An article that is stored already is left alone; a changed one replaces its earlier
        version, and only its changed passages are encoded again. An Entry that was prepared
        elsewhere (``qa_bot.entries.prepare`` with this store's encoder and passage size) is
        stored as it is. ``progress`` gets (passages encoded, passages to encode).
        """
        report = AddReport()
        given = list(articles)
        ready = {each.article: each for each in given if isinstance(each, Entry)}
        fresh: dict[str, Article] = {}
        for article in (each.article if isinstance(each, Entry) else each for each in given):
            state = self.store.state(article)
            if article.id in fresh:
                state = "same" if fresh[article.id] == article else "changed"
            kind = {"new": report.added, "same": report.unchanged, "changed": report.replaced}[state]
            if article.id not in kind and not (state == "changed" and article.id in report.added):
                kind.append(article.id)
            if state != "same":
                fresh[article.id] = article
        if fresh:
            self.store.put(self._entries(list(fresh.values()), ready, set(report.replaced), progress))
        return report

    def _entries(
        self,
        articles: list[Article],
        ready: dict[Article, Entry],
        replaced: set[str],
        progress: Callable[[int, int], None] | None,
    ) -> list[Entry]:
        rest = [article for article in articles if article not in ready]
        known: dict[str, np.ndarray] = {}
        for article in rest:
            if article.id in replaced:
                known |= self.store.vectors(article.id)
        made = ready | {entry.article: entry for entry in prepare(rest, self.encoder, self._splitter, known, progress)}
        return [made[article] for article in articles]

    def export(self, vectors: bool = False) -> Iterator[str]:
        """The store as JSON lines, the first a header, every other an article with its revisions.

        They are read from one state of the store, whatever is added meanwhile. With
        ``vectors`` a store of the same encoder takes them in without encoding anything.
        """
        return export_lines(self.store.settings(), self.store.entries(), vectors)

    def import_(self, lines: Iterable[str], progress: Callable[[int], None] | None = None) -> ImportReport:
        """Take in the lines of an export: again does no harm, and a damaged line costs no other.

        Of two versions of an article the export's becomes the present one, unless the store had
        it and replaced it. ``progress`` gets the number of lines read. Raises StoreError when the
        first line is not the header of an export.
        """
        return import_lines(lines, self.store, self._splitter, self.encoder, progress)

    def search(
        self,
        query: str,
        k: int = 10,
        source: str | Sequence[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        language: str | Sequence[str] | None = None,
        understood: Sequence[Constraint] = (),
        explain: bool = False,
        join: bool = True,
    ) -> list[Hit]:
        """The ``k`` passages that fit the query best by words and meaning, best first.

        ``source`` limits the search to one source or several (in any case), ``since`` and
        ``until`` to days of publication, both included, ``language`` to one ISO 639-1 code or
        several. ``understood`` is what ``understand`` made of a question: it narrows the search
        further, or ranks what fits higher; a question that asks several sources ("Does the
        Courier say ..., while the Gazette ...") is searched part by part, each in its source.
        ``explain`` gives each hit its ``stages``. Passages that follow one another in an article
        and score nearly alike are one hit with the score of the best, three at most; without
        ``join`` each stands alone. Raises QuestionError for a query that is empty or too long.
        """
        if k < 1:
            raise QuestionError(f"k must be at least 1, not {k}")
        query = _checked(query)
        given = Filter(_several(source), since, until, _several(language))
        search, parts = self._searching, _parts(query, given, understood)
        ranked = deal(search.rankings(query, parts, given, understood, max(REACH, 2 * k)))
        return search.hits(ranked, k, explain, join)

    @property
    def _searching(self) -> Search:
        return Search(self.store, self.encoder, self.reranker, self.dense_weight)

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
        standalone: str | None = None,
    ) -> Answer:
        """The answer with its quotes, or an answer that says that the articles do not say.

        ``history`` holds the earlier answers of the conversation, oldest first: a follow-up is
        answered as the question that it stands for, which the answer shows as ``standalone``.
        Who has that question already, or corrects it, gives it as ``standalone``. The filters
        are those of ``search``; what ``understand`` makes of the full question comes on top of
        them and is part of the answer, which tells the answer without it too where it leaves
        none. ``caution`` is that of ``open``, for this question. Two questions in one are
        answered one after the other, as ``parts`` of the answer. Raises QuestionError for a
        question that is empty or longer than ``LONGEST_QUESTION``.
        """
        question = _checked(question)
        history = [part for answer in history for part in answer.parts or (answer,)]
        given = split_parts(_checked(standalone) if standalone else question)
        if len(given) > 1:
            answers: list[Answer] = []
            for part in given:
                before = [*history, *answers]
                answers.append(self.ask(part, before, source, since, until, language, asked, ignore, caution))
            whole = joined(question, answers)
            return replace(whole, understood=self.understand(whole.standalone, history, asked, ignore))

        limits = Filter(_several(source), since, until, _several(language))

        def read(full: str) -> Answer:
            said = self.understand(full, history, asked, ignore)
            found = self._read(without_remark(full), limits, said, caution)
            return replace(found, question=question, standalone=full, understood=said)

        full = _checked(standalone) if standalone else stand_alone(question, history)
        answer = read(full)
        if not answer.answered and not standalone and (alone := without_topic(full)):
            # What was only put behind it may be another subject's: the question is asked as it stands.
            again = read(alone)
            if again.answered and not strays(again, history):
                return again
        said = answer.understood
        if answer.answered or not any(constraint.required for constraint in said):
            return answer
        # What the question demands of the articles leaves no answer: it may be asked too much.
        freed = [*ignore, *(constraint.words for constraint in said if constraint.required)]
        otherwise = self.ask(question, history, source, since, until, language, asked, freed, caution, full)
        return replace(answer, text=answer.text if answer.nearest else no_article(said), otherwise=otherwise)

    def _read(self, question: str, given: Filter, said: Sequence[Constraint], caution: Caution | None) -> Answer:
        """The answer to a question that stands alone, of which ``said`` was understood.

        Who asks whether one source says this while another says that is told what each of them says.
        """
        parts = _parts(question, given, said)
        rankings = self._searching.rankings(question, parts, given, said, REACH)
        how: dict[str, Any] = {"caution": caution} if caution else {}
        if form(question) is not Form.WHETHER:
            return self._read_ranked(question, deal(rankings), said, how)
        if not parts:
            sources = [each for each in said if each.kind == "source"]
            asked = asked_of(question, sources[0]) if len(sources) == 1 else ""
            return self._read_ranked(asked or question, rankings[0], said, how)
        how["form"] = Form.WHETHER
        told = [
            replace(self._read_ranked(part.asked, ranked, part.said, how), question=part.text, standalone=part.text)
            for part, ranked in zip(parts, rankings, strict=True)
        ]
        return joined(question, told)

    def _read_ranked(
        self, question: str, ranked: Sequence[Fused], said: Sequence[Constraint], how: Mapping[str, Any]
    ) -> Answer:
        """What the reader, told ``how``, makes of the first passages of a ranking."""
        hits = self._with_families(_near(self._searching.hits(ranked, READ), said))
        return replace(self._with_copies(self.reader.read(question, hits, **how)), understood=tuple(said))

    def suggest(self, answer: Answer, k: int = 3, history: Sequence[Answer] = ()) -> list[str]:
        """At most ``k`` questions to ask next, which the articles answer; ``history`` is what led to ``answer``.

        They are found by asking, at most six times: see ``qa_bot.suggest``.
        """
        return suggest(answer, lambda question: self.ask(question, [*history, answer]), k, history)

    def understand(
        self, question: str, history: Sequence[Answer] = (), asked: date | None = None, ignore: Sequence[str] = ()
    ) -> tuple[Constraint, ...]:
        """What the question says of the articles' dates and sources, in the order of its words.

        Relative words count from the day ``asked``, today when left out; "in March" and "on
        Friday" lie before the day of the article that the last answer of ``history`` rests on.
        ``ignore`` holds the words of constraints (or their kinds) to leave out.
        """
        return understand(question, self.store.sources, asked or date.today(), talked_about(history), ignore)

    def _with_families(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, those of near-duplicate articles under one name."""
        families = self.store.families({hit.passage.article.id: hit.passage.article for hit in hits}.values())
        return [replace(hit, family=families.get(hit.passage.article.id, "")) for hit in hits]

    def _with_copies(self, answer: Answer) -> Answer:
        """The answer, each citation with the copies of its article."""
        cited = tuple(replace(each, also_in=tuple(self.store.copies(each.article.id))) for each in answer.citations)
        return replace(answer, citations=cited)

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

    def catalogue(
        self,
        query: str = "",
        source: str | Sequence[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Catalogue:
        """What is in the store, the newest first: ``limit`` articles after the first ``offset``, without their text.

        Those whose title, source or authors have every word of the query; the filters are
        those of ``search``.
        """
        allowed = Filter(_several(source), since, until)
        return self.store.catalogue(query, allowed, max(0, limit), max(0, offset))

    def months(self) -> list[Month]:
        """How many articles each source published in each month; "" stands for those without a date."""
        return self.store.months()

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


def _near(hits: list[Hit], said: Sequence[Constraint]) -> list[Hit]:
    """The hits worth reading; all of them where several sources are asked, whose scores are not to be compared."""
    if sum(each.kind == "source" for each in said) > 1:
        return hits
    best = max((hit.score for hit in hits), default=0.0)
    return [hit for rank, hit in enumerate(hits) if rank < ALWAYS or hit.score >= best - FAR]


def _parts(question: str, given: Filter, said: Sequence[Constraint]) -> list[Part]:
    """The parts of a question that asks several sources; none where the sources are given otherwise."""
    return [] if given.sources else by_source(question, said)


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
