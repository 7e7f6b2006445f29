"""Bylines: names are told from other capitalised lines."""

import pytest

from index.names import byline, clean_authors, is_outlet


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ana Ruiz", ("Ana Ruiz",)),
        ("BY ANA RUIZ AND BO LI", ("ANA RUIZ", "BO LI")),
        ("Mira-Lou Osk", ("Mira-Lou Osk",)),
        ("Conor O’Brien", ("Conor O’Brien",)),
        ("Siobhán Keating-Ruiz and Jo van der Meer", ("Siobhán Keating-Ruiz", "Jo van der Meer")),
        ("Hussam al-Masri", ("Hussam al-Masri",)),
        ("J. K. Lund", ("J. K. Lund",)),
        ("By Ana Ruiz, Bo Li and Cy Dow", ("Ana Ruiz", "Bo Li", "Cy Dow")),
        ("By Ana Ruiz for The Lavel Courier", ("Ana Ruiz",)),
        ("Ana Ruiz, cycling correspondent", ("Ana Ruiz",)),
        ("By The Associated Press", ("The Associated Press",)),
        ("Reuters", ("Reuters",)),
    ],
)
def test_names_are_taken_from_a_byline(line, names):
    """With or without "By", with role, place or outlet behind the name."""
    assert byline(line) == names


@pytest.mark.parametrize(
    "line",
    ["By the time he left", "By Monday the storm had passed", "Read More", "The bridge was closed.", "By", "", "2026"],
)
def test_other_lines_are_no_byline(line):
    """A sentence that begins with "By", a link and a number name nobody."""
    assert byline(line) == ()


def test_authors_of_metadata_are_cleaned():
    """Each once, without "By", role and links; in library style the surname comes first."""
    assert clean_authors(["By Ana Ruiz", "Ana-Ruiz", "https://x.example/bo", "Bo Li, Staff Writer"]) == (
        "Ana Ruiz",
        "Bo Li",
    )
    assert clean_authors(["Ruiz, Ana"]) == ("Ana Ruiz",)
    assert clean_authors(["Staff reporters"]) == ("Staff reporters",)


def test_outlets_are_told_by_their_names():
    """The words that newspapers, agencies and broadcasters are called by."""
    assert is_outlet("Kestrel Bay Herald")
    assert is_outlet("The Ledger")
    assert not is_outlet("Ana Ruiz")
    assert not is_outlet("the post was late")
