"""What is taken away carries its proof, and the check notices whatever was changed in it."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from qa_bot import NOT_SAID, Answer, Article, Citation, ExportError, Hit, Passage
from qa_bot.answer import Position, joined
from qa_bot.check import check, check_file
from qa_bot.cli import main
from qa_bot.missing import Missing
from qa_bot.transcript import answer_dict, export, markdown, plain, render
from qa_bot.understood import Constraint

KINDS = ["html", "markdown", "json"]
EVIL = "<img src=x onerror=alert(1)> *bold* [x](y) --> </script> `a` \\ \r\n1. one\n- two #\n\n+ end"
WHEN = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def stored(bot, articles):
    """A bot over four articles, one of them written to break what it is shown in."""
    bot.add([*articles, Article(EVIL, title=EVIL, source=EVIL, authors=(EVIL,), url="https://a.example/<x>")])
    return bot


@pytest.fixture
def answers(stored, articles):
    """One answer with its quote, one that was not said, one out of the evil article, one that is disputed.

    The last is what is left of a question that asked for one source only.
    """
    bridge = articles[0]
    evil = next(article for article in stored.articles() if article.text == EVIL)
    start = bridge.text.index("Engineers")
    cracks = Citation(bridge, start, len(bridge.text), start + 16, start + 25)
    panes = Citation(articles[2], 0, len(articles[2].text), 18, 21, also_in=(articles[1],))
    disputed = Answer(
        "How many of them?",
        True,
        "14 cracks",
        0.6,
        (cracks,),
        standalone="How many cracks?",
        positions=(Position("300", (panes,)), Position("14 cracks", (cracks,))),
    )
    asked = Constraint("source", "Herald <b>", 0, 3, "Herald *b*", True, sources=("Herald",))
    return [
        Answer("How many *cracks*?", True, "14 cracks", 0.83, (cracks,)),
        Answer("Why?", False, NOT_SAID, 0.1, (), (Hit(Passage(bridge, 0, 20), 0.5),)),
        Answer(EVIL, True, EVIL, 1.0, (Citation(evil, 0, len(EVIL)),)),
        Answer(
            "How many of them?",
            False,
            NOT_SAID,
            0.0,
            standalone="How many cracks?",
            understood=(asked,),
            otherwise=disputed,
        ),
    ]


@pytest.fixture(params=KINDS)
def exported(request, answers):
    """The conversation as a file of each kind."""
    return render(export(answers, "Elm & co <b>", WHEN), request.param)


def test_what_was_exported_is_sound(exported, stored):
    """In every form, also with line ends as another system writes them, and with the worst of texts."""
    for text in (exported, exported.replace("\n", "\r\n"), "\ufeff" + exported, exported.rstrip()):
        checked = check(text, stored)
        assert checked.problems == ()
        assert (checked.answers, checked.quotes) == (4, 6)


def test_an_answer_that_a_date_left_without_articles_is_sound(stored):
    """It says what no article is, in words of its own; any other words are noticed."""
    answer = stored.ask("How many cracks are in the articles published in 2019?")
    assert not answer.answered
    assert answer.text != NOT_SAID
    text = render(export([answer], "x", WHEN), "json")
    assert check(text, stored).problems == ()
    assert not check(text.replace(answer.text, "There were 14 cracks."), stored).sound


def test_offsets_and_hash_of_every_quote_go_with_it(answers):
    """In the JSON form, which is that of Answer.to_dict()."""
    [first, second, _, last] = export(answers, "x", WHEN)["answers"]
    assert {name: first[name] for name in ("question", "text", "confidence")} == {
        name: answers[0].to_dict()[name] for name in ("question", "text", "confidence")
    }
    assert re.fullmatch("[0-9a-f]{64}", first["citations"][0]["sha256"])
    assert re.fullmatch("[0-9a-f]{64}", second["nearest"][0]["sha256"])
    for position in last["otherwise"]["positions"]:
        assert re.fullmatch("[0-9a-f]{64}", position["citations"][0]["sha256"])


@pytest.mark.parametrize("changed", ["14", "300", "Elm bridge closed", "Ada Finch", "Courier", "elm-bridge", "Gazette"])
def test_whatever_is_changed_in_the_file_is_noticed(exported, stored, changed):
    """The answer, a quote, a title, an author, a source, an address: wherever it stands."""
    places = [found.start() for found in re.finditer(re.escape(changed), exported)]
    assert places
    for place in places:
        altered = exported[:place] + "91x" + exported[place + len(changed) :]
        assert not check(altered, stored).sound


def test_an_article_that_was_removed_or_changed_is_named(exported, stored, articles):
    """With the answer and the quote that it concerns."""
    stored.add([replace(articles[0], text=articles[0].text.replace("14", "19"))])
    problems = check(exported, stored).problems
    assert any(problem.startswith("Answer 1, quote 1: it does not stand at characters") for problem in problems)
    stored.remove([articles[0].id])
    assert f"its article {articles[0].id} is not in the store" in "\n".join(check(exported, stored).problems)


def test_an_answer_in_other_words_than_its_quotes_is_noticed(stored, answers):
    """Even when the whole file was made anew around it."""
    forged = replace(answers[0], text="41 cracks")
    problems = check(render(export([forged], "x", WHEN), "json"), stored).problems
    assert problems == ("Answer 1, its text: “41” stands in none of its quotes",)


def test_a_position_and_an_answer_without_a_limit_are_proven_like_any_other(stored, answers):
    """Their words stand in their quotes, their tellers and copies are real, or it is told whose do not."""
    disputed = answers[3].otherwise
    forged = replace(
        answers[3],
        otherwise=replace(disputed, positions=(replace(disputed.positions[0], text="400"), *disputed.positions[1:])),
    )
    problems = check(render(export([forged], "x", WHEN), "json"), stored).problems
    assert problems == ("Answer 1, otherwise, position 1: “400” stands in none of its quotes",)
    text = render(export([disputed], "x", WHEN), "json")
    [wrong] = check(text.replace('"teller": "Engineers"', '"teller": "the crown"'), stored).problems[:1]
    assert wrong == "Answer 1, quote 1: the teller given, “the crown”, does not stand in it"
    stored.remove([disputed.positions[0].citations[0].also_in[0].id])
    assert "the copy" in "".join(check(text, stored).problems)


@pytest.fixture
def two(stored, articles):
    """The answer to two questions in one, of which the articles answer one, and say what the other lacks."""
    bridge = articles[0]
    start = bridge.text.index("Engineers")
    cracks = Citation(bridge, start, len(bridge.text), start + 16, start + 25)
    nearest = (Hit(Passage(bridge, 0, 20), 0.5),)
    lacking = Missing(unknown=("Vesland",))
    parts = [
        Answer("How many cracks?", True, "14 cracks", 0.83, (cracks,)),
        Answer("Who mended Vesland?", False, NOT_SAID, 0.1, (), nearest, missing=lacking),
    ]
    return joined("How many cracks? Who mended Vesland?", parts)


@pytest.mark.parametrize("kind", KINDS)
def test_two_questions_in_one_are_shown_and_checked_one_by_one(two, stored, kind):
    """Each part stands under its question, with what it lacks; the quotes count once."""
    text = render(export([two], "Two", WHEN), kind)
    checked = check(text, stored)
    assert (checked.problems, checked.quotes) == ((), 2)
    assert text.index("How many cracks?") < text.index("14 cracks") < text.rindex("Who mended Vesland?")
    assert "No article found speaks of Vesland." in text
    assert "Who mended Vesland?\n\nThe articles do not say." in plain(answer_dict(two))


def test_a_part_or_a_gap_that_was_changed_is_named(two, stored):
    """What a part says, what is said to be missing, and what joins the parts must be what was found."""
    made = export([two], "Two", WHEN)
    told = []
    for change in (
        lambda answer: answer["parts"][0].update(text="15 cracks"),
        lambda answer: answer.update(text="15 cracks"),
        lambda answer: answer.update(citations=[]),
        lambda answer: answer["parts"][1]["missing"].update(text="No article found speaks of Norland."),
        lambda answer: answer["parts"][1]["missing"].update(unknown=["Oz"], text="No article found speaks of Oz."),
    ):
        changed = json.loads(json.dumps(made))
        change(changed["answers"][0])
        told.append(check(render(changed, "json"), stored).problems)
    assert told[0][0] == "Answer 1, part 1, its text: “15” stands in none of its quotes"
    assert told[1] == ("Answer 1, its text: it is not that of its parts",)
    assert told[2] == ("Answer 1, its quotes are not those of its parts",)
    assert "is not what was found" in told[3][0]
    assert told[4] == ("Answer 1, part 2, what is missing: the question does not name “Oz”",)


def test_every_position_is_shown_with_who_takes_it_and_each_quote_once(answers):
    """In all forms, below the answer; the question as it was understood stands above."""
    made = answer_dict(answers[3])
    page = Page(render(export(answers[3:], "x", WHEN), "html"))
    for shown in (plain(made), markdown(made), page.shown):
        assert shown.index("Understood as: How many cracks?") < shown.index("The articles disagree")
        assert "Engineers, Elm bridge closed, Ada Finch, Courier, 2 March 2026" in shown
        assert shown.count("Engineers found 14 cracks") == 1
        assert "also in Bread dearer, Gazette, 9 April 2026" in shown
        assert "Without “Herald " in shown
    assert page.tags.count("tr") == 2


class Page(HTMLParser):
    """What a browser shows of an export: its text outside of style and script, and its tags."""

    def __init__(self, text):
        super().__init__()
        self.shown, self.tags, self._hidden = "", [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._hidden += tag in ("style", "script")

    def handle_endtag(self, tag):
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data):
        self.shown += "" if self._hidden else data


def test_the_html_shows_quotes_as_they_are_and_runs_nothing(answers):
    """Text stays text; the answer is marked; the link leads to the quote."""
    text = render(export(answers, "x", WHEN), "html")
    page = Page(text)
    assert EVIL in page.shown.replace("\r\n", "\r\n")
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert "<mark>14 cracks</mark>" in text
    assert 'href="https://courier.example/elm-bridge#:~:text=' in text


def test_markdown_reads_as_the_text_that_was_quoted(answers):
    """Its own signs are none there, and each quote names its place."""
    markdown_it = pytest.importorskip("markdown_it")
    shown = markdown_it.MarkdownIt().render(markdown(answer_dict(answers[2])))
    assert "<img" not in shown
    assert "<ol" not in shown
    assert "<ul" not in shown
    assert "<h1" not in shown
    assert "*bold*" in shown
    first = markdown(answer_dict(answers[0]))
    assert "**14 cracks** (83 % sure)" in first
    assert "[Elm bridge closed, Ada Finch, Courier, 2 March 2026](<https://courier.example/elm-bridge#:~:text=" in first
    assert f"characters {answers[0].citations[0].start}–" in first


def test_plain_text_holds_quote_and_source_and_links_only_on_request(answers):
    """For a mail or a note."""
    made = answer_dict(answers[0])
    assert "“Engineers found 14 cracks in its piers, the city said.”\n— Elm bridge closed, Ada Finch" in plain(made)
    assert "https://" not in plain(made)
    assert "https://courier.example/elm-bridge#:~:text=" in plain(made, links=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no conversation"),
        ("Hello", "no conversation"),
        ("{", "damaged"),
        ("[]", "no conversation"),
        ("{}", "no conversation"),
        ('{"format": "qa_bot conversation", "version": 99}', "version 99"),
        ('{"format": "qa_bot conversation", "version": 1, "answers": []}', "has version 1"),
        ('{"format": "qa_bot conversation", "version": 2}', "damaged"),
        ('{"format": "qa_bot conversation", "version": 2, "answers": [7]}', "damaged"),
        ('{"format": "qa_bot conversation", "version": 2, "answers": [{"citations": [{}], "nearest": []}]}', "damaged"),
        ("<!doctype html><p>x", "no conversation"),
    ],
)
def test_what_is_no_export_is_an_error_that_says_so(stored, text, says):
    """Empty, foreign, cut off, from another version."""
    with pytest.raises(ExportError, match=says):
        check(text, stored)


def test_a_file_that_cannot_be_read_is_an_error(stored, tmp_path):
    """Missing, or no text at all."""
    with pytest.raises(ExportError, match="cannot be read"):
        check_file(tmp_path / "none.html", stored)
    (tmp_path / "photo.html").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(ExportError, match="cannot be read"):
        check_file(tmp_path / "photo.html", stored)


def test_the_command_checks_a_file_and_its_status_tells(stored, answers, tmp_path, monkeypatch, capsys):
    """0 when all stands, 1 when not, and what is wrong in words or JSON."""
    monkeypatch.setattr("qa_bot.bot.QABot.open", lambda *_, **__: stored)
    path = tmp_path / "conversation.md"
    path.write_text(render(export(answers, "x", WHEN), "markdown"), encoding="utf-8")
    assert main(["check", str(path), "--store", "store"]) == 0
    assert "6 quotes and passages in 4 answers: all stand" in capsys.readouterr().out


def test_the_command_names_what_is_wrong(stored, answers, tmp_path, monkeypatch, capsys):
    """As JSON too."""
    monkeypatch.setattr("qa_bot.bot.QABot.open", lambda *_, **__: stored)
    path = tmp_path / "conversation.json"
    path.write_text(render(export(answers, "x", WHEN), "json").replace("14 cracks", "41 cracks"), encoding="utf-8")
    assert main(["check", str(path), "--store", "store", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["sound"] is False
    assert found["problems"]
