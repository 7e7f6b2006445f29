"""Who says it, as a span of the text."""

import pytest

from qa_bot.attribution import teller


@pytest.mark.parametrize(
    ("text", "answer", "who"),
    [
        ("The ferry carried 118 people, the ministry said.", "118", "the ministry"),
        ("Officials in Kyiv said 12,000 soldiers had come.", "12,000", "Officials in Kyiv"),
        ("More than 900 fled, according to US and Korean estimates.", "900", "US and Korean estimates"),
        ("“It cost 9 million,” said Mira Osk, the warden.", "9 million", "Mira Osk"),
        ("It cost 9 million, said the warden.", "9 million", "the warden"),
        ("The union put the number at 2,400, but the company counted 1,950.", "2,400", "The union"),
        ("The union put the number at 2,400, but the company counted 1,950.", "1,950", "the company"),
        ("The sum was 5.7 million, the lawyer, Ada Finch, told the court.", "5.7", "Ada Finch"),
        ("The minister, Petra Lindqvist, said the 300 soldiers would stay.", "300", "Petra Lindqvist"),
        ("Police said on Monday that three men had been arrested.", "three", "Police"),
        ("Two died. The mayor said 14 were hurt.", "14", "The mayor"),
        ("Last week the ministry admitted that 14 were hurt.", "14", "the ministry"),
        ("Late on Monday, police said 14 were hurt.", "14", "police"),
    ],
)
def test_the_teller_is_named(text, answer, who):
    """Wherever the teller stands, and of two the one of the answer's own clause."""
    start = text.index(answer)
    found = teller(text, start, start + len(answer))
    assert found is not None
    assert text[found[0] : found[1]] == who


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The dam held for 32 minutes.", "32"),
        ("He said 14 had died.", "14"),
        ("The mayor said nothing. Two died.", "Two"),
    ],
)
def test_where_nobody_is_named_there_is_no_teller(text, answer):
    """A pronoun names nobody, nor does another sentence's speaker."""
    start = text.index(answer)
    assert teller(text, start, start + len(answer)) is None
