"""What a store promises, kept by both: the one in a folder and the one on Milvus."""

import json
import threading
from datetime import UTC, date, datetime

import numpy as np
import pytest

from qa_bot import Article, EncoderError, QABot, StoreError
from qa_bot.store import Filter
from tests.conftest import FirstPassageReader, WordEncoder


@pytest.fixture(params=["folder", "milvus"])
def location(request, tmp_path):
    """Where a new store is to be made."""
    return str(tmp_path / "store") if request.param == "folder" else request.getfixturevalue("milvus")


@pytest.fixture
def bot(location, encoder):
    """A bot over an empty store, with parts that need no weights."""
    with QABot.open(location, encoder=encoder, reader=FirstPassageReader()) as made:
        yield made


def _open(location, **options):
    return QABot.open(location, encoder=WordEncoder(), reader=FirstPassageReader(), **options)


def _titles(bot, query, **filters):
    return [hit.passage.article.title for hit in bot.search(query, **filters)]


def test_reopened_store_answers_as_before(location, articles):
    """What was added is there on the next day, with the same scores."""
    with _open(location) as bot:
        bot.add(articles)
        before = [hit.to_dict() for hit in bot.search("cracks in the bridge")]
    with _open(location) as bot:
        assert [hit.to_dict() for hit in bot.search("cracks in the bridge")] == before
        assert list(bot.articles()) == articles


def test_adding_the_same_again_changes_nothing(bot, articles):
    """A second run over the same folder embeds and stores nothing."""
    assert bot.add(articles).added == [a.id for a in articles]
    before = bot.info()
    bot.encoder.encoded.clear()
    report = bot.add(articles)
    assert (report.added, report.replaced, report.unchanged) == ([], [], [a.id for a in articles])
    assert not bot.encoder.encoded
    assert bot.info() == before
    assert bot.history(articles[0].id) == []


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
    assert [each.article for each in found] == sorted(article.id for article in articles)
    for each in found:
        [stored] = bot.store.vectors(each.article).values()
        assert each.dense == pytest.approx(float(stored @ vector), abs=1e-6)
    by_words = {each.article for each in found if each.words > 0}
    assert {bot.article(id).title for id in by_words} == {"Bread dearer"}
    assert {each.article for each in bot.store.candidates(query, vector, 1, Filter())} == by_words


def test_candidates_tell_of_their_article_and_lead_to_the_passage_that_was_found(bot, articles):
    """Source, language and day as filters compare them; nothing is ever cut out of a text that came meanwhile."""
    before = [*articles, Article("Bread is cheap.", title="Prices", url="https://a.example/x", language="en")]
    bot.add(before)
    query = "bread price"
    [vector] = bot.encoder.encode_queries([query])
    found = bot.store.candidates(query, vector, 10, Filter())
    passages = bot.store.passages(found)
    assert set(passages) == {each.key for each in found}
    for each in found:
        article = passages[each.key].article
        assert article == bot.article(each.article)
        assert (passages[each.key].start, passages[each.key].end) == (each.start, each.end)
        assert (each.source.casefold(), each.day) == (article.source.casefold(), article.day)
        assert each.language == article.language
    bot.add([Article("Free bread for all.", title="Prices", url="https://a.example/x")])
    bot.remove([articles[0].id])
    assert {passage.article for passage in bot.store.passages(found).values()} <= set(before)


def test_filtered_search_fills_k_from_what_is_allowed(bot):
    """A filter does not thin out the best hits: it searches among the allowed."""
    bot.add([Article(f"A flood came, number {i}.", title=str(i), source="Many") for i in range(150)])
    bot.add([Article("Rain fell.", title="rare", source="Few")])
    assert _titles(bot, "flood came number", k=5, source="Few") == ["rare"]


def test_every_writer_is_seen_by_an_open_reader(location, articles):
    """A chat that is open sees what the indexer adds and removes meanwhile."""
    with _open(location) as reader, _open(location) as writer:
        assert reader.search("bridge") == []
        writer.add(articles)
        assert "Elm bridge closed" in _titles(reader, "bridge")
        writer.remove([articles[0].id])
        assert "Elm bridge closed" not in _titles(reader, "bridge")


def test_another_encoder_is_refused(location, articles):
    """Vectors of two encoders are never compared."""
    _open(location).close()
    with pytest.raises(EncoderError, match=r"made with the encoder words \(v1\), not with words \(v2\)"):
        QABot.open(location, encoder=WordEncoder("v2"), reader=FirstPassageReader())


def test_missing_store_is_not_made_when_only_asked(location):
    """Asking a store that is not there says how to make one, and makes none."""
    with pytest.raises(StoreError, match="python -m index"):
        _open(location, create=False)
    with pytest.raises(StoreError, match="There is no store"):  # the first attempt made none either
        _open(location, create=False)


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


def test_closing_twice_is_harmless(location, encoder):
    """A with block around a bot that was closed inside it."""
    bot = QABot.open(location, encoder=encoder, reader=FirstPassageReader())
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


def test_long_article_comes_back_to_the_letter(bot):
    """200,000 characters of one to four bytes: text and every passage are slices of what was given."""
    sentence = "Der Fährmann von Łódź sagte: „Noch {} Boote“ 渡し船 🚢 fehlen im Hafen.\r\n"
    text = "".join(sentence.format(number) for number in range(3_200))
    article = Article(text, title="Lang", url="https://long.example/1")
    assert len(text) > 200_000
    bot.add([article, Article("Kurz.", title="Kurz")])
    assert bot.article(article.id) == article
    assert next(iter(bot.articles())) == article
    hits = [hit for hit in bot.search("Noch 3141 Boote", k=40) if hit.passage.article.title == "Lang"]
    assert hits
    assert all(hit.passage.text == text[hit.passage.start : hit.passage.end] for hit in hits)
    assert any("Noch 3141 Boote" in hit.passage.text for hit in hits)


