"""Small real things for the tests: an encoder without weights, articles, a store."""

from __future__ import annotations

import os
import uuid
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from qa_bot import Answer, Article, QABot
from qa_bot.answer import NOT_SAID, Citation
from qa_bot.passage import Hit
from qa_bot.terms import terms

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"


class WordEncoder:
    """Bag of stemmed words, hashed into 64 dimensions: near for texts that share words."""

    name = "words"
    dimension = 64

    def __init__(self, fingerprint: str = "v1") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                vectors[row, zlib.crc32(term.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> np.ndarray:
        self.encoded += texts
        if progress:
            progress(len(texts), len(texts))
        return self.encode_queries(texts)


class FirstPassageReader:
    """Answers with the whole first passage, or not at all."""

    name = "first"

    def read(self, question: str, hits: Sequence[Hit]) -> Answer:
        if not hits:
            return Answer(question, False, NOT_SAID, 0.0)
        passage = hits[0].passage
        return Answer(
            question, True, passage.text, hits[0].score, (Citation(passage.article, passage.start, passage.end),)
        )


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def bot(tmp_path: Path, encoder: WordEncoder) -> Iterator[QABot]:
    """A bot over an empty store, with parts that need no weights."""
    with QABot.open(tmp_path / "store", encoder=encoder, reader=FirstPassageReader()) as made:
        yield made


@pytest.fixture(scope="session")
def milvus_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A milvus-lite file whose server runs for the whole session: starting one takes half a second."""
    if missing := [name for name in ("pymilvus", "milvus_lite", "pkg_resources") if not find_spec(name)]:
        pytest.skip(f"needs the extra milvus: {', '.join(missing)} not installed")
    from qa_bot.store.milvus.address import parse_address
    from qa_bot.store.milvus.engine import Engine

    file = tmp_path_factory.mktemp("milvus") / "tests.db"
    engine = Engine(parse_address(f"milvus://{file}"))
    yield file
    engine.close()


@pytest.fixture
def milvus(milvus_file: Path) -> str:
    """The address of a store on Milvus that is yet to be made."""
    return f"milvus://{milvus_file}/s{uuid.uuid4().hex}"


@pytest.fixture
def articles() -> list[Article]:
    return [
        Article(
            "The bridge over the Elm was closed on Monday.\n\nEngineers found 14 cracks in its piers, the city said.",
            title="Elm bridge closed",
            url="https://courier.example/elm-bridge",
            source="Courier",
            authors=("Ada Finch",),
            published=date(2026, 3, 2),
        ),
        Article(
            "The bakers of Elmstead raised the price of a loaf to 4 crowns. Flour has doubled in price since autumn.",
            title="Bread dearer",
            url="https://gazette.example/bread",
            source="Gazette",
            published=date(2026, 4, 9),
        ),
        Article("A hailstorm broke 300 greenhouse panes near Elmstead.", title="Hail", source="Courier"),
    ]


@pytest.fixture(scope="session")
def real_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QABot]:
    """A bot with the default encoder and the shipped reader over three short articles."""
    with QABot.open(tmp_path_factory.mktemp("real") / "store") as made:
        made.add(NEWS)
        yield made


NEWS = [
    Article(
        "Parliament voted on Tuesday to send more than 2,400 soldiers to the northern border, the defence ministry "
        "said.\n\nThe minister, Petra Lindqvist, said the soldiers would stay until the end of May because the river "
        "crossings had been closed by floods.\n\nOpposition leader Karl Brandt called the plan “a costly mistake”.",
        title="Soldiers to go north",
        url="https://morning.example/soldiers",
        source="Morning Paper",
        authors=("Lena Holm",),
        published=date(2026, 2, 10),
    ),
    Article(
        "The orchestra of Halden has bought a concert hall for 31 million crowns.\n\nThe hall, built in 1912, was sold "
        "by the brewery Norrland, which had used it as a store. The first concert is planned for 4 September.",
        title="Orchestra buys hall",
        url="https://evening.example/hall",
        source="Evening Sheet",
        published=date(2026, 5, 3),
    ),
    Article(
        "A bear was seen in the gardens of Halden on Sunday night. Nobody was hurt.\n\nWardens led the animal back to "
        "the forest with apples and honey, said warden Mira Osk.",
        title="Bear in the gardens",
        source="Evening Sheet",
        published=date(2026, 5, 4),
    ),
]
