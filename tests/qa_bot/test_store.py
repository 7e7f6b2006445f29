import json
import shutil
import sqlite3
import threading
from datetime import UTC, date, datetime

import numpy as np
import pytest

from qa_bot import Article, EncoderError, QABot, StoreError
from qa_bot.store import Filter
from tests.conftest import FirstPassageReader, WordEncoder


def _open(folder, **options):
    return QABot.open(folder, encoder=WordEncoder(), reader=FirstPassageReader(), **options)


def _titles(bot, query, **filters):
    return [hit.passage.article.title for hit in bot.search(query, **filters)]


def test_reopened_store_answers_as_before(tmp_path, articles):
    """What was added is there on the next day, with the same scores."""
    with _open(tmp_path) as bot:
        bot.add(articles)
        before = [hit.to_dict() for hit in bot.search("cracks in the bridge")]
    with _open(tmp_path) as bot:
        assert [hit.to_dict() for hit in bot.search("cracks in the bridge")] == before
        assert list(bot.articles()) == articles


def test_adding_the_same_again_changes_nothing(bot, articles):
    """A second run over the same folder embeds and stores nothing."""
    assert bot.add(articles).added == [a.id for a in articles]
    generation = bot.store.settings()["generation"]
    bot.encoder.encoded.clear()
    report = bot.add(articles)
    assert (report.added, report.replaced, report.unchanged) == ([], [], [a.id for a in articles])
    assert not bot.encoder.encoded
    assert bot.store.settings()["generation"] == generation


def test_changed_article_replaces_the_old_one(bot):
    """Search finds the new text and no longer the old one; only the changed passage is encoded."""
    same = " ".join(f"The harbour master counted {i} boats in the old basin that morning." for i in range(30))
    first = Article(same + "\n\nTwo boats sank.", title="Boats", url="https://a.example/boats")
    second = Article(same + "\n\nSeven boats were lost.", title="Boats", url="https://a.example/boats")
    bot.add([first])
    passages = len(bot.encoder.encoded)
    bot.encoder.encoded.clear()
    assert bot.add([second]).replaced == [first.id]
    assert passages > 2
    assert len(bot.encoder.encoded) == 1
    assert bot.article(first.id) == second
    assert all("Two boats sank" not in hit.passage.text for hit in bot.search("two boats sank", k=50))


def test_history_holds_the_earlier_versions_newest_first(bot):
    """Each with the time it came in and the time it was replaced; search and list know the present one only."""
    versions = [Article(f"{n} boats sank.", title="Boats", url="https://a.example/boats") for n in range(3)]
    before = datetime.now(UTC)
    for version in versions:
        bot.add([version])
    history = bot.history(versions[0].id)
    assert [revision.article for revision in history] == [versions[1], versions[0]]
    assert before <= history[1].stored <= history[1].replaced == history[0].stored <= history[0].replaced
    assert list(bot.articles()) == [versions[2]]
    assert {hit.passage.article.text for hit in bot.search("boats sank", k=9)} == {"2 boats sank."}
    assert bot.history("unknown") == []


def test_two_versions_in_one_batch_leave_the_later_one(bot):
    """Within a batch, too, the last version counts."""
    one, two = (Article(f"{n} died.", url="https://a.example/x") for n in (1, 2))
    assert bot.add([one, two]).added == [one.id]
    assert [a.text for a in bot.articles()] == ["2 died."]


def test_removed_article_is_gone_at_once(bot, articles):
    """A removed article is neither found nor listed; an unknown id is not an error."""
    bot.add(articles)
    assert bot.remove([articles[0].id, "unknown"]) == [articles[0].id]
    assert "Elm bridge closed" not in _titles(bot, "bridge")
    assert bot.article(articles[0].id) is None
    assert bot.verify() == []


def test_nothing_is_stored_when_one_article_of_a_batch_fails(bot, articles):
    """An error in the middle leaves the store as it was."""

    def failing():
        yield articles[0]
        raise RuntimeError("disk gone")

    with pytest.raises(RuntimeError):
        bot.add(failing())
    assert list(bot.articles()) == []


def test_filters_limit_the_search_itself(bot, articles):
    """Source in any case, days included at both ends; an undated article passes no date bound."""
    bot.add(articles)
    assert _titles(bot, "Elmstead", source="gazette") == ["Bread dearer"]
    assert set(_titles(bot, "Elmstead", source=["Gazette", "Courier"])) == {"Bread dearer", "Hail", "Elm bridge closed"}
    assert _titles(bot, "Elm", since=date(2026, 4, 9)) == ["Bread dearer"]
    assert _titles(bot, "Elm", until=date(2026, 3, 2)) == ["Elm bridge closed"]
    assert _titles(bot, "Elm", source="Nobody") == []


