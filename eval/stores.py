"""Stores for the runs: made once for a corpus, an encoder and a splitter, then used again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from eval.articles import Corpus
from eval.errors import EvalError
from qa_bot import Article
from qa_bot.encoder import Encoder, load_encoder
from qa_bot.reader import Reader

if TYPE_CHECKING:
    from qa_bot import QABot

#: Articles put into a store at a time; each batch is one transaction, and lost when the run is cut.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Build:
    """How a store came to be: ``passages`` and ``seconds`` are those of the last sitting, which may not be all."""

    articles: int
    passages: int
    seconds: float

    @property
    def rate(self) -> float:
        """Passages a second; NaN when the last sitting found nothing left to do."""
        return self.passages / self.seconds if self.passages and self.seconds else float("nan")


def open_store(
    corpus: Corpus, encoder: str | Encoder | None, reader: str | Reader | None, cache: Path, quiet: bool = False
) -> tuple[QABot, Build]:
    """A bot over the corpus, and how its store was built.

    The folder's name is a hash of everything that decides what is in it. A store that is there is used; one that was
    not finished is gone on with.
    """
    from qa_bot import QABot

    chosen = load_encoder(encoder) if isinstance(encoder, str) else encoder or load_encoder()
    folder = cache / store_key(corpus, chosen)
    finished = folder / "built.json"
    bot = QABot.open(folder / "store", encoder=chosen, reader=reader)
    try:
        if finished.is_file():
            return bot, Build(**json.loads(finished.read_text()))
        build = _fill(bot, list(corpus.articles.values()), quiet)
        finished.write_text(json.dumps(asdict(build)))
    except BaseException:
        bot.close()
        raise
    return bot, build


def store_key(corpus: Corpus, encoder: Encoder) -> str:
    """16 hex digits: they change with the articles, the encoder, and what the splitter makes of the articles.

    The last is told from the first twenty articles, whose passages are hashed as they are indexed.
    """
    from qa_bot.splitter import Splitter

    splitter = Splitter()
    sample = [p.index_text for a in islice(corpus.articles.values(), 20) for p in splitter.split(a)]
    parts = [corpus.fingerprint(), encoder.name, encoder.fingerprint, json.dumps(splitter.settings()), *sample]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _fill(bot: QABot, articles: list[Article], quiet: bool) -> Build:
    """Add what is not there yet. The clock runs while articles are put in and while the indexes are written."""
    from tqdm import tqdm

    bot.encoder.encode_passages(["The models are loaded before the clock starts."])
    encoded, seconds = 0, 0.0

    def count(done: int, every: int) -> None:
        nonlocal encoded
        encoded += every if done == every else 0

    with tqdm(total=len(articles), desc="indexing", unit=" articles", disable=quiet) as bar:
        for at in range(0, len(articles), _BATCH):
            start = perf_counter()
            report = bot.add(articles[at : at + _BATCH], count)
            seconds += perf_counter() - start if report.added or report.replaced else 0.0
            bar.update(min(_BATCH, len(articles) - at))
    start = perf_counter()
    bot.search("news", 1)
    seconds += perf_counter() - start
    if not bot.info()["passages"]:
        raise EvalError("the articles hold no passage that could be searched")
    return Build(len(articles), encoded, round(seconds, 2))
