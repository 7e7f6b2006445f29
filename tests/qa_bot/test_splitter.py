import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot import Article
from qa_bot.encoder.weights import default_tokenizer
from qa_bot.sentences import sentence_spans
from qa_bot.splitter import Splitter

_SENTENCE = "The council met on day {} to talk about the harbour wall and its cost. "


def test_passages_are_whole_sentences_that_fit_the_encoder():
    """No passage begins or ends inside a sentence, and none is longer than the limit."""
    text = "".join(_SENTENCE.format(i) for i in range(60)).strip()
    passages = Splitter(100).split(Article(text))
    assert len(passages) > 5
    assert all(p.text.startswith("The council") and p.text.endswith("cost.") for p in passages)
    assert all(len(default_tokenizer().encode(p.text, add_special_tokens=False).ids) <= 100 for p in passages)


def test_passages_hold_all_of_the_text_once():
    """Nothing falls between two passages and nothing is in both."""
    text = "".join(_SENTENCE.format(i) for i in range(40)).strip()
    passages = Splitter(60).split(Article(text))
    assert all(a.end <= b.start for a, b in itertools.pairwise(passages))
    assert "".join(p.text for p in passages).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["word " * 5000, "w" * 50_000, "😀" * 50_000])
def test_endless_sentence_is_cut_all_the_same(text):
    """A page without a full stop still becomes passages that the encoder sees whole."""
    passages = Splitter().split(Article(text))
    assert len(passages) > 5
    assert max(len(p.text) for p in passages) < 3000


def test_short_article_is_one_passage_without_white_space_around():
    """The quote of a one-line article is the line."""
    [passage] = Splitter().split(Article("\r\n\r\n One line. \r\n"))
    assert passage.text == "One line."


def test_headline_is_not_joined_to_the_sentence_after_it():
    """A blank line ends a sentence even where no full stop does."""
    text = "Storm hits coast\n\nThree boats sank. Mr. Dale of the U.S. Navy saw it.\r\n\r\nThe end"
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "Storm hits coast",
        "Three boats sank.",
        "Mr. Dale of the U.S. Navy saw it.",
        "The end",
    ]


def test_index_text_carries_title_source_and_date_but_is_no_quote(articles):
    """The header helps to find a passage; the passage itself is only the article's text."""
    passage = Splitter().split(articles[0])[0]
    assert passage.index_text.startswith("Elm bridge closed | Courier, 2 March 2026\nThe bridge")
    assert passage.text == articles[0].text[passage.start : passage.end]


def test_passage_size_that_holds_no_sentence_is_refused():
    """A setting that cannot work is refused at once."""
    with pytest.raises(ValueError, match="3 word pieces"):
        Splitter(3)


@given(st.text(max_size=2000).filter(str.strip))
@settings(deadline=None, max_examples=150)
def test_any_text_is_cut_into_spans_in_order(text):
    """Whatever the script, the passages are rising, separate spans that hold all visible text."""
    passages = Splitter(16).split(Article(text))
    at = 0
    for passage in passages:
        assert not text[at : passage.start].strip()
        assert passage.start >= at
        assert passage.text == passage.text.strip() != ""
        at = passage.end
    assert not text[at:].strip()
