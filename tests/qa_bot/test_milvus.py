"""What only the store on Milvus has to keep: addresses, writers that die half-way, an engine that is gone."""

import subprocess
import sys
from dataclasses import replace

import pytest

from qa_bot import Article, QABot, StoreError
from qa_bot.store.location import on_milvus, open_store, shown
from qa_bot.store.milvus.address import parse_address
from qa_bot.store.milvus.batch import Batches
from qa_bot.store.milvus.engine import Engine
from tests.conftest import FirstPassageReader, WordEncoder


def _open(location, **options):
    return QABot.open(location, encoder=WordEncoder(), reader=FirstPassageReader(), **options)


def _texts(bot, query="boats sank"):
    return sorted(hit.passage.text for hit in bot.search(query, k=50))


def _versions(count):
    return [Article(f"{n} boats sank.", title="Boats", url="https://a.example/boats") for n in range(count)]


class Killed(BaseException):
    """The process dies here: nothing that comes after it is run."""


@pytest.fixture
def dying(monkeypatch):
    """Lets the process of a writer die at its n-th change of the engine from now on."""

    def die_at(step):
        done = 0

        def counted(method):
            def change(self, *arguments):
                nonlocal done
                done += 1
                if done >= step:
                    raise Killed
                return method(self, *arguments)

            return change

        for name in ("insert", "delete"):
            monkeypatch.setattr(Engine, name, counted(getattr(Engine, name)))

    return die_at


@pytest.mark.parametrize("step", range(1, 7))
def test_writer_that_dies_at_any_step_leaves_all_old_or_all_new(milvus, monkeypatch, step, dying):
    """Both articles of the batch in their old version or both in the new one, found, listed and cleared up after."""
    old = [Article(f"{n} boats sank.", url=f"https://a.example/{n}") for n in ("Two", "Six")]
    new = [replace(article, text=article.text.replace("sank", "were saved")) for article in old]
    with _open(milvus) as bot:
        bot.add(old)
        with monkeypatch.context() as patched:
            dying(step)
            try:
                bot.add(new)
                died = False
            except Killed:
                died = True
            patched.undo()
        monkeypatch.undo()
    with _open(milvus) as bot:
        stored = list(bot.articles())
        assert stored in (old, new)
        assert _texts(bot, "boats") == sorted(article.text for article in stored)
        assert died == (step < 6)
        bot.compact()
        assert bot.verify() == []
        assert list(bot.articles()) == stored
        bot.add(new)
        assert _texts(bot, "boats") == sorted(article.text for article in new)
        assert bot.verify() == []


@pytest.mark.parametrize("step", range(1, 4))
def test_removal_that_dies_half_way_shows_no_half_article(milvus, monkeypatch, step, dying):
    """What is left of it is neither found nor listed, is named by verify, and goes with the next compact."""
    long = Article("The harbour counted its boats. " * 4_000, title="Long")
    with _open(milvus) as bot:
        bot.add([long, Article("Rain.", title="Rain")])
        dying(step)
        with pytest.raises(Killed):
            bot.remove([long.id])
        monkeypatch.undo()
        titles = [article.title for article in bot.articles()]
        assert titles == (["Long", "Rain"] if step == 1 else ["Rain"])
        assert {hit.passage.article.title for hit in bot.search("harbour boats")} <= set(titles)
        assert bool(bot.verify()) == (step > 1)
        bot.compact()
        assert bot.verify() == []


def test_batch_that_is_being_written_does_not_count_yet(milvus, monkeypatch):
    """Readers go on in the old version until the new one is whole, and see it from then on."""
    one, two = _versions(2)
    seen = []
    with _open(milvus) as writer, _open(milvus) as reader:
        writer.add([one])
        insert = Engine.insert

        def watched(self, *arguments):
            insert(self, *arguments)
            seen.append((_texts(reader), [article.text for article in reader.articles()], reader.history(one.id)))

        monkeypatch.setattr(Engine, "insert", watched)
        writer.add([two])
        assert len(seen) == 3
        assert all(each == (["0 boats sank."], ["0 boats sank."], []) for each in seen)
        assert _texts(reader) == ["1 boats sank."]


