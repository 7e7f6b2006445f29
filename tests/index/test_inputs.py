"""Whatever comes in, each article or refusal comes out under the place where it was found."""

import gzip
import json
import lzma
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index
from index import Rejected, demo_folder, files, read_articles, read_bytes, read_text
from index.files import Meter
from index.inputs import read_files
from qa_bot import Article
from tests.index.pages import BODY, HTML, MARKDOWN, PAGE, STANDFIRST, TITLE

RECORD = {"title": TITLE, "text": "\n\n".join(BODY)}


@pytest.fixture
def folder(tmp_path):
    """One file of each kind, and one of each kind of trouble."""
    (tmp_path / "a.txt").write_text(PAGE)
    (tmp_path / "b.md").write_text(MARKDOWN)
    (tmp_path / "c.html").write_text(HTML)
    (tmp_path / "d.json").write_text(json.dumps(RECORD))
    (tmp_path / "e.json").write_text(json.dumps({"articles": [RECORD, {"title": "no text"}]}))
    (tmp_path / "f.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(RECORD)}\n\nbroken\n".encode()))
    (tmp_path / "g.txt.xz").write_bytes(lzma.compress(PAGE.encode()))
    (tmp_path / "h.txt").write_bytes(b"")
    (tmp_path / "i.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "j.html").write_text("<html><body><p>Nothing here.</p></body></html>")
    (tmp_path / "k.txt").write_text("Accept all cookies\n\nSubscribe now")
    (tmp_path / "l.xyz").write_text("of no known kind")
    return tmp_path


def test_a_bad_file_never_stops_the_others(folder):
    """Every file gives its article or its reason, in order, with the line or record it is in."""
    found = {place.removeprefix(f"{folder}/"): result for place, result in read_articles([folder])}
    reasons = {place: result.reason for place, result in found.items() if isinstance(result, Rejected)}
    assert list(found) == [
        "a.txt", "b.md", "c.html", "d.json", "e.json#1", "e.json#2", "f.jsonl.gz:1", "f.jsonl.gz:3", "g.txt.xz",
        "h.txt", "i.txt", "j.html", "k.txt",
    ]  # fmt: skip
    assert reasons.keys() == {"e.json#2", "f.jsonl.gz:3", "h.txt", "i.txt", "j.html", "k.txt"}
    assert "JSON that is no article" in reasons["e.json#2"]
    assert "no valid JSON" in reasons["f.jsonl.gz:3"]
    assert reasons["h.txt"] == "the file is empty"
    assert "binary" in reasons["i.txt"]
    assert reasons["j.html"] == "no article text found"
    assert "all of it is" in reasons["k.txt"]


def test_the_same_page_gives_the_same_text_in_every_format(folder):
    """Text, web page and packed text differ in their furniture only."""
    found = dict(read_articles([folder / "a.txt", folder / "c.html", folder / "g.txt.xz"]))
    assert {article.text for article in found.values()} == {"\n\n".join([STANDFIRST, *BODY])}


def test_source_and_date_can_be_given(folder):
    """The source wins over the file; the date is for articles without one."""
    found = dict(read_articles([folder / "b.md", folder / "d.json"], source="Wire", published=date(2000, 1, 1)))
    markdown, record = found.values()
    assert (markdown.source, record.source) == ("Wire", "Wire")
    assert markdown.day == date(2026, 4, 14)
    assert record.day == date(2000, 1, 1)


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path):
    """Lines already read stay; the rest is rejected under the file's name."""
    lines = "".join(
        json.dumps(RECORD | {"url": f"https://w.example/{i}", "noise": i * 7919}) + "\n" for i in range(500)
    )
    packed = gzip.compress(lines.encode())
    (tmp_path / "wire.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    found = list(read_articles([tmp_path]))
    assert isinstance(found[0][1], Article)
    assert found[-1][0].endswith("wire.jsonl.gz")
    assert "damaged" in found[-1][1].reason


def test_a_file_over_the_limit_is_rejected_and_lines_count_singly(tmp_path, monkeypatch):
    """A whole file has the limit that a single line of JSONL has."""
    monkeypatch.setattr(files, "LIMIT", 5_000)
    (tmp_path / "a.txt").write_text("word " * 2_000)
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in ["short " * 20] * 100))
    found = list(read_articles([tmp_path]))
    assert "too large" in found[0][1].reason
    assert sum(isinstance(result, Article) for _, result in found) == 100


def test_a_folder_with_nothing_in_it_gives_nothing(tmp_path):
    """And a path that is not there gives its refusal."""
    assert list(read_articles([tmp_path])) == []
    assert list(read_articles([tmp_path / "no"])) == [(str(tmp_path / "no"), Rejected("no such file or folder"))]


def test_an_unforeseen_error_rejects_its_file_only(folder, monkeypatch):
    """Parsers of others are behind this, and a page may break them in new ways."""

    def broken(text):
        raise KeyError("unforeseen")

    monkeypatch.setattr("index.html.read_html", broken)
    found = dict(read_articles([folder / "c.html", folder / "a.txt"]))
    assert [type(result) for result in found.values()] == [Rejected, Article]
    assert next(iter(found.values())).reason == "cannot be read: KeyError: 'unforeseen'"


