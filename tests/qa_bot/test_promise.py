"""The promise: whatever the article and the question, a quote is a slice of the stored text."""

from __future__ import annotations

import tempfile

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qa_bot import Article, QABot, QuestionError
from qa_bot.bot import LONGEST_QUESTION
from qa_bot.encoder import load_encoder
from qa_bot.reader import load_reader
from qa_bot.reader.confidence import Calibration
from tests.conftest import WordEncoder

_READER = load_reader(None, load_encoder())
_PLAIN = "Kim met 10,000 troops in Seoul on Friday “yes” U.S. $3.5 bn said because . ? ( ” أرسل جندي שלום 日本 😀"
_ODD = ("e\u0301", "\u200b", "\u202e", "\ufeff", "\r\n", "\n\n", "\x00")
_WORDS = st.sampled_from((*_PLAIN.split(" "), *_ODD))
_TEXTS = st.one_of(st.lists(_WORDS, min_size=1, max_size=120).map(" ".join), st.text(min_size=1, max_size=400))
_QUESTIONS = st.one_of(
    st.sampled_from(["how many troops?", "who met whom?", "why?", "what happened?", "what did Kim say?", "Friday"]),
    st.text(min_size=1, max_size=80),
)


class CertainReader:
    """The shipped reader made to answer always, so that every example produces quotes."""

    name = "certain"

    def read(self, question, hits):
        _READER.calibration = Calibration(0.0, {}, 3.0, 0.0)
        return _READER.read(question, hits)


@given(st.lists(_TEXTS, min_size=1, max_size=3), _QUESTIONS)
@example(["\r\n\r\nTwo men\r\nwere hurt.\r\n\r\nOne \u200bleft. "], "how many?")
@example(["“10,000 troops”"], "how many troops?")
@example(["word " * 50_000 + "The mayor resigned. " * 40_000], "who resigned?")
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_every_quote_is_the_slice_of_the_stored_article(texts, question):
    """Unicode, line ends, emoji, right-to-left, zero-width, a megabyte: the quote is what is stored there."""
    originals = [Article(text, title="t", url=f"https://x.example/{i}") for i, text in enumerate(texts) if text.strip()]
    with tempfile.TemporaryDirectory() as folder:
        with QABot.open(folder, encoder=WordEncoder(), reader=CertainReader()) as bot:
            bot.add(originals)
            try:
                answer = bot.ask(question)
            except QuestionError:
                assert not question.strip() or len(question) > LONGEST_QUESTION
                return
        stored = {article.id: article.text for article in originals}
        assert answer.answered == bool(answer.citations)
        for citation in answer.citations:
            assert citation.quote == stored[citation.article.id][citation.start : citation.end] != ""
            if citation.answer_start is not None:
                assert citation.start <= citation.answer_start < citation.answer_end <= citation.end
        if answer.answered:
            quotes = " ".join(citation.quote for citation in answer.citations)
            assert answer.text == quotes or answer.text in stored[answer.citations[0].article.id]
        for hit in answer.nearest:
            text = stored[hit.passage.article.id]
            assert hit.passage.text == text[hit.passage.start : hit.passage.end] != ""
