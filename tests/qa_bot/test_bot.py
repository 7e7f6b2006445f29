import json

import pytest

from qa_bot import NOT_SAID, Article, Citation, QABot, QuestionError
from qa_bot.errors import ArticleError
from qa_bot.reader.question import Form
from tests.conftest import FirstPassageReader


@pytest.mark.parametrize(
    ("question", "answer", "quoted"),
    [
        ("How many soldiers were sent?", "more than 2,400 soldiers", "Parliament voted on Tuesday"),
        ("Who is the defence minister?", "Petra Lindqvist", "The minister, Petra Lindqvist"),
        ("What did the orchestra pay for the concert hall?", "31 million crowns", "The orchestra of Halden"),
        ("When was the hall built?", "1912", "The hall, built in 1912"),
        ("Who is the warden?", "Mira Osk", "Wardens led the animal back"),
    ],
)
def test_question_gets_its_phrase_and_the_sentence_that_says_it(real_bot, question, answer, quoted):
    """The answer is short, and its first citation is the whole sentence with the phrase marked in it."""
    given = real_bot.ask(question)
    assert given.answered
    assert given.text == answer
    citation = given.citations[0]
    assert citation.quote.startswith(quoted)
    assert citation.quote.endswith(".")
    assert citation.article.text[citation.answer_start : citation.answer_end] == answer
    assert given.confidence > 0.5


def test_why_question_gets_the_sentence_that_explains(real_bot):
    """A reason is given as its sentence, not as a scrap of it."""
    answer = real_bot.ask("Why will the soldiers stay until the end of May?")
    assert "because the river crossings had been closed by floods" in answer.text
    assert answer.text == answer.citations[0].quote


@pytest.mark.parametrize("question", ["What is the price of bread?", "Who won the chess championship in Oslo?"])
def test_question_that_no_article_answers_is_not_answered(real_bot, question):
    """An honest "the articles do not say", with the nearest passages to look at."""
    answer = real_bot.ask(question)
    assert not answer.answered
    assert answer.text == NOT_SAID
    assert answer.citations == ()
    assert len(answer.nearest) == 3
    assert 0 <= answer.confidence < 0.5


def test_key_words_alone_get_sentences(real_bot):
    """People who type key words get the sentences about them."""
    answer = real_bot.ask("bear gardens Halden")
    if answer.answered:
        assert answer.citations[0].quote.startswith("A bear was seen")
    else:
        assert answer.nearest[0].passage.article.title == "Bear in the gardens"


def test_filters_of_ask_limit_what_is_read(real_bot):
    """With only the other paper allowed, the answer is not there."""
    assert not real_bot.ask("How many soldiers were sent?", source="Evening Sheet").answered


def test_answer_as_json_has_one_schema(real_bot):
    """Command line, API and export share these keys; offsets in the JSON give the quote again."""
    values = json.loads(json.dumps(real_bot.ask("When was the hall built?").to_dict()))
    keys = [
        "question",
        "standalone",
        "answered",
        "text",
        "short",
        "confidence",
        "citations",
        "nearest",
        "understood",
        "positions",
        "missing",
        "parts",
        "otherwise",
    ]
    assert list(values) == keys
    citation = values["citations"][0]
    article = real_bot.article(citation["article"]["id"])
    assert article.text[citation["start"] : citation["end"]] == citation["quote"]


def test_same_question_gives_the_same_answer(real_bot):
    """Two runs agree to the last digit."""
    one, two = (real_bot.ask("Who bought the hall?").to_dict() for _ in range(2))
    assert one == two


@pytest.mark.parametrize("question", ["", " \n ", "x" * 100_000, "who \ud800"])
def test_question_that_is_none_is_refused(bot, question):
    """Empty, a pasted book, or broken text: a clear error, and the bot goes on."""
    with pytest.raises(QuestionError):
        bot.ask(question)
    assert bot.ask("anything").answered is False