def test_metadata_comes_back_as_given(bot):
    """Every field, dates with and without an hour, and characters that mean something to databases."""
    odd = '"O\'Neil" \\ % {x} \u202e 日本 ] or 1 == 1'
    article = Article(
        "Text\x00 with\u2028 odd\r\ncharacters.", odd, "https://a.example/?q=" + "%22", odd, (odd, "B"),
        datetime(2026, 3, 2, 10, 30, tzinfo=UTC), "Text", date(2026, 3, 4), "en",
    )  # fmt: skip
    bot.add([article])
    assert bot.article(article.id) == article
    assert bot.article(odd) is None


@pytest.mark.parametrize(
    "source",
    ['He said "no"', "O'Neil's", "back\\slash\\", '\\" or 1 == 1 or source == "', "日本 😀", "{a} % [b]", "two\tparts"],
)
def test_any_source_can_be_filtered_by(bot, source):
    """Quotes, backslashes and brackets in a name are part of the name and nothing else."""
    bot.add([Article("Rain in Elmstead.", title="wanted", source=source), Article("Rain in Elmstead.", source="B")])
    assert _titles(bot, "rain", source=source) == ["wanted"]
    assert _titles(bot, "rain", source=[source, "B"]) != ["wanted"]


def test_copies_are_found_from_each_of_them(bot):
    """Agency copy in two papers is linked both ways; another article is not; what is removed is gone."""
    words = " ".join(f"The harbour of Elmstead counted {n} boats on Monday, said pilot {n}." for n in range(30))
    one, two = (Article(words + end, title=title, source=title) for title, end in (("A", ""), ("B", " Reported by B.")))
    bot.add([one, two, Article("Quite another matter altogether in the town hall.", title="C")])
    assert bot.copies(one.id) == [two]
    assert bot.copies(two.id) == [one]
    bot.remove([two.id])
    assert bot.copies(one.id) == []
    assert bot.copies("unknown") == []


def test_copies_among_articles_share_a_name(bot):
    """Of the articles asked about, copies are one family; a copy whose other is not among them has none."""
    words = " ".join(f"The harbour of Elmstead counted {n} boats on Monday, said pilot {n}." for n in range(30))
    one, two, three = (Article(f"{words} Reported by {name}.", title=name) for name in "ABC")
    other = Article("Quite another matter altogether in the town hall.", title="D")
    bot.add([one, two, three, other])
    families = bot.store.families([other, two, one])
    assert set(families) == {one.id, two.id}
    assert families[one.id] == families[two.id]
    assert bot.store.families([one, other]) == {}
    assert bot.store.families([]) == {}


def test_sources_are_those_of_the_articles(bot, articles):
    """Each name once and as it is written, none for articles without one; what comes and goes is known at once."""
    odd = "O'Neil's \"two\tparts\""
    bot.add([*articles, Article("Boats were counted.", source=odd), Article("Nobody wrote this.")])
    assert set(bot.store.sources()) == {"Courier", "Gazette", odd}
    late = Article("Rain is coming.", source="Herald")
    bot.add([late])
    assert "Herald" in bot.store.sources()
    bot.remove([late.id])
    assert "Herald" not in bot.store.sources()


def test_compacted_store_answers_as_before(bot, articles):
    """Clearing away what was removed takes nothing else along."""
    bot.add(articles)
    bot.remove([articles[0].id])
    before = [hit.to_dict() for hit in bot.search("Elmstead")]
    assert bot.compact() >= 0
    assert [hit.to_dict() for hit in bot.search("Elmstead")] == before
    assert bot.verify() == []


def test_articles_without_a_word_are_no_obstacle(bot):
    """A text of nothing but signs is stored, and questions go on being answered."""
    bot.add([Article("… — !")])
    assert [hit.words for hit in bot.search("harbour")] == [0.0]


def test_what_one_store_gives_another_takes(location, tmp_path, milvus):
    """Moved from a folder to Milvus, or back, a store has the same articles, spans, vectors, days and revisions."""
    versions = [Article(f"{n} boats sank.", title="Boats", url="https://a.example/boats") for n in range(3)]
    other = f"{milvus}_copy" if location.startswith("/") else str(tmp_path / "copy")
    with _open(location) as one, _open(other) as two:
        one.add([Article("First.", title="First"), versions[0]])
        for version in versions[1:]:
            one.add([version])
        given = list(one.store.entries())
        two.store.put(given)
        two.store.put(given)  # once more changes nothing
        taken = list(two.store.entries())
        assert [(e.article, e.passages, e.stored) for e in taken] == [(e.article, e.passages, e.stored) for e in given]
        for before, after in zip(given, taken, strict=True):
            assert np.array_equal(before.vectors, after.vectors)
            assert [(r.article, r.stored) for r in after.history] == [(r.article, r.stored) for r in before.history]
        assert two.verify() == []
        two.add([Article("9 boats sank.", title="Boats", url="https://a.example/boats")])
        assert [r.article.text for r in two.history(versions[0].id)] == [f"{n} boats sank." for n in (2, 1, 0)]
