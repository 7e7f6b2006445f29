"""JSON objects are read as articles under whatever usual names they come."""

import pytest

from index.draft import UnusableError
from index.records import parse_json, read_record, split_records
from tests.index.pages import BODY, STANDFIRST, TITLE


@pytest.mark.parametrize("name", ["text", "body", "content", "articleBody", "full_text", "maintext"])
def test_the_text_is_found_under_its_usual_names(name):
    """With the paragraphs it has, and without the boilerplate in it."""
    draft = read_record({"title": TITLE, name: "\n\n".join([*BODY, "Sign up to our newsletter"])})
    assert (draft.title, list(draft.kept)) == (TITLE, BODY)


def test_a_text_may_be_a_list_or_html():
    """Lists of paragraphs and markup come out as the same paragraphs."""
    assert list(read_record({"text": BODY}).kept) == BODY
    assert list(read_record({"content": "".join(f"<p>{p}</p>" for p in BODY)}).kept) == BODY


def test_the_standfirst_stands_once():
    """Also where the text begins with it."""
    draft = read_record({"standfirst": STANDFIRST, "text": "\n\n".join([STANDFIRST, *BODY])})
    assert draft.text == "\n\n".join([STANDFIRST, *BODY])


def test_lists_and_wrapped_lists_hold_many_records():
    """A list, or an object that keeps a list under a usual name, at any depth."""
    records = [{"text": "a"}, {"text": "b"}]
    for value in (records, {"status": "ok", "articles": records}, {"response": {"results": records}}):
        assert split_records(value) == (records, True)
    assert split_records({"text": "a", "items": records}) == ([{"text": "a", "items": records}], False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"title": "x",', "no valid JSON: .* at line 1, column 15"),
        ("hello", "no valid JSON"),
        ("[" * 100_000, "no usable JSON"),
        ("3" * 5_000, "no usable JSON"),
    ],
)
def test_broken_json_is_refused_with_the_place(text, reason):
    """Also what would exhaust the parser."""
    with pytest.raises(UnusableError, match=reason):
        parse_json(text)


@pytest.mark.parametrize("value", ["text", 3, None, True, []])
def test_json_that_is_no_article_is_refused(value):
    """Only an object or a list of them can be one."""
    with pytest.raises(UnusableError, match="no article"):
        split_records(value)


@pytest.mark.parametrize("value", [{}, {"title": "x"}, {"text": ""}, {"text": None}, {"version": 3}, "text", 3])
def test_an_object_without_text_is_refused(value):
    """The reason names the fields that were looked for."""
    with pytest.raises(UnusableError, match="JSON that is no article"):
        read_record(value)
