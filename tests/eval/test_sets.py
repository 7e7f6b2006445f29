"""The published formats, each from a small file of its form."""

import gzip
import json
import lzma
from datetime import date
from pathlib import Path

import pytest

from eval.articles import load_articles, load_subset
from eval.errors import SetError
from eval.gold import resolve
from eval.sets import articles_beside, detect, load_set

SHARED = Path(__file__).parents[3] / "shared" / "data"

PARAGRAPH = {
    "context": "The mill on the Rudd was built in 1803. It burned down in 1911.",
    "qas": [
        {"id": "1", "question": "When was it built? ", "answers": [{"text": "1803", "answer_start": 34}] * 2},
        {"id": "2", "question": "Who built it?", "is_impossible": True, "answers": []},
        {"id": "3", "question": "What burned?", "answers": [{"text": "the", "answer_start": 4}]},
    ],
}
SQUAD = {"version": "v2.0", "data": [{"title": "Rudd_mill", "paragraphs": [PARAGRAPH]}]}
LINE = {"id": "p", "title": "The mill on", **PARAGRAPH}
MRQA = [
    {"header": {"dataset": "NewsQA", "split": "dev"}},
    {
        "context": "A bear was seen.",
        "qas": [{"qid": "m1", "question": "What was seen?", "answers": ["A bear", "bear"], "detected_answers": []}],
    },
]
MULTIHOP = [
    {
        "query": "Which firm do both articles name?",
        "answer": "Halden Mills",
        "question_type": "comparison_query",
        "evidence_list": [{"url": "https://a.example/1", "fact": "Halden Mills grew.", "title": "One"}],
    },
    {"query": "Nothing?", "answer": "Insufficient information.", "question_type": "null_query", "evidence_list": []},
]
REALTIME = {
    "question_id": "20220617_0",
    "question_date": "2022/06/17",
    "question_sentence": "Which river rose?",
    "choices": ["Elm", "Rudd"],
    "answer": ["1"],
}
PLACED = {
    "id": "r",
    "asked": "2022-06-16",
    "question": "Which river rose?",
    "answers": ["Rudd"],
    "choices": ["Elm", "Rudd"],
    "gold": [{"doc": "one", "answer_start": 4, "text": "Rudd"}],
}
CANARD = [
    {"id": "C_x_0_1", "history": ["Ada", "Life"], "question": "Where was she born?", "rewrite": "…", "question_no": 1},
    {
        "id": "C_x_0_2",
        "history": ["Ada", "Life", "Where was she born?", "In Elmstead."],
        "question": "When?",
        "rewrite": "When was Ada born?",
        "question_no": 2,
    },
    {
        "id": "C_x_0_3",
        "history": ["Ada", "Life", "Where was she born?", "In Elmstead.", "When?", "I don't know."],
        "question": "Why?",
        "rewrite": "Why?",
        "question_no": 3,
    },
]


