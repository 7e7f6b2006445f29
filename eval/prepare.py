"""Prepare: from the words on the command line to the questions, their articles and a desk to put them to."""

from __future__ import annotations

import random
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.articles import Corpus, load_articles, load_subset
from eval.desk import Desk, StoreDesk, StoryDesk
from eval.errors import SetError
from eval.gold import resolve
from eval.questions import Question
from eval.sets import DEMO, QuestionSet, articles_beside, set_file
from eval.stores import Build, open_store
from qa_bot import QABot
from qa_bot.reader import load_reader
from qa_bot.reranker import CrossEncoderReranker


@dataclass
class Prepared:
    """A desk and the questions for it, with what is to be told of them; ``bot`` and ``store`` only where one is used.

    ``encoder`` is its name and fingerprint, ``corpus`` the hash of the articles, ``store`` the store's settings.
    """

    desk: Desk
    questions: list[Question]
    encoder: tuple[str, str]
    articles: int = 0
    corpus: str = ""
    build: Build | None = None
    bot: QABot | None = None
    store: dict[str, Any] = field(default_factory=dict)


def chosen_questions(given: Namespace, found: QuestionSet) -> list[Question]:
    """Those of the set's questions that the command asks for: subset, selection, then a sample of ``--limit``."""
    questions = found.questions
    if given.subset:
        wanted = load_subset(given.subset)[1]
        questions = [question for question in questions if question.id in wanted]
    for choice in given.select or ():
        field, _, start = choice.partition("=")
        questions = [question for question in questions if str(getattr(question, field)).startswith(start)]
    if not questions:
        raise SetError(f"{given.set}: no question is left of {len(found.questions)} to ask")
    return sample(questions, given.limit, given.seed)


def sample(questions: list[Question], limit: int | None, seed: int) -> list[Question]:
    """At most ``limit`` of the questions, drawn at random but always the same for a seed, in their order."""
    if limit is None or limit >= len(questions):
        return questions
    return [questions[place] for place in sorted(random.Random(seed).sample(range(len(questions)), limit))]


def prepare(given: Namespace, found: QuestionSet) -> Prepared:
    """Questions with their gold in place, and the desk to put them to, its store built where needed."""
    questions = chosen_questions(given, found)
    if found.stories and not given.articles and not given.store:
        if given.retrieval_only:
            raise SetError(f"{given.set}: each question comes with its story, so there is nothing to retrieve")
        return _stories(given, found, questions)
    corpus = corpus_of(given, found)
    bot = QABot.open(given.store, given.encoder, given.reader, create=False) if given.store else None
    build = None
    try:
        if corpus is None:
            assert bot is not None
            corpus = Corpus.of(bot.articles())
        elif bot is not None:  # it was filled elsewhere, and its texts may have been cleaned: places count in those
            corpus.articles = {name: bot.article(name) or each for name, each in corpus.articles.items()}
        questions = placed(found, questions, corpus)
        if bot is None:
            bot, build = open_store(corpus, given.encoder, given.reader, store_cache(), given.quiet)
        bot.reader = load_reader(given.reader, bot.encoder, given.threshold)
        bot.reranker = CrossEncoderReranker(given.reranker) if given.reranker else None
        bot.dense_weight = bot.dense_weight if given.dense_weight is None else given.dense_weight
        desk = StoreDesk(bot, corpus.articles, given.follow_ups, given.as_of)
        encoder = (bot.encoder.name, bot.encoder.fingerprint)
        settings = bot.store.settings()
        return Prepared(desk, questions, encoder, len(corpus.articles), corpus.fingerprint(), build, bot, settings)
    except BaseException:
        if bot is not None:
            bot.close()
        raise


def corpus_of(given: Namespace, found: QuestionSet) -> Corpus | None:
    """The articles named, or those that come with the set; None when only a store was named."""
    only = load_subset(given.subset)[0] if given.subset else None
    if given.articles:
        return load_articles(given.articles, only)
    if found.corpus is not None:
        return found.corpus
    if given.store:
        return None
    if str(given.set) == DEMO:
        from index import demo_folder

        return load_articles([demo_folder()], only)
    beside = articles_beside(set_file(given.set))
    if beside is None:
        raise SetError(f"{given.set}: over which articles? Name them with --articles, or a store with --store")
    return load_articles([beside], only)


def placed(found: QuestionSet, questions: Sequence[Question], corpus: Corpus) -> list[Question]:
    """The questions with gold as places in the articles.

    What cannot be placed raises SetError with file and line for a set of the project's own form, and is left out
    with a remark for published ones, whose articles may be fewer than they were.
    """
    resolved, faults = resolve(questions, corpus)
    if faults and found.strict:
        lines = [
            f"{found.path}, line {found.lines[name]}: {why}" for name, reasons in faults.items() for why in reasons
        ]
        more = [f"… and {len(lines) - 20} more"] if len(lines) > 20 else []
        raise SetError("\n".join([*lines[:20], *more]))
    if faults:
        count = sum(map(len, faults.values()))
        print(f"{count} gold places are not in these articles and are left out", file=sys.stderr)
    return resolved


def store_cache() -> Path:
    """The folder of the stores that runs build for themselves; ``QA_BOT_CACHE`` moves it."""
    from qa_bot.encoder.onnx import cache_folder

    return cache_folder() / "eval"


def _stories(given: Namespace, found: QuestionSet, questions: list[Question]) -> Prepared:
    from qa_bot.encoder import DEFAULT, load_encoder

    encoder = load_encoder(given.encoder or DEFAULT)
    desk = StoryDesk(encoder, load_reader(given.reader, encoder, given.threshold), found.stories)
    return Prepared(desk, questions, (encoder.name, encoder.fingerprint))
