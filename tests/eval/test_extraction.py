"""Extraction is measured as the field measures it, on whatever sets of pages lie in a folder."""

import gzip
import io
import json
import random
import tarfile
from datetime import UTC, date, datetime

import pytest
from rouge_score.rouge_scorer import RougeScorer

from eval.errors import SetError
from eval.extraction.__main__ import main
from eval.extraction.gold import Page, read_pages
from eval.extraction.measures import Found, scores
from eval.extraction.rouge import rouge_lsum, sentences
from tests.index.pages import BODY, HTML, STANDFIRST, TITLE


def _package_f1(reference, found):
    lines = [
        "\n".join(" ".join(tokens) for part in parts for tokens in sentences(part)) for parts in (reference, found)
    ]
    return RougeScorer(["rougeLsum"], use_stemmer=False).score(*lines)["rougeLsum"].fmeasure


def test_rouge_lsum_is_that_of_the_package():
    """The same figure as rouge-score, on texts that share sentences, parts of sentences, words and nothing."""
    draw = random.Random(7)
    words = BODY[1].split()[:20]
    for _ in range(60):
        texts = [
            [" ".join(draw.choices(words, k=draw.randint(1, 12))).capitalize() + "." for _ in range(draw.randint(1, 5))]
            for _ in range(2)
        ]
        texts[1] += draw.sample(texts[0], k=draw.randint(0, len(texts[0])))
        mine = rouge_lsum(texts[0], [False] * len(texts[0]), texts[1])
        assert mine.f1 == pytest.approx(_package_f1(*texts))


def test_nothing_found_scores_nothing():
    """An extractor that gives up is no error."""
    assert rouge_lsum(BODY, [False] * len(BODY), []).f1 == 0


def test_an_optional_paragraph_may_be_there_or_not():
    """Either way the score is the best; another paragraph in its place still costs."""
    optional = [False, True]
    reference = ["The bridge is closed.", "A crane stands beside it."]
    assert rouge_lsum(reference, optional, reference).f1 == 1
    assert rouge_lsum(reference, optional, reference[:1]).f1 == 1
    assert rouge_lsum(reference, optional, [reference[0], "Buy our paper, dear reader."]).f1 < 0.8


def _page(**fields):
    return Page("set", "a.html.gz", HTML, "", tuple(BODY), (False,) * len(BODY), **fields)


def test_metadata_count_when_they_say_the_same():
    """Case and punctuation of a title, the order of authors and the zone of a date make no difference."""
    page = _page(title=TITLE, authors=("Ana Ruiz", "Bo Li"), published=datetime(2026, 4, 14, 23, 30, tzinfo=UTC))
    right = scores(page, Found(tuple(BODY), TITLE.upper() + "!", ("Bo Li", "Ana Ruiz"), date(2026, 4, 14)))
    assert {right[name] for name in ("f1", "paragraphs", "title", "words", "authors", "date")} == {1}
    moment = datetime.fromisoformat("2026-04-15T01:30:00+02:00")
    assert scores(page, Found(published=moment))["date"] == 1
    wrong = scores(page, Found(tuple(BODY), "Ferry sinks", ("Ana Ruiz",), date(2026, 4, 15)))
    assert {wrong[name] for name in ("title", "words", "authors", "date")} == {0}
    assert "title" not in scores(page, Found(tuple(BODY)), fields=False)


def test_glued_paragraphs_are_seen():
    """The words are all there, but what is quoted is no longer the paragraph."""
    glued = scores(_page(), Found((" ".join(BODY[:2]), *BODY[2:])))
    assert glued["f1"] == 1
    assert glued["paragraphs"] < 0.8


@pytest.fixture
def folder(tmp_path):
    """An archive in each of the two forms, as they are published."""
    by_hand = {
        "id": "Courier_0.html.gz",
        "html": "html/Courier_0.html.gz",
        "body": [STANDFIRST, *BODY[:4], f"[{BODY[4]}]"],
    }
    parsed = {
        "id": "xy/Courier_1.html.gz",
        "html": "html/xy/Courier_1.html.gz",
        "title": TITLE,
        "authors": ["Mira-Lou Osk"],
        "publishing_date": "2026-04-14 06:35:00+00:00",
        "body": {"summary": [STANDFIRST], "sections": [{"headline": [], "paragraphs": BODY}]},
    }
    for name, gold, values in (("by_hand", "gold.jsonl", by_hand), ("parsed", "gold_en.jsonl", parsed)):
        with tarfile.open(tmp_path / f"{name}.tgz", "w:gz") as archive:
            files = {gold: json.dumps(values).encode(), values["html"]: gzip.compress(HTML.encode())}
            for path, data in files.items():
                member = tarfile.TarInfo(f"./{name}/{path}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    return tmp_path


def test_the_command_measures_every_set_of_a_folder(folder, capsys):
    """A table, the scores of each page as JSON lines, and figures without a word of the pages."""
    out, pages = folder / "figures.json", folder / "pages.jsonl"
    assert main([str(folder), "--out", str(out), "--pages", str(pages)]) == 0
    printed = capsys.readouterr().out
    assert "by_hand, 1 page " in printed
    rows = [json.loads(line) for line in pages.read_text().splitlines()]
    assert [(row["set"], row["f1"]) for row in rows] == [("by_hand", 1.0), ("parsed", 1.0)]
    assert (rows[1]["title"], rows[1]["authors"], rows[1]["date"]) == (1, 1, 1)
    assert json.loads(out.read_text())["figures"]["parsed"]["qa_bot"]["f1"]["value"] == 1
    assert BODY[0][:20] not in out.read_text() + pages.read_text()


def test_a_half_of_a_set_can_be_measured_alone(folder, capsys):
    """So rules are made on one half and the other stays unseen."""
    [page] = [page for page in read_pages(folder) if page.set == "parsed"]
    assert main([str(folder), "--parts", f"parsed:{page.half}"]) == 0
    assert "by_hand" not in capsys.readouterr().out
    assert main([str(folder), "--parts", "parsed:c"]) == 1


def test_a_folder_without_sets_is_refused(tmp_path, capsys):
    """The message says what is expected there."""
    with pytest.raises(SetError, match=r"expected archives \(\.tgz\)"):
        list(read_pages(tmp_path))
    (tmp_path / "broken.tgz").write_bytes(b"no archive")
    assert main([str(tmp_path)]) == 1
    assert "broken.tgz is no archive" in capsys.readouterr().err