def _write(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.mark.parametrize("form", ["document", "pretty", "lines"])
def test_squad_is_read_in_each_of_its_forms(tmp_path, form):
    """The published file, the same indented, and one paragraph a line give the same questions and stories."""
    path = tmp_path / "dev.json"
    path.write_text(
        {
            "document": json.dumps(SQUAD),
            "pretty": json.dumps(SQUAD, indent=2),
            "lines": json.dumps(LINE) + "\n",
        }[form]
    )
    found = load_set(path)
    assert found.format == "squad"
    assert [(q.id, q.answers, q.unanswerable) for q in found.questions[:2]] == [
        ("1", ("1803",), False),
        ("2", (), True),
    ]
    assert found.questions[0].question == "When was it built?"
    assert found.stories["1"].text == PARAGRAPH["context"]
    assert found.stories["1"].title == ("" if form == "lines" else "Rudd mill")


def test_squad_answer_of_articles_alone_leaves_the_question_answerable(tmp_path):
    """As in the official script, which counts HasAns by the answers as written: "the" is one, if an empty one."""
    found = load_set(_write(tmp_path / "dev.jsonl", [LINE]))
    assert found.questions[2].answerable
    assert found.questions[2].answers == ("the",)


def test_mrqa_is_told_by_its_header(tmp_path):
    """All accepted strings count; the header is no question."""
    found = load_set(_write(tmp_path / "newsqa.jsonl", MRQA))
    assert found.format == "mrqa"
    assert [(q.id, q.answers) for q in found.questions] == [("m1", ("A bear", "bear"))]
    assert found.stories["m1"].text == "A bear was seen."


@pytest.mark.parametrize("as_list", [False, True])
def test_multihop_rag_places_its_facts(tmp_path, as_list):
    """Evidence becomes gold in the article of that URL; null queries are unanswerable."""
    path = tmp_path / "queries.json"
    path.write_text(json.dumps(MULTIHOP)) if as_list else _write(path, MULTIHOP)
    found = load_set(path)
    assert (found.format, found.questions[0].type, found.questions[1].unanswerable) == (
        "multihop-rag",
        "comparison",
        True,
    )
    corpus = _write(
        tmp_path / "corpus.jsonl", [{"title": "One", "body": "So: Halden Mills grew.", "url": "https://a.example/1"}]
    )
    questions, faults = resolve(found.questions, load_articles([corpus]))
    assert faults == {}
    assert questions[0].gold[0].start == 4


def test_realtimeqa_is_read_as_published_and_with_places(tmp_path):
    """Choices are given by index there and as answers here; both carry the day of asking."""
    published = load_set(_write(tmp_path / "qa.jsonl", [REALTIME])).questions[0]
    placed = load_set(_write(tmp_path / "placed.jsonl", [PLACED])).questions[0]
    assert published.answers == placed.answers == ("Rudd",)
    assert (published.asked, placed.asked) == (date(2022, 6, 17), date(2022, 6, 16))
    assert (placed.gold[0].article, placed.gold[0].start) == ("one", 4)


def test_realtimeqa_none_of_the_above_is_unanswerable(tmp_path):
    """In the variant without the right choice there is nothing to find."""
    line = REALTIME | {"choices": ["Elm", "None of the above"]}
    assert load_set(_write(tmp_path / "nota.jsonl", [line])).questions[0].unanswerable


def test_canard_makes_the_answers_of_a_conversation_its_articles(tmp_path):
    """A question's gold is the answer that the next turn repeats; unknown answers are left out."""
    found = load_set(_write(tmp_path / "dev.jsonl", CANARD))
    assert found.format == "canard"
    [question] = found.questions
    assert (question.question, question.answers, question.history) == (
        "Where was she born?",
        ("In Elmstead.",),
        ("Ada: Life",),
    )
    assert found.corpus.find(question.gold[0].article).text == "In Elmstead."


def test_format_can_be_forced_and_must_exist(tmp_path):
    """--format overrides the content, and a wrong reader says what it missed, with the line."""
    path = _write(tmp_path / "x.jsonl", [PLACED])
    assert detect(path) == "realtimeqa"
    with pytest.raises(SetError, match=r"line 1: no MultiHop-RAG query"):
        load_set(path, "multihop-rag")
    with pytest.raises(SetError, match="no such format"):
        load_set(path, "trec")


def test_unknown_content_is_refused_with_its_keys(tmp_path):
    """Somebody with another file learns what was seen in it and which formats there are."""
    path = _write(tmp_path / "x.jsonl", [{"claim": "x", "label": "y"}])
    with pytest.raises(SetError, match=r"its keys are claim, label\..*squad"):
        load_set(path)


def test_duplicate_ids_in_squad_are_refused(tmp_path):
    """Answers are told apart by id: two questions of one id would be mixed up."""
    with pytest.raises(SetError, match="more than once"):
        load_set(_write(tmp_path / "dev.jsonl", [LINE, LINE]))


def test_paragraphs_of_a_reading_set_are_articles_to_search(tmp_path):
    """So that its questions can be asked of many passages instead of the one that they were written for."""
    path = tmp_path / "squad.jsonl"
    lines = [{"title": f"Town {n}", "context": f"Town {n} has a hall.", "qas": []} for n in range(2)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [article.text for article in load_articles([path]).articles.values()] == [
        "Town 0 has a hall.",
        "Town 1 has a hall.",
    ]


def test_corpus_is_taken_as_it_stands_and_packed(tmp_path):
    """Offsets count in the text of a published corpus, so nothing in it is cleaned."""
    text = "CNN —\n\nThe Rudd rose.\n\n\n\nRead more: floods"
    path = tmp_path / "articles.jsonl.xz"
    values = {"id": "one", "text": text, "title": "Flood", "url": "https://www.a.example/x", "published": "2022/06/15"}
    path.write_bytes(lzma.compress(json.dumps(values).encode()))
    corpus = load_articles([path])
    article = corpus.find("one")
    assert article.text == text
    assert (article.source, article.published) == ("a.example", date(2022, 6, 15))
    assert articles_beside(tmp_path / "questions.jsonl") == path


def test_entry_without_text_is_counted_and_left_out(tmp_path):
    """One empty entry among thousands does not end the run."""
    path = _write(tmp_path / "c.jsonl", [{"id": "a", "text": ""}, {"id": "b", "text": "News."}])
    corpus = load_articles([path])
    assert (len(corpus.articles), corpus.skipped) == (1, 1)


def test_subset_limits_articles(tmp_path):
    """Only the articles named are loaded; a file of another form is refused."""
    path = _write(tmp_path / "c.jsonl", [{"id": "a", "text": "One."}, {"id": "b", "text": "Two."}])
    subset = _write(tmp_path / "s.json", [{"article_ids": ["b"], "question_ids": ["q"]}])
    articles, questions = load_subset(subset)
    assert questions == {"q"}
    assert [a.text for a in load_articles([path], articles).articles.values()] == ["Two."]
    with pytest.raises(SetError, match="article_ids"):
        load_subset(path)


def test_folder_of_news_is_read_as_the_indexer_reads_it(tmp_path):
    """Gold may name the file, and a record of a JSONL file inside the folder by its line."""
    (tmp_path / "one.txt").write_text("Bridge closed\n\nThe bridge over the Elm was closed on Monday.\n")
    _write(tmp_path / "wire.jsonl", [{"title": "Hail", "text": "Hail broke 300 panes near Elmstead on Friday."}])
    corpus = load_articles([tmp_path])
    assert "closed on Monday" in corpus.find("one.txt").text
    assert corpus.find("wire.jsonl:1").title == corpus.find("wire.jsonl").title == "Hail"


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public sets beside the checkout")
@pytest.mark.parametrize(
    ("file", "format", "questions", "unanswerable"),
    [
        ("squad2_dev/dev.jsonl.gz", "squad", 11_873, 5_945),
        ("newsqa/dev_a.jsonl.gz", "squad", 2_134, 0),
        ("multihop_rag/queries_a.jsonl.gz", "multihop-rag", 1_270, 154),
        ("realtimeqa/questions.jsonl.gz", "realtimeqa", 913, 0),
        ("canard/dev.jsonl.gz", "canard", 2_497, 0),
    ],
)
def test_public_sets_have_the_size_their_authors_give(file, format, questions, unanswerable):
    """Nothing is lost or invented in reading the real files."""
    found = load_set(SHARED / file)
    assert found.format == format
    assert len({question.id for question in found.questions}) == len(found.questions) == questions
    assert sum(question.unanswerable for question in found.questions) == unanswerable


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the public sets beside the checkout")
def test_every_fact_of_multihop_rag_is_found_in_its_article():
    """The gold of the real set is placed without a gap."""
    found = load_set(SHARED / "multihop_rag/queries_a.jsonl.gz")
    corpus = load_articles([SHARED / "multihop_rag/articles.jsonl.gz"])
    questions, faults = resolve(found.questions, corpus)
    assert faults == {}
    assert all(question.gold for question in questions if question.answerable)


def test_gzip_by_name_only_is_read(tmp_path):
    """Sets come packed; nothing need be unpacked by hand."""
    path = tmp_path / "dev.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(LINE).encode()))
    assert len(load_set(path).questions) == 3
