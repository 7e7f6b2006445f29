"""The page's own lines mend what an extractor made of them, and say which of them are no article."""

import pytest
from lxml import html as lxml_html

from index.blocks import lines, read_blocks
from tests.index.pages import BODY


def _tree(inner):
    return lxml_html.document_fromstring(f"<html><body><nav><p>City</p></nav><main>{inner}</main></body></html>")


def _paragraphs(parts):
    return "".join(f"<p>{part}</p>" for part in parts)


def test_lines_come_as_the_page_breaks_them():
    """Breaks and cells part lines; the text of a list item or box that holds others is theirs."""
    tree = _tree(
        "<div>One<br>two <b>bold</b></div><ul><li><p>Three</p></li></ul><table><tr><td>4</td><td>5</td></tr></table>"
    )
    assert [line.text for line in lines(tree)] == ["City", "One", "two bold", "Three", "4", "5"]


def test_a_paragraph_that_was_passed_over_is_put_back():
    """Also the first of them; a box between the paragraphs stays out."""
    box = "<div class='promo'><h3>Crab week</h3><p>Eat at the quay and save a crown on every plate.</p></div>"
    tree = _tree(_paragraphs(BODY[:3]) + box + _paragraphs(BODY[3:]))
    assert [text for text, _ in read_blocks(tree, [BODY[1], BODY[3], BODY[4]])] == BODY


def test_a_sub_headline_that_was_passed_over_is_put_back():
    """It is a line of its own above what it announces."""
    tree = _tree(_paragraphs(BODY[:2]) + "<h2>What it costs</h2>" + _paragraphs(BODY[2:]))
    assert [text for text, _ in read_blocks(tree, BODY)] == [*BODY[:2], "What it costs", *BODY[2:]]


def test_lines_run_together_are_parted_and_not_repeated():
    """A heading glued to its paragraph is two lines again, and comes once."""
    tree = _tree(_paragraphs(BODY[:2]) + f"<h2>What it costs</h2><p>{BODY[2]}</p>" + _paragraphs(BODY[3:]))
    found = [*BODY[:2], f"What it costs{BODY[2]}", "What it costs", *BODY[3:]]
    assert [text for text, _ in read_blocks(tree, found)] == [*BODY[:2], "What it costs", *BODY[2:]]


def test_a_line_that_the_page_has_twice_stays_twice():
    """The same song can win in two years."""
    items = "<ul><li>Winner: Oda</li><li>Loser: Bo</li><li>Winner: Oda</li></ul>"
    found = [*BODY, "Winner: Oda", "Loser: Bo", "Winner: Oda"]
    assert [text for text, _ in read_blocks(_tree(_paragraphs(BODY) + items), found)] == found


@pytest.mark.parametrize(
    ("markup", "text", "reason"),
    [
        ("<figure><figcaption>{}</figcaption></figure>", "Lorries wait in the rain", "caption"),
        ("<blockquote class='twitter-tweet'><p>{}</p></blockquote>", "Bridge shut again!", "embedded post"),
        ("<div class='author-bio'><p>{}</p></div>", "Ana Ruiz knows every pier of the town.", "about the author"),
        ("<p><a href='/x'>{}</a></p>", "CRAB WEEK OPENS WITH A RECORD CATCH", "link to other articles"),
        ("<div class='comments'><p>{}</p></div>", "I told them so in 2019.", "reader comment"),
    ],
)
def test_markup_tells_what_words_do_not(markup, text, reason):
    """The paragraph itself would pass for a part of the article."""
    tree = _tree(_paragraphs(BODY[:3]) + markup.format(text) + _paragraphs(BODY[3:]))
    marked = read_blocks(tree, [*BODY[:3], text, *BODY[3:]])
    assert [each for each in marked if each[1]] == [(text, reason)]


def test_teasers_below_the_article_go_with_their_headlines():
    """A box of linked headlines, each with a sentence of prose, lists other articles."""
    heads = ["Crab week opens with a record", "Ferry gets a second deck", "School choir sings in Tarn"]
    teasers = [f"Our reporter was there on day {n}." for n in range(3)]
    cards = "".join(
        f"<div><h3><a href='/{h}'>{h}</a></h3><p>{t}</p></div>" for h, t in zip(heads, teasers, strict=True)
    )
    found = BODY + [part for pair in zip(heads, teasers, strict=True) for part in pair]
    marked = read_blocks(_tree(_paragraphs(BODY) + f"<div>{cards}</div>"), found)
    assert [text for text, reason in marked if not reason] == BODY


def test_names_that_would_drop_the_article_are_not_believed():
    """Some pages call the body of every story a promo."""
    tree = _tree("".join(f"<div class='promo'><p>{part}</p></div>" for part in BODY) + "<p>More.</p>")
    assert read_blocks(tree, BODY) == [(part, "") for part in BODY]


def test_the_posts_of_a_live_blog_come_in_paragraphs():
    """They stand on the page, outside of what was taken for the article."""
    post = "<section><h3>Noon: the crane moves</h3><p>It lifts the first beam.</p><p>People clap.</p></section>"
    tree = _tree(f"<div>{_paragraphs(BODY)}</div>{post}")
    declared = ["Noon: the crane moves It lifts the first beam. People clap."]
    added = ["Noon: the crane moves", "It lifts the first beam.", "People clap."]
    assert [text for text, _ in read_blocks(tree, BODY, declared)] == [*BODY, *added]
