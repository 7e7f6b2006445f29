"""Articles that contradict each other, copies that count once, and how sure an answer must be."""

from datetime import date

import pytest

from qa_bot import Article, ReaderError
from qa_bot.answer import Citation
from qa_bot.passage import Hit, Passage
from qa_bot.reader import disagreement
from qa_bot.reader.candidates import Candidate, one_an_article, pool
from qa_bot.reader.confidence import PLAIN, Calibration
from qa_bot.reader.disagreement import positions
from qa_bot.reader.extractive import ExtractiveReader
from qa_bot.reader.spans import Span
from tests.conftest import WordEncoder


@pytest.fixture(autouse=True)
def plain_weights(monkeypatch):
    """One fit for all tests: they are about what is weighed, and each reader is fitted anew."""
    fitted = {"ratio": 3.8, "shared": 3.1, "told": 0.9, "contrast": 1.5, "same": -1.5, "bias": -6.2, "threshold": 0.3}
    fitted |= {"wording": 0.0, "likeness": 0.0, "unit": 0.0, "rivals": 0.0, "apart": 0.0}
    monkeypatch.setattr(disagreement, "weights", lambda: fitted)


def candidate(text, answer, margin=6.0, day=date(2026, 3, 1), family=""):
    article = Article(text, published=day)
    start = text.index(answer)
    hit = Hit(Passage(article, 0, len(text)), 1.0, family=family)
    return Candidate(hit, start, start + len(answer), margin)


def told(*candidates, question="How many troops came?"):
    return [sorted({each.text for each in held}) for held in positions(question, pool(candidates, 0.0), WordEncoder())]


def test_different_numbers_given_with_conviction_are_positions():
    """Two counts of one thing that cannot both be true."""
    assert told(
        candidate("More than 10,000 troops came.", "More than 10,000 troops", 7.0),
        candidate("Some 14,000 troops came, Kyiv said.", "14,000 troops"),
        candidate("Ten thousand troops came.", "Ten thousand"),
    ) == [["More than 10,000 troops", "Ten thousand"], ["14,000 troops"]]


def test_people_may_be_whoever_the_other_counts():
    """Seven skiers and five people are two counts of the dead; skiers and huts are not."""
    first = candidate("The avalanche killed seven skiers, police said.", "seven skiers", 7.0)
    question = "How many skiers did the avalanche kill?"
    people = candidate("Rescuers said the avalanche killed five people.", "five people")
    huts = candidate("Rescuers said the avalanche crushed five huts.", "five huts")
    assert len(told(first, people, question=question)) == 2
    assert len(told(first, huts, question=question)) == 1


@pytest.mark.parametrize(
    ("text", "answer", "margin"),
    [
        ("Another 14,000 troops came.", "14,000 troops", 1.0),  # the reader does not believe it
        ("About 10,500 troops came.", "About 10,500 troops", 6.0),  # it can be true as well
        ("Two troops came.", "Two", 6.0),  # no count of the same thing
        ("They came over the river.", "over the river", 6.0),  # nothing to compare
    ],
)
def test_what_does_not_contradict_is_no_position(text, answer, margin):
    """No false alarm from a weak, compatible, far or incomparable answer."""
    first = candidate("Exactly 10,000 troops came.", "10,000 troops", 7.0)
    assert len(told(first, candidate(text, answer, margin))) == 1


def test_margins_count_by_their_share_of_the_best_one():
    """A reader of another scale finds the same disagreements."""
    texts = (
        ("The ministry said 10,000 troops came.", "10,000 troops"),
        ("Kyiv said 14,000 troops came.", "14,000 troops"),
    )
    for scale in (1.0, 3.0):
        strong, weak = (
            [candidate(text, answer, scale * margin) for (text, answer), margin in zip(texts, margins, strict=True)]
            for margins in ((4.0, 3.5), (4.0, -3.0))
        )
        assert len(told(*strong)) == 2
        assert len(told(*weak)) == 1


