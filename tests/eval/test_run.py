"""A run: questions put to stores and stories, and what is kept of it."""

import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from eval import record, stores
from eval.articles import Corpus
from eval.charts import Series, bars, line_chart
from eval.desk import StoreDesk, StoryDesk
from eval.errors import EvalError
from eval.gold import resolve
from eval.questions import Gold, Question
from eval.report import report
from eval.run import run
from eval.worst import loss, worst
from qa_bot import Answer, Article, Citation, Hit, QABot
from tests.conftest import FirstPassageReader, WordEncoder

CRACKS = Question(
    "cracks",
    "How many cracks are in the piers of the bridge?",
    ("14",),
    "number",
    (Gold("Elm bridge closed", "Engineers found 14 cracks in its piers, the city said."),),
)
NOTHING = Question("nothing", "Who built the cathedral?", (), "person", unanswerable=True)


class NotingReader:
    """Answers with a fixed text and keeps what it was given."""

    name = "noting"

    def __init__(self):
        self.read_hits = []

    def read(self, question, hits):
        self.read_hits.append(list(hits))
        first = hits[0].passage
        return Answer(question, True, "14", 0.75, (Citation(first.article, first.start, first.end),))


@pytest.fixture
def desk(bot, articles):
    bot.add(articles)
    return StoreDesk(bot, Corpus.of(articles).articles)


def _resolved(*questions, articles):
    return resolve(questions, Corpus.of(articles))[0]


def test_answered_question_is_scored_for_search_answer_and_quotes(desk, articles):
    """One record holds every measure that applies, and the times apart from them."""
    [found] = run(desk, _resolved(CRACKS, articles=articles))
    assert found.scores["hit@1"] == found.scores["found"] == found.scores["exact_quotes"] == 1
    assert found.scores["answerable"] == 1
    assert set(found.times) == {"search", "ask"}
    assert "search" not in found.to_dict()


def test_unanswerable_question_has_no_retrieval_scores(desk):
    """Where nothing is relevant, hit@k would only punish the search for the question."""
    [found] = run(desk, [NOTHING])
    assert not {name for name in found.scores if name.startswith(("hit", "mrr", "answer@"))}
    assert found.scores["no_answer"] == 0


def test_retrieval_only_asks_nothing(desk, articles):
    """No answer, no answer scores, no time of asking."""
    [found] = run(desk, _resolved(CRACKS, articles=articles), answers=False)
    assert found.answer is None
    assert "em" not in found.scores
    assert set(found.times) == {"search"}
    assert found.to_dict()["answer"] is None


def test_follow_up_is_asked_after_its_history(desk):
    """The bot gets the answers to the earlier questions, each asked once, oldest first."""
    told = []
    real = desk.bot.ask

    def ask(question, history=(), **filters):
        told.append((question, [answer.question for answer in history]))
        return real(question, history, **filters)

    desk.bot.ask = ask
    chain = Question("c2", "And where?", ("x",), history=("What is wrong with the bridge?", "Since when?"))
    list(run(desk, [chain, replace(chain, id="c3")], searches=False))
    assert told == [
        ("What is wrong with the bridge?", []),
        ("Since when?", ["What is wrong with the bridge?"]),
        ("And where?", ["What is wrong with the bridge?", "Since when?"]),
        ("And where?", ["What is wrong with the bridge?", "Since when?"]),
    ]


def test_human_follow_ups_are_asked_in_full_and_without_history(desk):
    """The same follow-ups as if they had been typed in full: what a rewriter could reach."""
    desk.follow_ups = "human"
    chain = Question("c2", "And where?", ("x",), history=("Earlier?",), standalone="Where are the cracks in the piers?")
    [found] = run(desk, [chain])
    assert found.answer.question == "Where are the cracks in the piers?"
    assert not desk._told


def test_as_of_hides_articles_from_after_the_day_of_asking(desk):
    """Asked in March, an article of April cannot be found."""
    question = Question("q", "What is the price of a loaf?", ("4 crowns",), asked=date(2026, 3, 31))
    assert any("crowns" in hit.passage.text for hit in desk.search(question))
    desk.as_of = True
    assert not any("crowns" in hit.passage.text for hit in desk.search(question))


def test_question_that_cannot_be_asked_is_named(desk):
    """A blank or endless question in a set ends the run with its id."""
    with pytest.raises(EvalError, match="question long: "):
        list(run(desk, [Question("long", "why " * 2000, ("x",))]))