def test_article_that_changes_during_a_search_is_found_all_the_same(milvus, monkeypatch):
    """The search runs again when what it found is no longer the present version."""
    versions = _versions(3)
    with _open(milvus) as writer, _open(milvus) as reader:
        writer.add(versions[:1])
        search = Engine.search
        left = versions[1:]

        def overtaken(self, *arguments):
            found = search(self, *arguments)
            if left:
                writer.add([left.pop(0)])
            return found

        monkeypatch.setattr(Engine, "search", overtaken)
        assert _texts(reader) == ["2 boats sank."]


def test_two_writers_work_beside_each_other(milvus):
    """One does not take the other's unfinished batch for abandoned, nor do their articles get lost."""
    with _open(milvus) as one, _open(milvus) as two:
        put = Batches.put

        def interleaved(self, entries):
            Batches.put = put
            two.add([Article("Two boats sank.", title="two")])
            assert two.compact() >= 0
            put(self, entries)

        Batches.put = interleaved
        try:
            one.add([Article("One boat sank.", title="one")])
        finally:
            Batches.put = put
        assert [article.title for article in two.articles()] == ["two", "one"]
        assert one.verify() == []


def test_failed_request_leaves_nothing_behind(milvus, monkeypatch):
    """An error in the middle of a batch is raised, and the store is as it was."""
    one, two = _versions(2)
    with _open(milvus) as bot:
        bot.add([one])
        insert = Engine.insert

        def failing(self, collection, rows):
            if collection.endswith("_articles"):
                raise StoreError("the disk is full")
            insert(self, collection, rows)

        monkeypatch.setattr(Engine, "insert", failing)
        with pytest.raises(StoreError, match="the disk is full"):
            bot.add([two])
        monkeypatch.undo()
        assert bot.verify() == []
        assert _texts(bot) == ["0 boats sank."]


def test_metadata_that_milvus_cannot_hold_is_refused_before_anything_is_written(milvus):
    """The error names the article; the rest of the store stays as it was."""
    with _open(milvus) as bot:
        with pytest.raises(StoreError, match=r"\('x{60}'\): .* more than 65,535 bytes"):
            bot.add([Article("Text.", title="x" * 70_000)])
        assert bot.verify() == []
        assert list(bot.articles()) == []


def test_verify_names_what_was_altered(milvus):
    """A text changed behind the store's back, a lost passage and a stray one are named."""
    articles = [Article(f"{n} boats sank.", title=n) for n in ("Two", "Six")]
    with _open(milvus) as bot:
        bot.add(articles)
        store = bot.store
        [row] = store._engine.query(
            store._articles.collection, f'article == "{articles[0].id}"', [*_columns(store), "bands"]
        )
        store._engine.delete(store._articles.collection, f'article == "{articles[0].id}"')
        store._engine.insert(store._articles.collection, [row | {"text": "Ten boats sank.", "bands": {0: 1.0}}])
        store._engine.delete(store._articles.state().passages, f'article == "{articles[1].id}"')
        problems = "\n".join(bot.verify())
        assert "('Two') was altered" in problems
        assert f"article {articles[1].id} has 0 of its 1 passages" in problems


def _columns(store):
    names = (
        "key",
        "article",
        "digest",
        "source",
        "language",
        "meta",
        "text",
        "version",
        "batch",
        "came",
        "piece",
        "pieces",
    )
    return (*names, "day", "passages")