def test_a_figure_about_something_else_is_no_position():
    """No word of the question stands in its passage, and nobody is named who says it."""
    first = candidate("Exactly 10,000 troops came.", "10,000 troops", 7.0)
    assert len(told(first, candidate("The fair drew 14,000 in June.", "14,000", 4.0))) == 1


def test_sentences_that_report_one_matter_are_alike_but_for_the_answer():
    """What both say beside the figures counts, and not how near the figures are."""
    first = candidate("The ministry said 10,000 troops came over the river.", "10,000 troops")
    alike = candidate("Kyiv said 14,000 troops came over the river.", "14,000 troops")
    other = candidate("The fair in town drew 14,000 visitors in June.", "14,000 visitors")
    likeness = disagreement.likenesses(first, [first, alike, other], WordEncoder())
    assert likeness[0] == pytest.approx(1.0)
    assert likeness[1] > 0.6 > likeness[2]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How old is the mayor?", ("She is 44, the Post said.", "44"), ("A mayor, 47 years old, won.", "47 years old")),
        (
            "How large is the hole?",
            ("The hole is 3.1 billion euros, the minister said.", "3.1 billion euros"),
            ("Auditors said the hole is 5.4 billion large.", "5.4 billion"),
        ),
        (
            "When does the bridge open?",
            ("It opens on 3 July, he said.", "3 July"),
            ("The bridge opens on 21 August, she said.", "21 August"),
        ),
        (
            "When was the firm founded?",
            ("The firm was founded in 1998, he said.", "1998"),
            ("The firm was founded in 1989, the register says.", "1989"),
        ),
        (
            "When did the talks end?",
            ("The talks ended at 11 p.m., he said.", "11 p.m."),
            ("The talks ended shortly before four, she said.", "shortly before four"),
        ),
        (
            "How full is the lake?",
            ("The lake is 31 per cent full, he said.", "31 per cent"),
            ("The lake is a quarter full, she said.", "a quarter"),
        ),
    ],
)
def test_values_that_leave_their_unit_out_and_days_are_compared(question, one, other):
    """What the question asks for tells the unit."""
    assert len(told(candidate(*one), candidate(*other), question=question)) == 2


def test_both_sides_in_one_passage_are_seen(encoder):
    """A report that gives two counts, each with its teller."""
    text = "The union said 2,400 dockers had stopped work at the port. The company put the number of dockers at 1,900."
    reader = ExtractiveReader(encoder)
    reader.model = Spans(["1,900", "2,400"])
    hits = [Hit(Passage(Article(text, published=date(2026, 1, 20)), 0, len(text)), 1.0, 0.8)]
    answer = reader.read("How many dockers stopped work at the port?", hits)
    assert sorted(each.text for each in answer.positions) == ["1,900", "2,400 dockers"]


def test_positions_do_not_make_each_other_less_sure(encoder):
    """A second count of the same thing is shown beside the first; a figure of something else makes both doubtful."""
    texts = [
        "The union said 2,400 dockers had stopped work at the port.",
        "The company put the number of dockers who had stopped work at the port at 1,900.",
        "The port has 31 cranes.",
    ]
    hits = [Hit(Passage(Article(text, published=date(2026, 1, 20)), 0, len(text)), 1.0, 0.8) for text in texts]
    reader = ExtractiveReader(encoder, threshold=0.0)
    reader.calibration = Calibration(0.0, {"lead": 0.1}, 0.0, 0.0)
    reader.model = Spans(["2,400", "1,900", "31 cranes"])
    question = "How many dockers stopped work at the port?"
    one, both, doubtful = (reader.read(question, hits[:many]) for many in (1, 2, 3))
    assert len(both.positions) == 2
    assert both.confidence == one.confidence > doubtful.confidence