def test_story_is_given_whole_and_in_order(encoder):
    """The reader gets every passage of the question's own story, with its cosine, and nothing else."""
    text = "\n\n".join(f"Paragraph {n} is about the river Rudd and its {n} mills." + " word" * 60 for n in range(9))
    story, other = Article(text, title="Rudd"), Article("Something else.")
    reader = NotingReader()
    desk = StoryDesk(encoder, reader, {"q": story, "r": other})
    question = Question("q", "How many mills?", ("14",))
    found = list(run(desk, [question, replace(question, id="r")], searches=False))
    hits = reader.read_hits[0]
    assert len(hits) > 1
    assert [hit.passage.start for hit in hits] == sorted(hit.passage.start for hit in hits)
    assert {hit.passage.article for hit in hits} == {story}
    vector = encoder.encode_queries(["How many mills?"])[0]
    for hit in hits:
        assert hit.dense == pytest.approx(float(encoder.encode_queries([hit.passage.index_text])[0] @ vector), abs=1e-6)
    assert [hit.passage.article for hit in reader.read_hits[1]] == [other]
    assert [each.scores["exact_quotes"] for each in found] == [1, 1]


# ---- stores


def test_store_is_built_once_for_articles_encoder_and_splitter(tmp_path, articles):
    """The second run finds it; another article or another encoder gets a store of its own."""
    corpus = Corpus.of(articles)
    encoder = WordEncoder()
    bot, built = stores.open_store(corpus, encoder, FirstPassageReader(), tmp_path, quiet=True)
    bot.close()
    assert built.articles == built.passages == 3
    again = WordEncoder()
    bot, kept = stores.open_store(corpus, again, FirstPassageReader(), tmp_path, quiet=True)
    bot.close()
    assert kept == built
    assert again.encoded == []
    keys = {
        stores.store_key(corpus, encoder),
        stores.store_key(Corpus.of(articles[:2]), encoder),
        stores.store_key(corpus, WordEncoder("v2")),
    }
    assert len(keys) == 3


def test_store_that_was_not_finished_is_gone_on_with(tmp_path, articles, monkeypatch):
    """A run that is cut loses at most the batch it was in."""
    monkeypatch.setattr(stores, "_BATCH", 1)
    corpus, encoder = Corpus.of(articles), WordEncoder()
    real, calls = QABot.add, []

    def add(self, batch, progress=None):
        calls.append([article.title for article in batch])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(self, batch, progress)

    monkeypatch.setattr(QABot, "add", add)
    with pytest.raises(KeyboardInterrupt):
        stores.open_store(corpus, encoder, FirstPassageReader(), tmp_path, quiet=True)
    second = WordEncoder()
    bot, built = stores.open_store(corpus, second, FirstPassageReader(), tmp_path, quiet=True)
    assert bot.info()["articles"] == 3
    bot.close()
    assert built.passages == 1
    assert len([text for text in second.encoded if "panes" in text]) == 1
    assert not [text for text in second.encoded if "cracks" in text]


# ---- what is kept


def test_lines_are_the_same_whatever_the_order_of_keys_and_hold_no_line_ends():
    """A line of answers.jsonl is one line, also when the article uses Unicode's line separators."""
    text = record.line({"b": "one\u2028two\nthree", "a": 1})
    assert text.startswith('{"a": 1')
    assert text.count("\n") == 1
    assert json.loads(text)["b"] == "one\u2028two\nthree"


def test_answers_with_line_separators_are_read_back(tmp_path):
    """U+2028 and U+0085 inside a quote end no line."""
    (tmp_path / record.ANSWERS).write_text(record.line({"id": "a", "quote": "x\u2028y\x85z"}), encoding="utf-8")
    assert record.read_answers(tmp_path)["a"]["quote"] == "x\u2028y\x85z"


def test_reader_files_are_hashed_one_by_one(tmp_path):
    """Altered weights show in the record of a run; a model by hub name has no files to hash."""
    (tmp_path / "reader.onnx").write_bytes(b"abc")
    assert record.reader_files(str(tmp_path)) == {
        "reader.onnx": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    }
    assert record.reader_files("deepset/tinyroberta") == {}
    assert "lower.onnx" in record.reader_files(None)


# ---- the report


