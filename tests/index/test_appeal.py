"""Appeals of an outlet to its readers are found, in one paragraph or several."""

import pytest

from index.appeal import find_appeals
from tests.index.pages import APPEAL, BODY


@pytest.mark.parametrize(
    "paragraph",
    [
        "Your support helps our reporters to tell the story.",
        "Support local journalism.",
        "Please consider becoming a member from 5 crowns a month.",
        "If you value independent reporting, please consider a donation.",
        "We rely on our readers to pay for this work.",
        "The Courier needs your help. Local readers pay for local reporting. If you value our reporting, join us.",
        "Enjoying our journalism? Make a free account to follow the subject.",
        "Journalism like this takes time. Please support it with a subscription.",
        "Donate now",
    ],
)
def test_a_plain_appeal_is_found_by_itself(paragraph):
    """It needs no other paragraph beside it."""
    assert find_appeals([BODY[0], paragraph, BODY[1]]) == {1}


@pytest.mark.parametrize(
    "paragraph",
    [
        "Please consider giving blood: the clinics of the valley are short of it.",
        "If you enjoy running in the rain, these shoes support the ankle.",
        "Your gift to the museum may be deducted from tax until the end of the year.",
        "“Support our journalism,” read the banner that striking reporters had hung from the roof.",
        "The editor told readers that their donations keep the newspaper alive.",
        "Donations to the flood fund have passed 9 million crowns.",
    ],
)
def test_giving_as_news_is_no_appeal(paragraph):
    """Other causes, other people's words and reports about donations are left alone."""
    assert find_appeals([BODY[0], paragraph, BODY[1]]) == set()


def test_an_appeal_reaches_back_over_its_own_opening():
    """The line that asks for money may come after the paragraphs that lead up to it."""
    lead = "We went to the valley before any other newspaper did, because our readers and our reporters live there."
    assert find_appeals([BODY[0], lead, "Please support our journalism."]) == {1, 2}


def test_a_block_goes_on_only_over_neighbours():
    """Behind a paragraph of news the same words need an opening of their own."""
    found = find_appeals([APPEAL[0], BODY[0], APPEAL[1]])
    assert found == {0}
