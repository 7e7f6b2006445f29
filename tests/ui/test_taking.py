"""Answers are taken away with their proof, and none without."""

import json

import pytest

from qa_bot.check import check
from ui import texts
from ui.conversation import Turn
from ui.taking import copied, exported


@pytest.fixture
def turn(bot, articles):
    """A question and its answer over three articles."""
    bot.add(articles)
    return Turn("How many cracks were found?", bot.ask("How many cracks were found?"))


def test_an_answer_is_copied_with_its_quotes_in_three_forms(turn):
    """Markdown, plain, plain with links; nothing for a question without an answer."""
    forms = {kind: copied(turn, kind) for kind in ("markdown", "plain", "links")}
    assert all("Engineers found 14 cracks" in text for text in forms.values())
    assert forms["markdown"].startswith("## ")
    assert ["https://" in forms[kind] for kind in forms] == [True, False, True]
    assert copied(Turn("Why?", error="no"), "plain") == ""


@pytest.mark.parametrize(("kind", "ending"), [("html", ".html"), ("markdown", ".md"), ("json", ".json")])
def test_a_conversation_is_exported_as_a_file_that_checks(turn, bot, kind, ending):
    """Under a name with the day; questions without an answer are left out."""
    file = exported([turn, Turn("Why?", error="no")], kind)
    assert file["name"].startswith("conversation-20")
    assert file["name"].endswith(ending)
    checked = check(file["text"], bot)
    assert (checked.answers, checked.sound) == (1, True)


def test_an_answer_whose_proof_is_gone_is_not_exported(turn, bot, articles):
    """A file says nothing that it cannot prove."""
    kept = json.loads(json.dumps(turn.to_json()))
    bot.remove([article.id for article in articles])
    gone = Turn.parse(kept, bot)
    assert exported([gone], "html") == {"note": texts.LEFT_OUT_ONE}
    assert exported([gone, gone], "html")["note"].startswith("2 answers are not in the export")


def test_whoever_exports_is_told_what_is_left_out(turn, bot, articles):
    """The file has the answers that still stand, and the page says how many do not."""
    lost = Turn(turn.question, turn.answer, gone=1)
    file = exported([turn, lost], "json")
    assert (file["note"], len(json.loads(file["text"])["answers"])) == (texts.LEFT_OUT_ONE, 1)
    assert exported([turn], "json")["note"] == ""


@pytest.mark.parametrize("kind", [None, "pdf", "../x", 7])
def test_a_kind_that_there_is_not_gives_nothing(turn, kind):
    """Whatever a browser sends."""
    assert exported([turn], kind) == {}