def _records(desk, articles):
    return list(run(desk, _resolved(CRACKS, NOTHING, articles=articles)))


def _results():
    return {
        "set": {"name": "<b>set</b>", "questions": 2, "unanswerable": 1, "format": "qa-bot", "articles": 3},
        "command": "python -m eval '<script>'",
        "date": "2026-03-03",
        "commit": "abc",
        "models": {"encoder": "words", "encoder_fingerprint": "v1", "reader": "first"},
        "machine": {"processor": "p", "cores": 2, "memory_gb": 4.0},
        "by_type": {"number": {"questions": 1, "share": 1.0}, "<i>": {"questions": 1, "share": 0.0}},
    }


def test_report_escapes_everything_and_loads_nothing(bot):
    """Names, questions and articles of strangers become text, and the page asks no server for anything."""
    evil = '<img src=x onerror="alert(1)">'
    articles = [Article(f"The Rudd rose {evil} on Monday.", title=f"Flood {evil}", source=evil)]
    bot.add(articles)
    question = Question(
        "<q>", f"When did the Rudd rise? {evil}", ("<img src=y>",), evil, history=(f"What rose? {evil}",)
    )
    records = list(run(StoreDesk(bot, Corpus.of(articles).articles), [question]))
    page = report(_results(), {"em": {"value": 0.0, "low": 0.0, "high": 1.0, "n": 1}}, records)
    assert "<img" not in page
    assert page.count("&lt;img src=x") >= 5
    assert "<script" not in page
    assert "<b>set</b>" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_report_shows_figures_plots_and_what_went_wrong(desk, articles):
    """Every plot that the run has data for, each figure, and the question that was answered wrongly."""
    figures = {"em": {"value": 50.0, "low": 0.0, "high": 100.0, "n": 2}}
    page = report(_results(), figures, _records(desk, articles))
    for title in ("Risk and coverage", "Calibration", "Hits by k", "Time to ask", "Time to search", "By type"):
        assert f"<h3>{title}" in page
    assert "<code>em</code>" in page
    assert "Who built the cathedral?" in page


def test_report_of_retrieval_alone_leaves_out_what_needs_answers(desk, articles):
    """No confidence, no calibration plot."""
    page = report(_results(), {}, list(run(desk, _resolved(CRACKS, articles=articles), answers=False)))
    assert "Hits by k" in page
    assert "Calibration" not in page


def test_worst_are_the_surest_errors_and_silences_by_turns():
    """Wrong at .9 before wrong at .6; silence at .1 before silence at .4; what went right is not shown."""

    def made(name, answered, confidence, right):
        answer = Answer("?", answered, "x", confidence)
        return SimpleNamespace(question=Question(name, "?", ("y",)), answer=answer, scores={"right": right})

    records = [
        made("unsure", True, 0.6, 0.0),
        made("fine", True, 0.99, 1.0),
        made("silent", False, 0.4, 0.0),
        made("sure", True, 0.9, 0.0),
        made("mute", False, 0.1, 0.0),
    ]
    assert [each.question.id for each in worst(records, 3)] == ["sure", "mute", "unsure"]
    assert loss(records[1]) == 0


def test_chart_puts_points_where_they_belong():
    """(0, 0) is lower left, (1, 1) upper right; the label is escaped."""
    drawn = line_chart("a < b", [Series("s", [0.0, 1.0], [0.0, 1.0], dots=True)], "x", "y", (0, 1), (0, 1))
    assert 'cx="52.0" cy="238.0"' in drawn
    assert 'cx="466.0" cy="12.0"' in drawn
    assert 'aria-label="a &lt; b"' in drawn


def test_bars_are_as_long_as_their_shares():
    """Half is half of the whole bar."""
    drawn = bars("t", [("x", 0.5, "1 of 2")])
    assert 'class="rest" x="150" y="4" width="210"' in drawn
    assert 'class="bar" x="150" y="4" width="105.0"' in drawn


def test_hit_marks_stand_in_the_lines(desk, articles):
    """Each hit says whether it proves the answer, so that lines can be read without the set."""
    [found] = run(desk, _resolved(CRACKS, articles=articles))
    marked = [hit["relevant"] for hit in found.to_dict()["hits"]]
    assert marked[0] is True
    assert marked.count(True) == 1
    assert isinstance(found.hits[0], Hit)