def test_an_article_that_tells_how_a_figure_grew_does_not_contradict_itself():
    """What it was priced at before is no second answer, unless the article says who holds to it."""
    text = "The tunnel, priced at 2.1 billion crowns in 2018, will cost 3.9 billion crowns"
    answers = ["3.9 billion crowns", "2.1 billion crowns"]
    question = "How much will the tunnel cost?"
    assert len(told(*(candidate(text + ".", each) for each in answers), question=question)) == 1
    both = "The ministry said it cost 3.9 billion crowns. The builder said it cost 2.1 billion crowns."
    assert len(told(*(candidate(both, each) for each in answers), question=question)) == 2


def test_copies_of_an_article_count_once():
    """Agency copy in two papers is one source."""
    text = "The bridge cost 9 million crowns"
    copies = [candidate(f"{text}{end}", "9 million crowns", family="a") for end in (".", "!")]
    other = candidate(f"{text} in all.", "9 million crowns")
    [group] = pool([*copies, other], 0.0)
    assert len(group) == 3
    assert len(one_an_article(group)) == 2


class Spans:
    """A span model that knows the answers of each text."""

    def __init__(self, answers):
        self.answers, self.card = answers, {}

    def spans(self, question, texts, k=3, titles=None):
        found = [(text, answer) for text in texts for answer in self.answers if answer in text]
        return [[Span(t.index(a), t.index(a) + len(a), 8.0) for t, a in found if t == text] for text in texts]


def test_an_answer_names_the_positions_newest_first_with_their_tellers(encoder):
    """Who says what, and when."""
    reader = ExtractiveReader(encoder)
    reader.model = Spans(["1,900", "2,400"])
    texts = {
        date(2026, 1, 20): "The union said 2,400 dockers had stopped work.",
        date(2026, 1, 24): "1,900 dockers stopped work, the port company said.",
    }
    hits = [Hit(Passage(Article(t, source="Wire", published=d), 0, len(t)), 1.0, 0.8) for d, t in texts.items()]
    answer = reader.read("How many dockers stopped work?", hits)
    assert [(each.text, each.citations[0].teller) for each in answer.positions] == [
        ("1,900 dockers", "the port company"),
        ("2,400 dockers", "The union"),
    ]
    assert answer.to_dict()["positions"][0]["citations"][0]["teller"] == "the port company"


def test_caution_moves_the_least_confidence():
    """Careful keeps back what eager gives; a fitted level wins; another word is refused."""
    plain = [PLAIN.least(name) for name in ("careful", "balanced", "eager")]
    assert plain == sorted(plain, reverse=True)
    fitted = Calibration(0.0, {}, 0.0, 0.3, {"careful": {"threshold": 0.8, "error": 0.1, "answered": 0.4}})
    assert (fitted.least("careful"), fitted.least()) == (0.8, 0.3)
    with pytest.raises(ReaderError, match="careful, balanced, eager"):
        fitted.least("bold")


@pytest.mark.parametrize(
    ("text", "title", "corrects"),
    [
        ("An earlier version of this article gave 34 dead. There are 33.", "", True),
        ("Correction: the reef covers 1.4 square kilometres.", "", True),
        ("The reef covers 1.4 square kilometres.", "Correction", True),
        ("The teacher corrected the papers at night.", "Papers", False),
    ],
)
def test_an_article_that_corrects_another_is_flagged(text, title, corrects):
    """What the article itself says of it."""
    assert Citation(Article(text, title=title), 0, len(text)).corrects is corrects


def test_a_citation_explains_its_time_words_and_leaves_the_quote_alone():
    """Friday of a Saturday's paper is the day before."""
    article = Article("It rained. The court ruled on Friday.", published=date(2024, 11, 30))
    citation = Citation(article, 11, len(article.text))
    [explained] = citation.to_dict()["times"]
    assert (explained["words"], explained["since"]) == ("on Friday", "2024-11-29")
    assert article.text[explained["start"] : explained["end"]] == "on Friday"
    assert citation.quote == "The court ruled on Friday."
