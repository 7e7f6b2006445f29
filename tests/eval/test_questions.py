"""The question format: what is read, and what is refused with file, line and reason."""

import gzip
import json
from datetime import date

import pytest

from eval.articles import Corpus
from eval.check import remarks
from eval.errors import SetError
from eval.gold import place, resolve
from eval.questions import Gold, Question, parse_question, question_word, read_questions
from qa_bot import Article

GOOD = {
    "id": "a",
    "question": "How many cracks?",
    "type": "number",
    "answers": ["14", "14 cracks"],
    "gold": [{"article": "Elm bridge closed", "quote": "Engineers found 14 cracks in its piers, the city said."}],
    "asked": "2026-03-03",
    "history": ["What is wrong with the bridge?"],
    "standalone": "How many cracks were found in the bridge?",
    "notes": "for people",
}


def _file(tmp_path, *lines):
    path = tmp_path / "set.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


def test_every_key_of_the_format_is_read():
    """A full line becomes a question with all its fields."""
    question = parse_question(GOOD)
    assert question.answers == ("14", "14 cracks")
    assert question.gold == (Gold("Elm bridge closed", "Engineers found 14 cracks in its piers, the city said."),)
    assert question.asked == date(2026, 3, 3)
    assert question.history == ("What is wrong with the bridge?",)
    assert question.standalone.startswith("How many cracks were")
    assert question.answerable


def test_example_in_the_documentation_is_valid():
    """Whoever copies the three lines of the documented example has a set that can be read."""
    import eval.questions

    lines, text = [], ""
    for line in eval.questions.__doc__.splitlines():
        if line.startswith("    "):
            text += line.strip() + " "
            if text.endswith("} "):
                lines.append(parse_question(json.loads(text)))
                text = ""
    assert [question.id for question in lines] == ["ferry-03", "ferry-c1-2", "tunnel-u2"]
    assert lines[2].unanswerable


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": ""}, "id is missing"),
        ({"question": 3}, "question must be a string"),
        ({"answers": "14"}, "answers must be a list"),
        ({"answers": [" "]}, "answers must be a list of strings that are not empty"),
        ({"answers": []}, "no answers"),
        ({"unanswerable": True}, "neither answers nor parts nor gold"),
        ({"unanswerable": "no"}, "unanswerable must be true or false"),
        ({"asked": "3 March"}, "asked must be a date"),
        ({"gold": [{"quote": "x"}]}, "article is missing"),
        ({"gold": [{"article": "x", "span": [1, 2]}]}, "unknown key 'span' in gold"),
        ({"gold": ["x"]}, "gold must be a list of"),
        ({"parts": [[]]}, "parts must be a list of lists"),
        ({"anwsers": ["14"]}, "unknown key 'anwsers'"),
    ],
)
def test_wrong_line_is_refused_with_file_line_and_reason(tmp_path, change, reason):
    """What is wrong, and where, stands in the error; good lines before it do not hide it."""
    path = _file(tmp_path, GOOD, "", GOOD | {"id": "b"} | change)
    with pytest.raises(SetError) as error:
        read_questions(path)
    assert str(error.value).startswith(f"{path}, line 3: ")
    assert reason in str(error.value)


def test_all_wrong_lines_are_told_at_once(tmp_path):
    """Somebody who writes a set mends all of it after one try."""
    path = _file(tmp_path, GOOD | {"answers": []}, GOOD, GOOD)
    with pytest.raises(SetError) as error:
        read_questions(path)
    assert [line.split(", ")[1][:7] for line in str(error.value).splitlines()] == ["line 1:", "line 3:"]
    assert "'a' stands in an earlier line" in str(error.value)


def test_broken_json_names_its_line(tmp_path):
    """A line that is cut short is found by its number."""
    path = _file(tmp_path, GOOD, '{"id": "b", "question": ')
    with pytest.raises(SetError, match=r"line 2: not JSON"):
        read_questions(path)


def test_damaged_archive_and_empty_file_are_refused(tmp_path):
    """A half download and an empty file are named as what they are."""
    packed = tmp_path / "set.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(GOOD).encode() * 50)[:-20])
    with pytest.raises(SetError, match="damaged"):
        read_questions(packed)
    with pytest.raises(SetError, match="no question in the file"):
        read_questions(_file(tmp_path))


def test_gold_is_placed_by_title_url_and_file_name(articles):
    """Whatever name a set uses, the quote gets the article's id and its offset there."""
    corpus = Corpus()
    corpus.add(articles[0], "bridge.txt")
    for name in ("Elm bridge closed", "https://courier.example/elm-bridge", "bridge.txt", articles[0].id):
        gold = place(Gold(name, "14 cracks"), corpus)
        assert gold.article == articles[0].id
        assert articles[0].text[gold.start : gold.end] == "14 cracks"


def test_gold_that_is_not_there_is_told_with_the_way_it_is_written():
    """A quote with other quotation marks or spaces is not found, but the error says how the article has it."""
    corpus = Corpus.of([Article("He called it “a costly  mistake” again.", title="Plan")])
    question = Question("q", "What?", ("mistake",), gold=(Gold("Plan", 'it "a costly mistake"'), Gold("Other", "x")))
    [resolved], faults = resolve([question], corpus)
    assert resolved.gold == ()
    assert "the article writes 'it “a costly  mistake”'" in faults["q"][0]
    assert "no article called 'Other'" in faults["q"][1]


def test_name_of_two_articles_is_refused():
    """A title that two articles share would place gold by chance."""
    corpus = Corpus.of([Article("One.", title="Same"), Article("Two.", title="Same")])
    with pytest.raises(LookupError, match="several articles"):
        corpus.find("Same")


def test_fingerprint_of_articles_follows_their_content_alone(articles):
    """Order does not matter; one changed letter does."""
    one, two = Corpus.of(articles), Corpus.of(reversed(articles))
    changed = Corpus.of([*articles[:2], Article(articles[2].text + "!", title="Hail", source="Courier")])
    assert one.fingerprint() == two.fingerprint() != changed.fingerprint()


def test_check_remarks_on_what_a_person_should_see(articles):
    """Gold that does not hold the answer, or none at all, is legal and yet most likely a slip."""
    corpus = Corpus.of(articles)
    proved = Question("a", "?", ("14",), gold=(place(Gold("Elm bridge closed", "14 cracks"), corpus),))
    beside = Question("b", "?", ("300",), gold=(place(Gold("Elm bridge closed", "14 cracks"), corpus),))
    follow = Question("c", "?", ("14",), gold=proved.gold, history=("What?",))
    assert list(remarks(proved, corpus)) == []
    assert list(remarks(beside, corpus)) == ["no accepted answer stands in a gold quote"]
    assert list(remarks(Question("d", "?", ("14",)), corpus)) == ["no gold: nothing says where the answer stands"]
    assert list(remarks(follow, corpus)) == ["a follow-up without its stand-alone form"]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("How many ships?", "how many"),
        ("To whom was it sold?", "who"),
        ("In “which” year?", "which"),
        ("Name the captain.", "other"),
        ("How?", "how"),
    ],
)
def test_question_word_groups_questions(question, word):
    """Sets that name no types are grouped by what is asked for."""
    assert question_word(question) == word