def test_the_meter_ends_at_the_size_of_the_files(folder):
    """Progress is measured in bytes on disk, packed or not."""
    meter = Meter()
    steps = [meter.bytes_read for _ in read_files([folder], meter=meter)]
    total = sum(path.stat().st_size for path in folder.iterdir() if path.suffix != ".xyz")
    assert steps == sorted(steps)
    assert meter.bytes_read == total
    assert meter.skipped == 1


def test_uploaded_data_is_read_by_its_name():
    """One article, several, or a reason; never an exception."""
    assert isinstance(read_bytes("a.txt", PAGE.encode())[0][1], Article)
    lines = f"{json.dumps(RECORD)}\n[]\n".encode()
    found = read_bytes("wire.jsonl.gz", gzip.compress(lines), source="Wire")
    assert [(place, type(result)) for place, result in found] == [
        ("wire.jsonl.gz:1", Article),
        ("wire.jsonl.gz:2", Rejected),
    ]
    assert found[0][1].source == "Wire"
    [(_, refused)] = read_bytes("photo.png", b"\x89PNG")
    assert "not a kind of file" in refused.reason
    [(_, damaged)] = read_bytes("a.txt.gz", b"no gzip")
    assert "damaged" in damaged.reason


def test_pasted_text_takes_what_is_given_beside_it():
    """Fields that the user fills in win; the others are found in the text."""
    article = read_text(PAGE, title="My title", source="My paper", url="https://my.example/1")
    assert (article.title, article.source, article.url) == ("My title", "My paper", "https://my.example/1")
    assert article.authors == ("Mira-Lou Osk",)
    assert read_text(MARKDOWN).source == "The Lavel Courier"
    assert read_text(BODY[0], published=date(2026, 1, 2)).day == date(2026, 1, 2)


@pytest.mark.parametrize("text", ["", " \n ", "Accept all cookies"])
def test_pasted_text_without_an_article_is_rejected(text):
    """With a reason that can be shown."""
    assert isinstance(read_text(text), Rejected)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.txt.gz"]))
def test_any_bytes_are_an_article_or_a_refusal(data, name):
    """Nothing that a file can hold raises, and a kept article has text."""
    for _, result in read_bytes(name, data):
        assert result.text.strip() if isinstance(result, Article) else result.reason


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=600))
def test_any_text_is_an_article_or_a_refusal(text):
    """Half surrogates, controls and right-to-left marks included."""
    result = read_text(text)
    assert result.text.strip() if isinstance(result, Article) else result.reason


def test_the_demo_is_read_whole():
    """Every article that comes with the project is taken, with title and date, and no two are one."""
    found = list(read_articles([demo_folder()]))
    assert found
    for place, result in found:
        assert isinstance(result, Article), (place, result)
        assert result.title, place
        assert result.published, place
        assert len(result.text.split()) > 100, place
        for phrase in ("newsletter", "cookies?", "Log in", "Copy link", "Already a subscriber"):
            assert phrase not in result.text, place
    assert len({result.id for _, result in found}) == len(found)


def test_everything_promised_is_there():
    """The names in __all__ exist."""
    assert all(hasattr(index, name) for name in index.__all__)


def test_a_page_that_is_a_list_of_headlines_is_refused(tmp_path):
    """As copied text and as a web page: nothing in it could be quoted."""
    headlines = [f"Council of Lavel votes on bridge number {number}" for number in range(10_000)]
    (tmp_path / "a.txt").write_text("\n".join(headlines))
    links = "".join(f'<li><a href="/{i}">{headline}</a></li>' for i, headline in enumerate(headlines[:2_000]))
    (tmp_path / "b.html").write_text(f"<html><body><main><h1>All news</h1><ul>{links}</ul></main></body></html>")
    for result in dict(read_articles([tmp_path])).values():
        assert isinstance(result, Rejected)
        assert result.reason.startswith("no article but a list: ")


def test_an_article_tells_its_language_and_its_update(tmp_path):
    """From a page, a record and plain text alike."""
    record = {"text": "\n\n".join(BODY), "published": "2026-04-14", "date_modified": "2026-04-15", "language": "en-GB"}
    (tmp_path / "a.json").write_text(json.dumps(record))
    page = HTML.replace('"headline"', '"dateModified": "2026-04-15T07:00:00Z", "headline"')
    (tmp_path / "b.html").write_text(page.replace('lang="en"', 'lang="en-US"'))
    (tmp_path / "c.txt").write_text("\n\n".join(BODY))
    record, page, text = dict(read_articles([tmp_path])).values()
    assert (record.language, str(record.updated)) == ("en", "2026-04-15")
    assert (page.language, str(page.updated)) == ("en", "2026-04-15 07:00:00+00:00")
    assert (text.language, text.updated) == ("en", None)