def test_language_limits_the_search(bot):
    """One language or several, in any case; what is of unknown language passes only where none is asked for."""
    texts = {"en": "Flood in Elmstead.", "de": "Flut in Elmstead.", "fr": "Crue de Elmstead.", "": "Elmstead."}
    bot.add([Article(text, title=code, language=code) for code, text in texts.items()])
    assert _titles(bot, "Elmstead", language="de") == ["de"]
    assert sorted(_titles(bot, "Elmstead", language=["FR", "en"])) == ["en", "fr"]
    assert len(_titles(bot, "Elmstead")) == 4


def test_candidates_are_both_searches_with_exact_scores_in_a_fixed_order(bot, articles):
    """What ranking builds on: the stored vectors' cosine, BM25 or nothing, by article id and start."""
    bot.add(articles)
    query = "bread price"
    [vector] = bot.encoder.encode_queries([query])
    found = bot.store.candidates(query, vector, 10, Filter())
    assert [each.passage.article.id for each in found] == sorted(article.id for article in articles)
    for each in found:
        [stored] = bot.store.vectors(each.passage.article.id).values()
        assert each.dense == pytest.approx(float(stored @ vector), abs=1e-6)
    by_words = {each.passage.article.title for each in found if each.words > 0}
    assert by_words == {"Bread dearer"}
    assert {each.passage.article.title for each in bot.store.candidates(query, vector, 1, Filter())} == by_words


def test_filtered_search_fills_k_from_what_is_allowed(bot):
    """A filter does not thin out the best hits: it searches among the allowed."""
    bot.add([Article(f"A flood came, number {i}.", title=str(i), source="Many") for i in range(150)])
    bot.add([Article("Rain fell.", title="rare", source="Few")])
    assert _titles(bot, "flood came number", k=5, source="Few") == ["rare"]


def test_every_writer_is_seen_by_an_open_reader(tmp_path, articles):
    """A chat that is open sees what the indexer adds and removes meanwhile."""
    with _open(tmp_path) as reader, _open(tmp_path) as writer:
        assert reader.search("bridge") == []
        writer.add(articles)
        assert "Elm bridge closed" in _titles(reader, "bridge")
        writer.remove([articles[0].id])
        assert "Elm bridge closed" not in _titles(reader, "bridge")