def test_k_below_one_is_refused(bot):
    """A search for no passages is a mistake."""
    with pytest.raises(QuestionError, match="at least 1"):
        bot.search("x", k=0)


def test_empty_store_says_that_it_does_not_say(bot):
    """The first question of a new user gets an answer, not an error."""
    answer = bot.ask("How many troops were sent?")
    assert (answer.answered, answer.citations) == (False, ())


def test_progress_is_told_while_articles_are_added(bot, articles):
    """A program can draw a bar."""
    seen = []
    bot.add(articles, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


def test_citation_outside_its_article_cannot_be_made():
    """A wrong span is an error where it is made, never a wrong quote."""
    article = Article("short")
    for start, end in [(0, 6), (-1, 2), (3, 3)]:
        with pytest.raises(ArticleError, match="no span"):
            Citation(article, start, end)


def test_follow_up_is_understood_as_the_question_it_stands_for(bot, articles):
    """What the full question says of sources limits the search; the answer keeps the question as it was asked."""
    bot.add(articles)
    first = bot.ask("How many cracks did the bridge at Elmstead have?")
    full = "What did the Gazette report on Elmstead?"
    answer = bot.ask("And the other paper?", [first], standalone=full)
    assert (answer.question, answer.standalone) == ("And the other paper?", full)
    assert [each.words for each in answer.understood] == ["Gazette"]
    assert {each.article.source for each in answer.citations} == {"Gazette"}


def test_answer_without_a_demand_keeps_question_and_full_question(bot, articles):
    """Where a date leaves nothing, the answer without it is one to the same question."""
    bot.add(articles)
    full = "How many cracks are in the articles published in 2019?"
    answer = bot.ask("And in 2019?", standalone=full)
    assert (answer.answered, answer.short) == (False, "")
    assert (answer.otherwise.question, answer.otherwise.standalone) == ("And in 2019?", full)


def test_passages_far_below_the_best_are_not_read(bot, articles, monkeypatch):
    """Some are read in any case; all of them where several sources are asked."""
    fill = [Article(f"In town {n} a crane stood still.", title=f"Town {n}", source="Courier") for n in range(6)]
    bot.add([*articles, *fill])
    seen = []
    read = bot.reader.read
    monkeypatch.setattr(bot.reader, "read", lambda question, hits: seen.append(hits) or read(question, hits))
    bot.ask("How many cracks did engineers find in the piers of the bridge over the Elm?")
    bot.ask("Who closed the bridge, as reported by the Courier, and made bread dearer, according to the Gazette?")
    near, all_of_both = seen
    assert near[0].passage.article.title == "Elm bridge closed"
    assert 3 <= len(near) < len(articles) + len(fill)
    assert {hit.passage.article.source for hit in all_of_both} == {"Courier", "Gazette"}
    assert len(all_of_both) == len(articles) + len(fill)


class TellingReader(FirstPassageReader):
    """Answers with the first passage, and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def read(self, question, hits, caution=None, form=None):
        self.asked.append((question, form, {hit.passage.article.source for hit in hits}))
        return super().read(question, hits)


def test_a_question_that_compares_sources_is_told_what_each_says(tmp_path, encoder, articles):
    """Each half is read in the articles of its own source, and is a part of the answer; other questions are not."""
    reader = TellingReader()
    with QABot.open(tmp_path / "store", encoder=encoder, reader=reader) as bot:
        bot.add(articles)
        answer = bot.ask("Does the Courier say the bridge was closed, while the Gazette says a loaf costs 4 crowns?")
        assert [part.citations[0].article.source for part in answer.parts] == ["Courier", "Gazette"]
        assert [(form, sources) for _, form, sources in reader.asked] == [
            (Form.WHETHER, {"Courier"}),
            (Form.WHETHER, {"Gazette"}),
        ]
        assert not bot.ask("Which costs more, bread in the Courier report or flour in the Gazette report?").parts
