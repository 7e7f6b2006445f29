import numpy as np
import pytest

from qa_bot import Article, QABot
from qa_bot.store import vectors as module
from qa_bot.store.vectors import VectorIndex
from tests.conftest import FirstPassageReader, WordEncoder

DIMENSION, COUNT = 48, 6_000


@pytest.fixture(scope="module")
def clustered():
    """Unit vectors around 150 topics, as news is, and 40 queries near topics."""
    rng = np.random.default_rng(5)
    topics = rng.normal(size=(150, DIMENSION))

    def around(count, spread):
        made = topics[rng.integers(0, len(topics), count)] + spread * rng.normal(size=(count, DIMENSION))
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)

    return around(COUNT, 0.6), around(40, 0.8)


@pytest.fixture
def small(monkeypatch):
    """Inverted lists from 1,000 passages on."""
    monkeypatch.setattr(module, "FLAT_UP_TO", 1_000)


def _index(vectors, ids):
    index = VectorIndex.empty(vectors.shape[1], ids, lambda wanted: (wanted, vectors[wanted]))
    index.add(ids, vectors[ids])
    return index


def _recall(index, vectors, queries, allowed, k=100):
    shares = []
    for query in queries:
        found = np.array(index.nearest(query, k, allowed), dtype=np.int64)
        scores = vectors @ query
        best = set(found[np.argsort(-scores[found])][:k].tolist())
        among = allowed if allowed is not None else np.arange(len(vectors))
        true = among[np.argsort(-scores[among])[:k]]
        shares.append(len(best & set(true.tolist())) / len(true))
    return float(np.mean(shares))


def test_flat_index_is_exact(clustered):
    """Up to the bound nothing is approximate."""
    vectors, queries = clustered
    index = _index(vectors, np.arange(COUNT))
    assert index.trained == 0
    assert _recall(index, vectors, queries, None) == 1.0


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("share", [1.0, 0.3, 0.05, 0.005])
def test_large_index_finds_nearly_all_of_the_nearest(clustered, share):
    """At least 95 of the true 100 nearest are found, however sharp the filter, and none that is not allowed."""
    vectors, queries = clustered
    index = _index(vectors, np.arange(COUNT))
    assert index.trained == COUNT
    rng = np.random.default_rng(1)
    allowed = np.sort(rng.choice(COUNT, int(COUNT * share), replace=False)) if share < 1 else None
    assert _recall(index, vectors, queries, allowed) >= 0.95
    if allowed is not None:
        assert set(index.nearest(queries[0], 100, allowed)) <= set(allowed.tolist())


@pytest.mark.usefixtures("small")
def test_large_index_takes_changes_and_the_disk(clustered, tmp_path):
    """Added ones are found, removed ones are not, and a written index answers as before; what it came from stays."""
    vectors, queries = clustered
    first = _index(vectors, np.arange(4_000))
    index = first.grown(COUNT - 100)
    index.add(np.arange(4_000, COUNT), vectors[4_000:])
    index.remove(np.arange(100))
    assert sorted(index.ids().tolist()) == list(range(100, COUNT))
    assert _recall(index, vectors, queries, np.arange(100, COUNT)) >= 0.95
    index.write(tmp_path / "x.faiss")
    again = VectorIndex.read(tmp_path / "x.faiss", index.trained)
    assert [again.nearest(query, 10) for query in queries] == [index.nearest(query, 10) for query in queries]
    assert len(first) == 4_000


@pytest.mark.usefixtures("small")
def test_index_is_laid_out_anew_when_it_no_longer_fits(clustered):
    """From flat to lists, back, and when the store has grown several-fold since."""
    vectors, _ = clustered
    flat = _index(vectors, np.arange(900))
    lists = _index(vectors, np.arange(1_100))
    assert flat.grown(1_000) is not None
    assert flat.grown(1_001) is None
    assert lists.grown(4_400) is not None
    assert lists.grown(4_401) is None
    assert lists.grown(1_000) is None


def test_store_that_grows_large_answers_as_a_small_one(tmp_path, monkeypatch):
    """The change of index shows in no result: same passages, same scores, filters and removal included."""
    articles = [
        Article(
            f"The {['harbour', 'school', 'bridge', 'council', 'orchard'][n % 5]} of town {n % 37} counted {n} "
            f"{['boats', 'pupils', 'cracks', 'votes', 'apples'][n % 5]} on day {n % 11}.",
            title=f"Report {n}",
            source=["Courier", "Gazette"][n % 2],
        )
        for n in range(90)
    ]

    def results(folder):
        found = []
        with QABot.open(folder, encoder=WordEncoder(), reader=FirstPassageReader()) as bot:
            for at in range(0, 90, 18):
                bot.add(articles[at : at + 18])
                found.append([hit.to_dict() for hit in bot.search("cracks in the bridge of town 12")])
            bot.remove([article.id for article in articles[:12]])
            found.append([hit.to_dict() for hit in bot.search("boats in the harbour", source="Gazette")])
            assert bot.verify() == []
            trained = bot.store._snapshot.vectors.trained
        with QABot.open(folder, encoder=WordEncoder(), reader=FirstPassageReader()) as bot:
            found.append([hit.to_dict() for hit in bot.search("votes of the council", k=3)])
        return found, trained

    small, none = results(tmp_path / "small")
    monkeypatch.setattr(module, "FLAT_UP_TO", 20)
    large, trained = results(tmp_path / "large")
    assert (none, trained) == (0, 36)  # the second lot made it large; the fifth is within the growth allowed
    assert large == small