@pytest.mark.parametrize("harm", ["delete", "flip", "truncate", "empty"])
def test_damaged_cache_is_noticed_and_made_again(tmp_path, articles, harm):
    """A flipped byte in a derived file never changes an answer, and nothing is embedded again."""
    with _open(tmp_path) as bot:
        bot.add(articles)
        before = [hit.to_dict() for hit in bot.search("bread price")]
    files = [path.relative_to(tmp_path) for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    kinds = sorted({path.suffix or path.name for path in files})
    assert {".faiss", ".json", ".term", ".idx"} <= set(kinds)
    for kind in kinds:
        path = next(p for p in (tmp_path / "cache").rglob("*") if p.is_file() and (p.suffix or p.name) == kind)
        kept = path.read_bytes()
        if harm == "delete":
            path.unlink()
        else:
            half = len(kept) // 2
            flipped = kept[:half] + bytes([kept[half] ^ 64]) + kept[half + 1 :] if kept else b"x"
            path.unlink()  # a new file: a mapped one must not shrink under its reader
            path.write_bytes({"flip": flipped, "truncate": kept[:half], "empty": b""}[harm])
        with _open(tmp_path) as bot:
            assert [hit.to_dict() for hit in bot.search("bread price")] == before, kind
            assert not bot.encoder.encoded


def test_lost_cache_folder_is_rebuilt(tmp_path, articles):
    """The SQLite file alone is the whole store."""
    with _open(tmp_path) as bot:
        bot.add(articles)
        before = [hit.to_dict() for hit in bot.search("hail")]
    shutil.rmtree(tmp_path / "cache")
    with _open(tmp_path) as bot:
        assert [hit.to_dict() for hit in bot.search("hail")] == before


def test_caches_of_old_generations_are_cleared_away(tmp_path, articles):
    """The folder does not grow with every change."""
    with _open(tmp_path) as bot:
        for article in articles:
            bot.add([article])
            bot.search("anything")
        assert len(list((tmp_path / "cache").iterdir())) == 1


def test_verify_names_what_was_altered(tmp_path, articles):
    """A text changed behind the store's back is named; a sound store has nothing to say."""
    with _open(tmp_path) as bot:
        bot.add(articles)
        assert bot.verify() == []
    with sqlite3.connect(tmp_path / "qa_bot.sqlite") as sql:
        sql.execute("UPDATE articles SET text = replace(text, '14', '41') WHERE title = 'Elm bridge closed'")
        sql.execute("UPDATE passages SET vector = x'00' WHERE id = 3")
    sql.close()
    with _open(tmp_path) as bot:
        problems = "\n".join(bot.verify())
    assert "'Elm bridge closed') was altered" in problems
    assert "passage 3 has no vector" in problems


def test_another_encoder_is_refused(tmp_path, articles):
    """Vectors of two encoders are never compared."""
    _open(tmp_path).close()
    with pytest.raises(EncoderError, match=r"made with the encoder words \(v1\), not with words \(v2\)"):
        QABot.open(tmp_path, encoder=WordEncoder("v2"), reader=FirstPassageReader())


def test_folder_that_is_something_else_is_refused_and_left_alone(tmp_path):
    """A typing slip never writes into somebody's photo folder."""
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(StoreError, match="not empty and not a store"):
        _open(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


def test_file_in_place_of_a_folder_is_refused(tmp_path):
    """The error says what a store is."""
    (tmp_path / "x").write_text("x")
    with pytest.raises(StoreError, match="is a file; a store is a folder"):
        _open(tmp_path / "x")


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 40, b"SQLite format 3\0"])
def test_broken_database_gives_one_clear_error(tmp_path, content):
    """No traceback of SQLite, and the file is left as it was found."""
    (tmp_path / "qa_bot.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match="cannot be opened as a store"):
        _open(tmp_path)
    assert (tmp_path / "qa_bot.sqlite").read_bytes() == content


def test_foreign_database_is_refused(tmp_path):
    """Another program's database of the same name is not touched."""
    with sqlite3.connect(tmp_path / "qa_bot.sqlite") as sql:
        sql.execute("CREATE TABLE t (x)")
    sql.close()
    with pytest.raises(StoreError, match="not one of qa_bot"):
        _open(tmp_path)


def test_store_of_another_schema_version_is_refused(tmp_path):
    """An old program does not misread a new store."""
    _open(tmp_path).close()
    with sqlite3.connect(tmp_path / "qa_bot.sqlite") as sql:
        sql.execute("PRAGMA user_version = 99")
    sql.close()
    with pytest.raises(StoreError, match="schema version 99"):
        _open(tmp_path)


def test_missing_store_is_not_made_when_only_asked(tmp_path):
    """Asking a store that is not there says how to make one, and makes none."""
    with pytest.raises(StoreError, match="python -m index"):
        _open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_threads_share_one_bot(bot, articles):
    """A web server's threads search while another adds."""
    bot.add(articles)
    errors = []

    def work(number):
        try:
            for i in range(5):
                assert bot.search("Elmstead bread")
                bot.add([Article(f"Item {number}/{i} about bread.", title="n")])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert bot.info()["articles"] == 23
    assert bot.verify() == []


def test_info_counts_what_is_there(bot, articles):
    """Articles, passages, days and sources, as JSON."""
    bot.add(articles)
    info = json.loads(json.dumps(bot.info()))
    assert (info["articles"], info["passages"]) == (3, 3)
    assert (info["first_day"], info["last_day"]) == ("2026-03-02", "2026-04-09")
    assert info["sources"] == {"Courier": 2, "Gazette": 1}


def test_closing_twice_is_harmless(tmp_path, encoder):
    """A with block around a bot that was closed inside it."""
    bot = QABot.open(tmp_path / "s", encoder=encoder, reader=FirstPassageReader())
    bot.close()
    bot.close()


def test_search_in_an_empty_store_finds_nothing(bot):
    """Not an error: there is just nothing yet."""
    assert bot.search("anything") == []


def test_vectors_survive_the_disk_almost_exactly(bot, articles):
    """Half precision on disk moves a cosine by less than a thousandth."""
    bot.add(articles)
    hit = next(h for h in bot.search("bread price") if h.passage.article.title == "Bread dearer")
    [query], [passage] = (
        bot.encoder.encode_queries(["bread price"]),
        bot.encoder.encode_queries([hit.passage.index_text]),
    )
    assert hit.dense == pytest.approx(float(np.dot(query, passage)), abs=1e-3)


def test_empty_filter_is_no_filter():
    """No source and no day allow everything."""
    assert not Filter()
    assert Filter(since=date(2026, 1, 1))
