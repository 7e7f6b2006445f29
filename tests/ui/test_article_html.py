"""The article pane shows the stored text, all of it and nothing else, with the quotes marked."""

import json
from datetime import date, datetime
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from qa_bot import Article, Citation
from ui.article_html import article_html, missing_html
from ui.pointer import Pointer


class Pane(HTMLParser):
    """Reads a pane as a browser does: its text, its marks, its links, its tags."""

    def __init__(self, html):
        super().__init__()
        self.text, self.marks, self.answer, self.tags, self.attributes = "", {}, "", [], []
        self._in_text, self._mark, self._open = 0, None, []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.attributes.append(attrs)
        self._open.append(tag)
        if attrs.get("class") == "article-text":
            self._in_text = len(self._open)
        if tag == "mark":
            self._mark = attrs

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        if len(self._open) < self._in_text:
            self._in_text = 0
        if tag == "mark":
            self._mark = None

    def handle_data(self, data):
        if self._in_text:
            self.text += data
        if self._mark:
            for number in self._mark["data-quotes"].split():
                self.marks[int(number)] = self.marks.get(int(number), "") + data
            if "said" in self._mark["class"].split():
                self.answer += data


def pointers_to(article, *spans):
    return [Pointer.to_citation(Citation(article, *span)) for span in spans]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1).filter(str.strip)
PARTS = ["a & b", "<b>", "é\u200d👩‍🚀", "שלום", "\r\n\r\n", "\n\n", "\n", "\r", " \t", ".", "&#13;"]
MESSY = st.lists(st.sampled_from(PARTS))


@given(TEXTS | MESSY.map("".join).filter(str.strip), st.data())
def test_the_pane_holds_the_stored_text_and_marks_exactly_the_quotes(text, data):
    """Whatever the text is made of: the words shown are the words stored, the marks are the spans."""
    article = Article(text)
    spans = []
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        a = data.draw(st.integers(start, end - 1))
        spans.append((start, end, a, data.draw(st.integers(a + 1, end))))
    pane = Pane(article_html(article, pointers_to(article, *spans)))
    assert pane.text == text
    for number, (start, end, *_) in enumerate(spans):
        marked = pane.marks.get(number, "")
        # Blank lines between two marked paragraphs stand outside the marks.
        assert "".join(marked.split()) == "".join(text[start:end].split())


def test_the_quote_is_highlighted_and_the_answer_marked_inside_it():
    """The mark of the quote has an id to scroll to; a narrower mark holds the answer."""
    article = Article("Rain fell. More than 10,000 troops were sent, Kyiv said. It was cold.")
    html = article_html(article, pointers_to(article, (11, 56, 11, 34)))
    pane = Pane(html)
    assert pane.marks == {0: "More than 10,000 troops were sent, Kyiv said."}
    assert pane.answer == "More than 10,000 troops"
    assert html.count('id="quote-0"') == 1


def test_every_quote_of_the_answer_in_this_article_is_highlighted():
    """Overlapping quotes share their marks, and each has its own place to scroll to."""
    article = Article("One two three four five.")
    html = article_html(article, pointers_to(article, (0, 13), (8, 18)), focus=1)
    pane = Pane(html)
    assert pane.marks == {0: "One two three", 1: "three four"}
    assert 'id="quote-0"' in html
    assert 'id="quote-1"' in html
    assert 'data-focus="1"' in html


def test_two_quotes_that_begin_together_both_have_a_place_to_scroll_to():
    """A second id needs an element of its own."""
    article = Article("One two three four five.")
    html = article_html(article, pointers_to(article, (0, 7), (0, 13)))
    assert 'id="quote-0"' in html
    assert 'id="quote-1"' in html


def test_each_quote_has_its_own_way_to_the_original():
    """The page changes the link when another quote is stepped to; one that is gone has none."""
    article = Article("Rain fell. It was cold.", url="https://a.example/x")
    first, second = pointers_to(article, (0, 10), (11, 23))
    gone = Pointer(article.id, 0, 10, check="other")
    [link] = [a for a in Pane(article_html(article, [first, second, gone], 1)).attributes if "href" in a]
    places = json.loads(link["data-places"])
    assert places == {
        "0": "https://a.example/x#:~:text=Rain%20fell.",
        "1": "https://a.example/x#:~:text=It%20was%20cold.",
    }
    assert link["href"] == places["1"]


def test_title_source_authors_date_and_original_stand_above_the_text():
    """All that is known of the article, and a link that scrolls to the quote in the original."""
    article = Article(
        "The hall was sold. It cost 31 million-odd crowns.",
        title="Orchestra buys hall",
        url="https://evening.example/hall",
        source="Evening Sheet",
        authors=("Lena Holm", "Jo Ek"),
        published=datetime(2026, 5, 3, 8, 30),
    )
    html = article_html(article, pointers_to(article, (19, 49)))
    for shown in ("Orchestra buys hall", "Evening Sheet", "Lena Holm, Jo Ek", "3 May 2026"):
        assert shown in html
    [link] = [attributes for attributes in Pane(html).attributes if "href" in attributes]
    assert link["href"] == "https://evening.example/hall#:~:text=It%20cost%2031%20million%2Dodd%20crowns."
    assert link["rel"] == "noopener noreferrer"


def test_an_article_without_title_and_date_says_so():
    """No empty heading and no silent gap."""
    html = article_html(Article("Some text."))
    assert "Untitled article" in html
    assert "no date" in html


def test_the_standfirst_is_set_apart():
    """The paragraph that the text begins with is shown as what it is."""
    article = Article("In short.\n\nAt length.", standfirst="In short.", published=date(2026, 1, 2))
    assert '<p dir="auto" class="standfirst">In short.</p>' in article_html(article)


def test_no_text_of_an_article_becomes_markup():
    """Tags in text, title, names and source are shown as they are written; no script is linked."""
    evil = "<img src=http://evil.example/x onerror=alert(1)><script>alert(1)</script>"
    article = Article(
        f"{evil} **bold** [x](javascript:alert(1))", title=evil, url="javascript:alert(1)", source=evil, authors=(evil,)
    )
    html = article_html(article, pointers_to(article, (0, 20)))
    assert "<img" not in html
    assert "<script" not in html
    assert "href" not in html
    assert Pane(html).text == article.text


def test_a_quote_that_no_longer_stands_there_is_not_highlighted():
    """The article was replaced after the answer: it opens, unmarked, with a word of warning."""
    before = Article("The toll is 12.", url="https://a.example/toll")
    after = Article("The toll is 19.", url="https://a.example/toll")
    html = article_html(after, pointers_to(before, (0, 15)))
    assert Pane(html).marks == {}
    assert "changed after this answer" in html
    assert 'data-focus=""' in html


def test_an_article_that_is_gone_is_said_to_be():
    """Instead of an empty pane."""
    assert "no longer in the store" in missing_html()
