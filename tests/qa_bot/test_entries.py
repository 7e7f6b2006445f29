"""Articles can be made ready for a store elsewhere, and go into it as if it had made them."""

from qa_bot.entries import prepare
from qa_bot.splitter import Splitter
from tests.conftest import WordEncoder


def test_prepared_entries_are_stored_without_encoding(bot, encoder, articles):
    """Beside articles that are not prepared, in the order given; a second time they are unchanged."""
    entries = prepare(articles[:2], WordEncoder(), Splitter())
    report = bot.add([articles[2], *entries])
    assert report.added == [articles[2].id, articles[0].id, articles[1].id]
    assert len(encoder.encoded) == 1
    assert list(bot.articles()) == [articles[2], articles[0], articles[1]]
    assert bot.search("cracks in the piers", k=1)[0].passage.article == articles[0]
    assert bot.add(entries).unchanged == [articles[0].id, articles[1].id]
    assert bot.verify() == []


def test_vectors_that_are_known_are_not_made_again(articles):
    """Nor is a text encoded twice."""
    encoder = WordEncoder()
    [first] = prepare(articles[:1], encoder, Splitter())
    known = {passage.index_text: vector for passage, vector in zip(first.passages, first.vectors, strict=True)}
    encoder.encoded.clear()
    again = prepare([articles[0], articles[1], articles[1]], encoder, Splitter(), known)
    assert (again[0].vectors == first.vectors).all()
    assert len(encoder.encoded) == len(again[1].passages)
    assert prepare([], encoder, Splitter()) == []
