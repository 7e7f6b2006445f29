"""What a browser sends is read with suspicion."""

import json

import pytest

from qa_bot import Article, Citation, Hit, Passage
from ui.pointer import MOST, Pointer, Request

ARTICLE = Article("The bridge was closed. Nobody was hurt.", title="Bridge")
POINTER = Pointer.to_citation(Citation(ARTICLE, 0, 22, 4, 10))


def test_a_pointer_comes_back_from_the_page_as_it_went():
    """The attribute in the page holds all of it."""
    assert Pointer.parse(json.loads(POINTER.to_json())) == POINTER


def test_a_pointer_to_a_passage_has_no_answer_in_it():
    """A passage that merely came close marks nothing but itself."""
    pointer = Pointer.to_hit(Hit(Passage(ARTICLE, 0, 22), 0.5))
    assert Pointer.parse(json.loads(pointer.to_json())) == pointer
    assert pointer.answer_start is None


def test_a_pointer_fits_only_the_text_that_was_quoted():
    """An article that was changed in that place is noticed; a change elsewhere does no harm."""
    assert POINTER.fits(ARTICLE)
    assert POINTER.fits(Article("The bridge was closed. Two were hurt.", title="Bridge"))
    assert not POINTER.fits(Article("The bridge was opened. Nobody was hurt.", title="Bridge"))
    assert not POINTER.fits(Article("Short.", title="Bridge"))


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        [],
        ["a", 0, 1, None, None],
        ["a", 0, 1, None, None, "<script>"],
        ["../../etc/passwd", 0, 1, None, None, "c"],
        ["a", -1, 1, None, None, "c"],
        ["a", 5, 5, None, None, "c"],
        ["a", 0, 10, 2, None, "c"],
        ["a", 0, 10, 2, 11, "c"],
        ["a", 3, 10, 2, 5, "c"],
        ["a", 0.0, 10, None, None, "c"],
        ["a", True, 10, None, None, "c"],
        ["a", "0", 10, None, None, "c"],
        ["a" * 65, 0, 1, None, None, "c"],
        [["a"], 0, 1, None, None, "c"],
    ],
)
def test_what_is_no_pointer_is_refused(value):
    """Wrong kinds, spans that are none, ids that are none."""
    with pytest.raises(ValueError, match="pointer"):
        Pointer.parse(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"article": 7},
        {"article": "a b"},
        {"article": "a", "pointers": "x"},
        {"article": "a", "pointers": [["b", 0, 1, None, None, "c"]]},
        {"article": "a", "pointers": [["a", 0, 1, None, None, "c"]] * (MOST + 1)},
        {"article": "a", "pointers": [["a", 0, 1, None, None, "c"]], "focus": 1},
        {"article": "a", "pointers": [["a", 0, 1, None, None, "c"]], "focus": "0"},
    ],
)
def test_what_is_no_request_is_refused(value):
    """Too many quotes, quotes of another article, a focus on none of them."""
    with pytest.raises(ValueError, match=r"request|pointer|focus"):
        Request.parse(value)


def test_an_article_can_be_asked_for_without_a_quote():
    """Titles on the entrance open their article at its beginning."""
    assert Request.parse({"article": "abc"}) == Request("abc")