def test_reembedded_store_has_the_new_vectors_and_refuses_the_old_encoder(milvus, articles):
    """Another encoder's vectors take the place of the old ones at once; texts and spans stay."""

    class Longer(WordEncoder):
        name = "longer"
        dimension = 96

    with _open(milvus) as bot, _open(milvus) as other:
        bot.add(articles)
        before = {(hit.passage.article.id, hit.passage.start) for hit in bot.search("bread price")}
        told = []
        bot.store.reembed(Longer(), lambda done, total: told.append((done, total)))
        assert told[-1] == (3, 3)
        for use in (lambda: other.search("bread"), lambda: other.add([Article("New.")]), lambda: bot.search("bread")):
            with pytest.raises(StoreError, match="embedded anew, with the encoder longer: open it again"):
                use()
    with QABot.open(milvus, encoder=Longer(), reader=FirstPassageReader()) as bot:
        assert {(hit.passage.article.id, hit.passage.start) for hit in bot.search("bread price")} == before
        assert bot.store.settings()["dimension"] == 96
        assert bot.verify() == []
        assert bot.add([Article("Bread again.")]).added


def test_reembedding_that_breaks_off_leaves_the_old_vectors(milvus, articles):
    """The store goes on with its encoder; nothing of the attempt is left."""

    class Failing(WordEncoder):
        name = "failing"

        def encode_passages(self, texts, progress=None):
            raise RuntimeError("out of memory")

    with _open(milvus) as bot:
        bot.add(articles)
        before = [hit.to_dict() for hit in bot.search("bread price")]
        with pytest.raises(RuntimeError, match="out of memory"):
            bot.store.reembed(Failing())
        assert [hit.to_dict() for hit in bot.search("bread price")] == before
        assert bot.verify() == []


def test_nobody_writes_while_the_store_is_embedded_anew(milvus, articles):
    """Articles that came meanwhile would have vectors of the old encoder: they are refused."""
    with _open(milvus) as bot, _open(milvus) as writer:
        bot.add(articles)

        class Meanwhile(WordEncoder):
            def encode_passages(self, texts, progress=None):
                with pytest.raises(StoreError, match="is being embedded anew"):
                    writer.add([Article("Late.")])
                assert writer.search("bread price")
                return super().encode_passages(texts)

        bot.store.reembed(Meanwhile("v2"))


def test_stores_in_one_file_do_not_see_each_other(milvus):
    """The name in the address keeps them apart."""
    with _open(milvus) as one, _open(f"{milvus}_more") as two:
        one.add([Article("One boat sank.")])
        assert list(two.articles()) == []
        assert two.search("boat") == []


def test_collection_of_somebody_else_is_left_alone(milvus):
    """A name that is taken is an error, and the collection stays as it is."""
    address = parse_address(milvus)
    engine = Engine(address)
    engine._client.create_collection(f"{address.collection}_state", dimension=4, timeout=10)
    with pytest.raises(StoreError, match="is not one of qa_bot; take another name"):
        _open(milvus)
    engine.drop(f"{address.collection}_state")
    engine.close()


