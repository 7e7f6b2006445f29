"""A field map finds the fields of records in any shape."""

import json

import pytest

from index.field_map import FieldMap
from index.inputs import read_files
from tests.index.pages import BODY, TITLE


def _read(path, fields):
    return [reading.result for reading in read_files([path], fields=FieldMap.parse(fields))]


def test_records_of_an_open_quiz_archive(tmp_path):
    """One record a line, a nested date, a list of paragraphs: the shape of a crawl made for a quiz."""
    record = {
        "doc_id": "courier/1",
        "pub_date": {"date": "2026-04-14", "zone": "UTC"},
        "headline_text": TITLE,
        "story": {"body": BODY},
        "people": [{"name": "Ana Ruiz"}, {"name": "Jo van der Meer"}],
        "site": "The Lavel Courier",
    }
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record))
    fields = "text=story.body,title=headline_text,published=pub_date.date,authors=people.name,source=site"
    [article] = _read(path, fields)
    assert article.text == "\n\n".join(BODY)
    assert (article.title, str(article.published), article.source) == (TITLE, "2026-04-14", "The Lavel Courier")
    assert article.authors == ("Ana Ruiz", "Jo van der Meer")


def test_records_of_a_multi_hop_corpus(tmp_path):
    """A list of records with a section beside the text, and a title under a name that means something else."""
    record = {"title": "business", "doc": {"lines": [TITLE, "\n\n".join(BODY)]}, "published_at": "2026-04-14T06:35:00Z"}
    path = tmp_path / "a.json"
    path.write_text(json.dumps([record, record | {"doc": {}}]))
    article, rejected = _read(path, "text=doc.lines.1, title=doc.lines.0")
    assert (article.title, article.text) == (TITLE, "\n\n".join(BODY))
    assert str(article.published) == "2026-04-14 06:35:00+00:00"
    assert "none of its fields is the text" in rejected.reason


def test_where_a_path_leads_nowhere_the_usual_names_count(tmp_path):
    """So that one map serves records that differ."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": TITLE, "text": BODY[0], "a.b": "Wire"}))
    [article] = _read(path, "text=story.body,source=a.b")
    assert (article.text, article.source) == (BODY[0], "Wire")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("body", "'body' is no NAME=PATH"),
        ("body=text", "out of text, title"),
        ("text=", "is no NAME=PATH"),
        ("text=a,text=b", "text is given twice"),
        (" , ", "write fields as"),
    ],
)
def test_a_map_that_cannot_be_read_says_how_to_write_it(text, message):
    """With what was wrong."""
    with pytest.raises(ValueError, match=message):
        FieldMap.parse(text)
