"""What to ask next: only what the articles answer."""

from dataclasses import replace

import pytest

from qa_bot import Article, Citation, QABot
from qa_bot.suggest import SURE, TRIED, suggest

BRIDGE = Article(
    "The old bridge of Varby was closed on Monday after 14 cracks were found in its piers.\n\n"
    "Ada Finch, the town’s chief engineer, said that the piers had not been inspected since 1998.\n\n"
    "The mayor, Oskar Brandt, promised a ferry for the time of the repairs. “Nobody will have to swim,” he said.\n\n"
    "Traffic will go through Lower Halden until May, according to the Varby Road Office. Shops near the bridge, "
    "among them that of Mira Osk, stayed open.",
    title="Varby closes its bridge",
    source="Morning Paper",
)
LATER = Article(
    "Harald Lund, a diver, said on Friday that the cracks in the bridge of Varby were as deep as an arm.",
    title="Diver looks at the bridge of Varby",
    source="Evening Sheet",
)
QUESTION = "How many cracks were found in the bridge of Varby?"


@pytest.fixture(scope="module")
def varby(tmp_path_factory):
    """A bot with the default encoder and the shipped reader over the two articles."""
    with QABot.open(tmp_path_factory.mktemp("suggest") / "store") as bot:
        bot.add([BRIDGE, LATER])
        yield bot


@pytest.fixture(scope="module")
def answer(varby):
    return varby.ask(QUESTION)


@pytest.fixture(scope="module")
def asked(varby, answer):
    """What is suggested after it, and all that was asked to find it."""
    put = []
    return suggest(answer, lambda question: put.append(question) or varby.ask(question, [answer])), put


def test_what_is_suggested_is_answered_with_a_quote_that_is_new(varby, answer, asked):
    """By the bot, when it is asked in the same conversation."""
    suggested, _ = asked
    assert suggested
    read = {citation.quote for citation in answer.citations}
    for question in suggested:
        reply = varby.ask(question, [answer])
        assert reply.answered
        assert reply.confidence >= SURE
        assert reply.citations[0].quote not in read


def test_suggestions_are_about_people_near_the_answer(varby, answer, asked):
    """By full name, each once before any twice; who is only mentioned, and places, are not asked about."""
    suggested, _ = asked
    names = ("Ada Finch", "Oskar Brandt", "Harald Lund", "Varby Road Office")
    about = [name for question in suggested for name in names if name in question]
    assert about[:2] == ["Ada Finch", "Oskar Brandt"]
    assert not any(name in question for question in suggested for name in ("Mira Osk", "Lower Halden", "Morning"))
    assert varby.suggest(answer) == suggested


def test_at_most_k_and_no_more_asking_than_that_takes(varby, answer, asked):
    """A reader who wants one costs less; nobody costs more than is written down."""
    assert len(asked[1]) <= TRIED
    put = []
    one = suggest(answer, lambda question: put.append(question) or varby.ask(question, [answer]), k=1)
    assert one == asked[0][:1]
    assert put[-1] == one[0]
    assert suggest(answer, put.append, k=0) == []


def test_what_was_asked_is_not_suggested_again(varby, answer, asked):
    """Neither the question itself nor one before it."""
    first = varby.ask(asked[0][0], [answer])
    again = varby.suggest(answer, history=[first])
    assert asked[0][0] not in again
    assert asked[0][0] not in varby.suggest(first, history=[answer])


def test_a_doubtful_answer_and_one_that_was_read_are_not_suggested(varby, answer):
    """Nothing that disappoints."""
    assert suggest(answer, lambda question: replace(varby.ask(question), confidence=SURE - 0.01)) == []
    assert suggest(answer, lambda question: replace(answer, question=question, confidence=1.0)) == []


def test_a_reply_about_somebody_else_is_not_suggested(varby, answer):
    """However sure the reader is of it."""
    brandt = replace(varby.ask("Who is Oskar Brandt?"), confidence=0.9)
    assert all("Oskar Brandt" in question for question in suggest(answer, lambda _: brandt))


def test_a_place_is_not_taken_for_a_person(varby, answer):
    """Whichever article shows that it is one: "to Halden Bay, the coastguard said" does not tell who that is."""
    text = "They sailed to Halden Bay, the coastguard said. {} Halden Bay."
    start = text.index("coastguard")
    cited = replace(answer, positions=(), citations=(Citation(Article(f"Halden Bay, an old town. {text}"), 0, 24),))
    for end, suggested in (("They saw", True), ("It is windy in", False)):
        citation = Citation(Article(text.format(end)), 0, start + 15, start, start + 10)
        reply = replace(answer, confidence=0.9, citations=(citation,))
        assert bool(suggest(cited, lambda _, reply=reply: reply)) == suggested


def test_an_unanswered_question_has_no_suggestions(varby):
    """What came closest may be about anything."""
    assert varby.suggest(varby.ask("What is the boiling point of tungsten?")) == []


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("The engineer, Ada Finch, came.", "Who is Ada Finch?"),
        ("Ada Finch, 52, an engineer from Halden, came.", "Who is Ada Finch?"),
        ("It will hold, the Varby Road Office said.", "What did the Varby Road Office say?"),
        ("“It will hold,” said Dr Ada Finch.", "What did Ada Finch say?"),
        ("Ada Finch’s lawyer said that it would hold.", None),
        ("They met in Port Halden, a town of sailors.", None),
        ("Ada Finch came.", None),
        ("The engineer, Finch, came.", None),
    ],
)
def test_what_is_tried_for_a_sentence(tmp_path, encoder, sentence, first):
    """Names that are introduced, or tell something; not those that are only there."""
    with QABot.open(tmp_path / "s", encoder=encoder) as bot:
        bot.add([Article(f"The bridge has 14 cracks.\n\n{sentence}")])
        put = []
        answer = bot.ask("How many cracks has the bridge?", caution="eager")
        assert answer.answered
        suggest(answer, lambda question: put.append(question) or answer)
        assert put[:1] == ([first] if first else [])