def test_second_process_is_told_that_the_file_is_taken(milvus_file):
    """milvus-lite serves one process; the error says so and what to do."""
    code = (
        "from qa_bot.store.milvus.address import parse_address\n"
        "from qa_bot.store.milvus.engine import Engine\n"
        f"Engine(parse_address('milvus://{milvus_file}'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "StoreError" in done.stderr
    assert "another process has it open" in done.stderr


def test_server_that_is_gone_gives_a_clear_error_within_its_time(milvus_file, tmp_path, articles):
    """The error names the address and what to do; after a new start everything that was stored is there."""
    from milvus_lite.server_manager import server_manager_instance

    file = tmp_path / "gone.db"
    bot = _open(f"milvus://{file}/news?timeout=2")
    bot.add(articles)
    server_manager_instance._servers[str(file.resolve())]._p.kill()
    for use in (lambda: bot.search("bread"), lambda: bot.add([Article("New.")])):
        with pytest.raises(StoreError, match=r"Milvus at milvus://.*gone\.db/news did not do it within 2 seconds"):
            use()
    bot.close()
    with _open(f"milvus://{file}/news") as bot:
        assert list(bot.articles()) == articles
        assert bot.verify() == []
    assert str(file.resolve()) not in server_manager_instance._servers


def test_server_that_is_not_there_gives_a_clear_error(milvus_file):
    """Nothing listens: the address, and the question whether it runs; no password in it."""
    with pytest.raises(StoreError, match=r"Milvus at milvus://127\.0\.0\.1:1/news .*running and reachable") as raised:
        _open("milvus://me:secret@127.0.0.1:1/news?timeout=1")
    assert "secret" not in str(raised.value)


def test_file_that_is_no_store_is_refused_and_left_alone(milvus_file, tmp_path):
    """A wrong file, a folder that is not there, a store that is not there: one sentence each."""
    (tmp_path / "notes.db").write_bytes(b"my notes " * 1_000)
    with pytest.raises(StoreError, match="cannot be opened: it is no milvus-lite file"):
        _open(f"milvus://{tmp_path}/notes.db")
    assert (tmp_path / "notes.db").read_bytes() == b"my notes " * 1_000
    with pytest.raises(StoreError, match="there is no folder"):
        _open(f"milvus://{tmp_path}/none/x.db")
    with pytest.raises(StoreError, match=r"There is no store at .*python -m index PATH --store milvus://"):
        _open(f"milvus://{tmp_path}/new.db", create=False)
    assert not (tmp_path / "new.db").exists()


def test_missing_extra_is_named(monkeypatch):
    """Without pymilvus the error says what to install."""
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreError, match=r"pip install 'qa-bot\[milvus\]'"):
        open_store("milvus://127.0.0.1:1/news", dict)


def test_addresses_and_folders_are_told_apart():
    """Only milvus:// is Milvus; a path that was an address is an error rather than a folder of that name."""
    from pathlib import Path

    assert on_milvus("milvus://host/news")
    assert not on_milvus("news.db")
    with pytest.raises(StoreError, match="give it as a string"):
        on_milvus(Path("milvus://host/news"))
    assert shown("milvus://me:secret@host/news") == "milvus://host:19530/news"
    assert shown("folder/x") == "folder/x"


@pytest.mark.parametrize(
    ("url", "uri", "name", "token", "timeout"),
    [
        ("milvus://db.example:19531/news", "http://db.example:19531", "news", "", 30),
        ("milvus://db.example", "http://db.example:19530", "articles", "", 30),
        ("milvus+tls://me:p%40ss@db.example/news?timeout=90", "https://db.example:19530", "news", "me:p@ss", 90),
        ("milvus://[::1]:19530/n", "http://[::1]:19530", "n", "", 30),
        ("milvus://./news.db/n", "news.db", "n", "", 30),
        ("milvus:///var/news.db", "/var/news.db", "articles", "", 30),
    ],
)
def test_address_is_read(url, uri, name, token, timeout, monkeypatch):
    """Server or file, name, user and time limit; what is left out has its default."""
    monkeypatch.delenv("QA_BOT_MILVUS_TOKEN", raising=False)
    found = parse_address(url)
    assert (found.uri, found.collection, found.token, found.timeout) == (uri, name, token, timeout)
    assert token == "" or token not in f"{found!r} {found}"


def test_token_comes_from_the_environment_where_the_address_has_none(monkeypatch):
    """So that it stands in no command line."""
    monkeypatch.setenv("QA_BOT_MILVUS_TOKEN", "secret")
    assert parse_address("milvus://host/n").token == "secret"
    assert parse_address("milvus://me:pw@host/n").token == "me:pw"


@pytest.mark.parametrize(
    "url",
    [
        "milvus://",
        "milvus://host/a-b",
        "milvus://host/a/b",
        "milvus://host:x/a",
        "milvus://h/a?x=1",
        "milvus://h/a?timeout=0",
    ],
)
def test_wrong_address_is_refused(url):
    """The error says how an address is written, or which option is meant."""
    with pytest.raises(StoreError, match=r"milvus://HOST:19530/NAME|timeout"):
        parse_address(url)
