"""Questions and passages with exchanged names: what is made of an answered question, and what it says."""

import random
from dataclasses import replace

import pytest

from qa_bot.reader.examples import Example
from qa_bot.reader.exchanged import with_exchanged_names

_TOWNS = [
    "Oslo",
    "Bergen",
    "Lisbon",
    "Porto",
    "Madrid",
    "Seville",
    "Paris",
    "Lyon",
    "Berlin",
    "Munich",
    "Vienna",
    "Graz",
]
_MAYORS = [
    *("Anna Berg", "Jon Lund", "Maria Costa", "Rui Dias", "Pedro Vega", "Luisa Mora", "Marc Petit", "Julie Roux"),
    *("Karl Braun", "Eva Klein", "Max Gruber", "Lena Huber"),
]


def _examples():
    """Each of two towns, of which one is asked about; the answer is a number that stands nowhere else."""
    for at, (town, mayor) in enumerate(zip(_TOWNS, _MAYORS, strict=True)):
        other = _TOWNS[(at + 3) % len(_TOWNS)]
        context = f"Last year {mayor} planted {700 + at} trees in {town}. Later on {mayor} spoke in {other}."
        question = f"How many trees did {mayor} plant in {town}?"
        yield Example(str(at), question, context, ((f"{700 + at} trees", context.index("7")),), str(at))


@pytest.fixture(scope="module")
def made():
    """What is made of every question, with the question it was made of."""
    before = {example.id: example for example in _examples()}
    found = [each for seed in range(4) for each in with_exchanged_names([*before.values()], 1.0, random.Random(seed))]
    return [(before[each.id.partition("-")[0]], each) for each in found]


def test_each_kind_is_made_and_half_of_the_retold_are_answered(made):
    """Questions about others, passages about others, and both: those alone keep an answer."""
    kinds = {each.id.partition("-")[2]: bool(each.answers) for _, each in made}
    assert kinds == {"other": False, "told": False, "both": True}


def test_exactly_one_of_question_and_passage_changes_unless_both_do(made):
    """A question about another name leaves its passage as it was, and the other way round."""
    for before, each in made:
        changed = (each.question != before.question, each.context != before.context)
        assert (
            changed == {"other": (True, False), "told": (False, True), "both": (True, True)}[each.id.partition("-")[2]]
        )


def test_answers_stand_where_they_are_said_to_stand(made):
    """Names of another length in front of an answer move it."""
    for before, each in made:
        for text, start in each.answers:
            assert text == before.answers[0][0]
            assert each.context[start : start + len(text)] == text


def test_retold_passage_has_the_old_name_nowhere(made):
    """Surname and all: otherwise it would still tell of the one who is asked about."""
    retold = [(before, each) for before, each in made if each.context != before.context]
    for before, each in retold:
        named = [name for name in (*_TOWNS, *_MAYORS) if name in before.question and name not in each.context]
        assert len(named) == 1
        assert not any(word in each.context for word in named[0].split())


def test_headline_tells_of_the_same_name_as_the_passage():
    """Left as it was, it would give the exchange away."""
    titled = [replace(each, title=f"Trees for {town}") for each, town in zip(_examples(), _TOWNS, strict=True)]
    made = [each for seed in range(8) for each in with_exchanged_names(titled, 1.0, random.Random(seed))]
    assert any(each.title not in {one.title for one in titled} for each in made)
    for each in made:
        town = each.title.removeprefix("Trees for ")
        assert town not in _TOWNS or town in each.context


def test_without_names_or_answers_nothing_is_made():
    """Nothing to exchange, and no answer that could be taken away."""
    context = "It rained for 3 days."
    plain = Example("a", "How long did it rain?", context, (("3 days", context.index("3")),))
    unanswered = Example("b", "How long did it rain in Oslo?", "It rained in Oslo.")
    assert list(with_exchanged_names([plain, unanswered], 1.0, random.Random(1))) == []


def test_name_in_the_answer_stays():
    """Who planted the trees cannot be exchanged for another without changing what is right."""
    examples = [
        Example(each.id, f"Who planted trees in {town}?", each.context, ((mayor, each.context.index(mayor)),))
        for each, town, mayor in zip(_examples(), _TOWNS, _MAYORS, strict=True)
    ]
    for each in with_exchanged_names(examples, 1.0, random.Random(1)):
        assert all(text in _MAYORS for text, _ in each.answers)
        assert _MAYORS[int(each.id.partition("-")[0])] in each.context
