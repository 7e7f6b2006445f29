"""What is said of a question that the articles do not answer."""

import pytest

from qa_bot import Article, QABot
from qa_bot.missing import missing
from qa_bot.passage import Hit, Passage
from qa_bot.readable import readable

SUMMIT = (
    "The summit of St Brannoc Bay ended on Friday. The hosts spent 4 million crowns, and 60 per cent of that on "
    "guards. Two ministers left early, said Ada Finch."
)


def told(question, *texts):
    hits = [Hit(Passage(Article(text), 0, len(text)), 1.0) for text in texts]
    found = missing(question, hits)
    return found and found.text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "How many protesters died at the summit of St Brannoc Bay?",
            "There are articles on St Brannoc Bay; none of the passages found gives a number of protesters.",
        ),
        ("Who met Mira Osk at the summit?", "No article found speaks of Mira Osk."),
        ("Did Osk's envoy meet Ada Finch in Varby?", "No article found speaks of Osk or Varby."),
        ("How many of the ministers left St Brannoc Bay?", None),
        ("How many ministers left St Brannoc Bay?", None),  # a number of ministers is there, wherever the reader was
        ("How much did the summit of St Brannoc Bay cost?", None),
        ("What share of it went to guards in St Brannoc Bay?", None),
        ("Who led the TV debate in St Brannoc Bay?", None),  # an abbreviation may be written out
        ("Who said that Ada Finch resigned?", None),  # who was not named cannot be told from names
    ],
)
def test_what_is_missing_is_told_where_it_can_be(question, text):
    """A name that is nowhere, or a kind of figure that no passage on the subject gives; else nothing is claimed."""
    assert told(question, SUMMIT, "A bear was seen.") == text


def test_kinds_of_figures_that_nobody_gives():
    """Money and shares, in an article that has none."""
    text = "The summit of Varby ended on Friday after 3 days."
    assert told("How much did the summit of Varby cost?", text).endswith("gives a sum of money.")
    assert told("What share of the envoys left Varby?", text).endswith("gives a share.")


def test_an_unanswered_question_says_what_is_missing(tmp_path, encoder):
    """In the answer, its JSON, and on the command line; an answer that was given lacks nothing."""
    with QABot.open(tmp_path / "s", encoder=encoder) as bot:
        bot.add([Article(SUMMIT, title="Summit")])
        answer = bot.ask("How many dogs has Zoltan Brezny in Kandahar?")
        assert answer.missing.unknown == ("Zoltan Brezny", "Kandahar")
        assert answer.to_dict()["missing"]["text"] == "No article found speaks of Zoltan Brezny or Kandahar."
        assert "    No article found speaks of Zoltan Brezny" in readable(answer)
        assert bot.ask("How many ministers left early?", caution="eager").missing is None
