"""The reader's parts, each with inputs small enough to check by hand."""

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from qa_bot import Article, ReaderError
from qa_bot.encoder.weights import default_tokenizer
from qa_bot.passage import Hit, Passage
from qa_bot.reader.candidates import Candidate, find, pool
from qa_bot.reader.confidence import Calibration, Evidence
from qa_bot.reader.extractive import ExtractiveReader
from qa_bot.reader.graphs import GRAPHS
from qa_bot.reader.model import CASCADE, SHIPPED, OnnxSpanModel
from qa_bot.reader.question import Form, form
from qa_bot.reader.sentences import best_sentences
from qa_bot.reader.spans import Span, best_spans
from qa_bot.reader.squad import exact_match, f1, normalise
from qa_bot.reader.widen import widen
from qa_bot.reader.windows import Window
from qa_bot.terms import terms
from tests.conftest import WordEncoder


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many troops were sent?", Form.PHRASE),
        ("How long did it take?", Form.PHRASE),
        ("What caused the fire?", Form.SENTENCE),
        ("Why did he resign?", Form.SENTENCE),
        ("How did the thieves get in?", Form.SENTENCE),
        ("What happened in Halden?", Form.SENTENCES),
        ("What did the minister say about the strike?", Form.SENTENCES),
        ("Summarise the flood", Form.SENTENCES),
        ("ferry sinking captain", Form.SENTENCES),
        ("Did Kim resign?", Form.WHETHER),
        ("And hasn't the bridge been repaired?", Form.WHETHER),
        ("Was Kim, who led the party, arrested?", Form.WHETHER),
        ("Do you know whether Kim resigned?", Form.WHETHER),
        ("After the vote on the budget, did Kim resign?", Form.WHETHER),
        ("Between March and June, was there a change?", Form.WHETHER),
        ("Did 'The Courier' report it?", Form.WHETHER),
        ("After the vote, who resigned?", Form.PHRASE),
        ("In the north, which of the bridges, old or new, was closed?", Form.PHRASE),
        ("In which town, did he say, was it found?", Form.PHRASE),
        ("Could you tell me if Kim resigned?", Form.WHETHER),
        ("Could you tell me what happened?", Form.SENTENCES),
        ("Do you know who resigned?", Form.PHRASE),
        ("Is it known how many died?", Form.PHRASE),
        ("Can you give me the names of the dead?", Form.PHRASE),
    ],
)
def test_form_follows_the_question(question, expected):
    """A count wants a phrase, a reason a sentence, a statement or key words several, and some ask for yes or no."""
    assert form(question) is expected


@pytest.mark.parametrize(
    ("text", "found", "question", "expected"),
    [
        ("It sent more than 10,000 troops north.", "10,000", "How many troops?", "more than 10,000 troops"),
        ("The 47-year-old engineer won.", "47-year", "How old is she?", "47-year-old"),
        ("The 47-year-old engineer won.", "47", "How old is she?", "47-year-old"),
        ("It sent more than 10,000 troops north.", "more than 10,000", "How many troops?", "more than 10,000 troops"),
        (
            "About 300 mostly elderly villagers fled.",
            "300",
            "How many villagers fled?",
            "About 300 mostly elderly villagers",
        ),
        ("All 38 lighthouse keepers left.", "38", "How many lighthouse keepers left?", "38 lighthouse keepers"),
        ("It cost $3.5 billion.", "3.5", "What did it cost?", "$3.5 billion"),
        ("Prices rose by nearly 4 per cent.", "4", "By how much?", "nearly 4 per cent"),
        ("He was 12 years old.", "12", "How old was he?", "12 years old"),
        ("10,000 of the troops left.", "10,000", "How many troops left?", "10,000"),
        ("They walked to 10 Main Street.", "10", "Which house?", "10"),
        ("He called it “reckless” again.", "“reckless", "What did he call it?", "reckless"),
        ("The mayor (Ann Ode) left.", "Ann Ode)", "Who left?", "Ann Ode"),
        ("Ann Ode left.", "Ann Ode", "Who left?", "Ann Ode"),
        ("She put it at 126: 114 passengers and 12 crew.", "126: 114", "How many were aboard?", "126"),
        ("It began at 10:30 sharp.", "10:30", "When did it begin?", "10:30"),
    ],
)
def test_answer_is_widened_to_what_a_reader_wants(text, found, question, expected):
    """Quantifier, currency, unit and the thing counted belong to a number; lone quotation marks do not."""
    start = text.index(found)
    start, end = widen(text, start, start + len(found), question)
    assert text[start:end] == expected


def test_squad_scores_are_those_of_the_official_script():
    """Case, punctuation and articles do not count; F1 is word overlap; no answer equals no answer."""
    assert normalise("The  Cat, a dog!") == "cat dog"
    assert exact_match("the Eiffel Tower", ["Eiffel Tower"]) == 1
    assert f1("in the late 1990s", ["late 1990s"]) == pytest.approx(2 * 2 / (3 + 2))
    assert f1("cats", ["dogs", "two cats"]) == pytest.approx(2 / 3)
    assert (f1("", []), f1("x", []), exact_match("", []), exact_match("x", [])) == (1, 0, 1, 0)


def _window(tokens):
    """A window of [CLS] question [SEP] and ``tokens`` one-letter context tokens."""
    offsets = [(-1, -1)] * 3 + [(i, i + 1) for i in range(tokens)]
    return Window([0] * len(offsets), [0] * len(offsets), offsets, 0)


def test_best_span_is_the_pair_of_highest_sum_in_order():
    """Start never after end, and never longer than the limit; the margin is over [CLS]."""
    starts, ends = np.zeros(8), np.zeros(8)
    starts[6], ends[4], ends[7] = 5, 9, 3  # the best end lies before the best start
    starts[0], ends[0] = 1, 1
    best = best_spans(_window(5), starts, ends, k=2)
    assert best[0] == Span(0, 2, 7.0) or best[0].margin == 7.0
    starts[3] = 4
    assert best_spans(_window(5), starts, ends)[0] == Span(0, 2, 11.0)
    assert best_spans(_window(5), starts, ends, longest=1)[0].margin == 7.0


def test_next_best_span_stands_elsewhere():
    """Not the best one with a word more or less."""
    starts, ends = np.zeros(8), np.zeros(8)
    starts[3], ends[3], ends[4] = 9, 9, 8  # the best, and the same with a token more
    starts[6], ends[6] = 4, 4
    found = best_spans(_window(5), starts, ends, k=2)
    assert [span.margin for span in found] == [18.0, 8.0]
    assert found[0].end <= found[1].start


def test_window_without_context_has_no_span():
    """A question that fills the whole window answers nothing."""
    assert best_spans(Window([0], [0], [(-1, -1)], 0), np.zeros(1), np.zeros(1)) == []


def test_long_text_is_read_in_windows_that_overlap():
    """No part of a long passage goes unread, and offsets refer to the whole."""
    model = OnnxSpanModel()
    text = "The sky was grey over the town that day. " * 60 + "The thief was Rolf Kern. " + "Rain fell all night. " * 60
    cut = list(model.cutter.cut(["Who was the thief?"], [text]))
    assert len(cut) > 3
    [[span, *_]] = model.spans("Who was the thief?", [text])
    assert text[span.start : span.end] == "Rolf Kern"
    assert span.margin > 0


def test_words_of_the_headline_that_the_question_has_are_read_and_never_quoted():
    """They stand in front of the text for the model alone: places are those of the text, in each of its windows."""
    cutter, asked = OnnxSpanModel().cutter, ["Which mayors of Norby resigned?"]
    text = "  She went on Monday. " + "Rain fell all night. " * 60
    plain = list(cutter.cut(asked, [text]))
    titled = list(cutter.cut(asked, [text], ["Ada Finch, the mayor of Norby, resigns"]))
    offsets = [{offset for window in windows for offset in window.offsets} for windows in (plain, titled)]
    assert offsets[0] == offsets[1]
    at = [windows[0].offsets.index((2, 5)) for windows in (plain, titled)]
    assert default_tokenizer().decode(titled[0].ids[at[0] : at[1]]) == "mayor norby, resigns"


def test_reader_is_shown_the_headline_of_each_passage():
    """What an article is about stands there, and seldom in each of its passages."""
    shown = []
    model = SimpleNamespace(spans=lambda question, texts, titles: shown.extend(titles) or [[] for _ in texts])
    hits = [Hit(Passage(Article(f"Text {n}.", title), 0, 7), 1.0) for n, title in enumerate(["Mayor resigns", ""])]
    assert find(model, "Who resigned?", hits) == []
    assert shown == ["Mayor resigns", ""]


def test_endless_question_leaves_room_for_the_text():
    """A question of 2,000 characters is shortened for the model; the text is read all the same."""
    spans = OnnxSpanModel().spans("Who was the thief who " + "really " * 280 + "did it?", ["The thief was Rolf Kern."])
    assert spans[0]


def test_shipped_reader_is_small_enough():
    """The wheel stays light: at most 25 MB of weights."""
    assert sum((SHIPPED / name).stat().st_size for name in (*GRAPHS, CASCADE)) < 25e6


@pytest.mark.parametrize("name", ["lower.onnx", "upper.onnx", "cascade.safetensors", "tokenizer.json", "reader.json"])
@pytest.mark.parametrize("harm", ["missing", "truncated", "altered"])
def test_damaged_reader_is_named_before_it_answers(tmp_path, name, harm):
    """The error names the file and, where there is one, both hashes."""
    folder = tmp_path / "reader"
    shutil.copytree(SHIPPED, folder)
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    if harm == "truncated":
        (folder / name).write_bytes(content[: len(content) // 2])
    elif harm == "altered":
        changed = content.replace(b'"sha256"', b'"sha512"') if name == "reader.json" else content[:-1] + b"\x00"
        (folder / name).write_bytes(changed)
    with pytest.raises(ReaderError, match=name) as error:
        OnnxSpanModel(folder).spans("Who?", ["Anna went."])
    if name != "reader.json" and harm != "missing":
        assert json.loads((SHIPPED / "reader.json").read_text())["sha256"][name] in str(error.value)


def test_probability_grows_with_the_evidence():
    """A surer reader and a passage that names what is asked raise the probability."""
    calibration = Calibration(-1.0, {"margin": 0.5, "names": 2.0}, 3.0, 0.5)
    weak = Evidence(margin=-4, lead=0, names=0, articles=0, sentence=0)
    strong = Evidence(margin=6, lead=0, names=1, articles=0, sentence=0)
    assert calibration.probability(weak) == pytest.approx(1 / (1 + np.exp(3)))
    assert calibration.probability(strong) == pytest.approx(1 / (1 + np.exp(-4)))


def _hit(text, title="", number=0):
    article = Article(text, title=title, url=f"https://x.example/{number}")
    return Hit(Passage(article, 0, len(text)), 1.0, 0.5)


def test_short_form_is_the_bare_value():
    """A program that counts gets the number; a person gets quantifier and noun with it."""
    text = "The ministry said more than 300 soldiers were sent to Norway in the spring."
    reader = ExtractiveReader(WordEncoder())
    whole = reader.model
    marked = Span(text.index("300"), text.index("300") + 3, 8.0)
    reader.model = SimpleNamespace(card=whole.card, spans=lambda question, contexts, titles: [[marked]])
    answer = reader.read("How many soldiers were sent to Norway?", [_hit(text)])
    assert (answer.text, answer.short) == ("more than 300 soldiers", "300")
    reader.model = whole
    silent = reader.read("What does a loaf of bread cost in Lima?", [_hit(text)])
    assert (silent.answered, silent.short) == (False, "")


def test_evidence_counts_names_that_the_passage_lacks():
    """A question about Sweden is not answered by a passage about Norway; the header counts as said."""
    hit = _hit("Norway sent 200 soldiers.", title="Oslo acts")
    groups = [[Candidate(hit, 12, 15, 2.0)]]
    for country, share in [("Norway", 1), ("Sweden", 0), ("Oslo", 1)]:
        assert Evidence.of(f"How many soldiers did {country} send?", groups, 3.0).names == share


def test_evidence_counts_what_had_something_to_say():
    """Two places of one passage are one passage, two passages of one article one article."""
    hit, other = _hit("Norway sent 200 soldiers and 30 doctors."), _hit("Sweden sent 90.", number=1)
    half = Hit(Passage(hit.passage.article, 25, 40), 0.9, 0.4)
    within = [[Candidate(hit, 12, 15, 2.0)], [Candidate(hit, 29, 31, 1.0)]]
    for more, passages, articles in (
        ([], 1, 1),
        ([Candidate(half, 29, 31, 1.0)], 2, 1),
        ([Candidate(other, 12, 14, 1.0)], 2, 2),
    ):
        evidence = Evidence.of("How many?", [*within, more] if more else within, 3.0)
        assert np.exp([evidence.passages_read, evidence.articles_read]) == pytest.approx([passages, articles])


def test_sentence_that_speaks_of_what_is_asked_wins_over_a_neighbour():
    """Both stand in one passage and the reader slightly prefers the wrong one: the question's own words decide."""
    text = "The minister met the mayor of Halden on Friday. Later the driver met an old friend."
    marked = [
        Span(text.index("an old"), text.index("friend") + 6, 2.0),
        Span(text.index("the mayor"), text.index(" on Friday"), 1.5),
    ]
    model = SimpleNamespace(spans=lambda question, contexts, titles: [marked])
    found = find(model, "Whom did the minister meet?", [_hit(text)])
    assert [pool(found, 0.0, wording)[0][0].text for wording in (0.0, 3.0)] == ["an old friend", "the mayor of Halden"]
    assert [each.shared for each in found] == [0.5, 1.0]


def test_lead_is_over_the_best_other_answer_and_not_over_a_longer_form_of_it():
    """Two ways to cut the same answer out of a sentence do not compete; another answer does."""
    hit = _hit("Norway sent 200 soldiers and 30 doctors.")
    same, longer, other = Candidate(hit, 12, 15, 5.0), Candidate(hit, 12, 24, 4.5), Candidate(hit, 29, 31, 2.0)
    assert Evidence.of("How many?", pool([same, longer], 3.0), 3.0).lead == 15
    assert Evidence.of("How many?", pool([same, longer, other], 3.0), 3.0).lead == 3


def test_same_answer_in_two_articles_is_cited_from_both():
    """Independent reports of one fact stand side by side and raise the confidence."""
    text = "The dam at Tarn broke at noon because of a crack. It released 40 million litres of water."
    other = "The dam at Tarn, officials said, released 40 million litres of water into the valley."
    reader = ExtractiveReader(WordEncoder())
    alone = reader.read("How many litres of water did the dam release?", [_hit(text, number=1)])
    both = reader.read("How many litres of water did the dam release?", [_hit(text, number=1), _hit(other, number=2)])
    assert alone.text == both.text == "40 million litres"
    assert {c.article.url for c in both.citations} == {"https://x.example/1", "https://x.example/2"}
    assert both.confidence > alone.confidence


def test_sentences_come_in_reading_order_without_repeats():
    """What answers "what did she say" reads like the article, each statement once."""
    said = "Mayor Ode said the bridge would reopen in May."
    text = f"Traffic was heavy. {said} Birds sang. Mayor Ode also said the bridge cost too much. {said} It rained."
    found = best_sentences("What did Mayor Ode say about the bridge?", [_hit(text)], [], WordEncoder())
    texts = [sentence.text for sentence in found]
    assert texts == [said, "Mayor Ode also said the bridge cost too much."]


def test_a_sentence_in_other_words_is_quoted_where_the_reader_sees_the_answer():
    """What somebody said need not share a word with the question that asks for it."""
    text = (
        "Mayor Ode opened the bridge at noon. “Never again will anybody have to swim,” she told the crowd. It rained "
        "all day on the bridge, and Mayor Ode went home."
    )
    hit, start = _hit(text), text.index("Never")
    question, marked = "What did Mayor Ode say at the opening?", Candidate(hit, start, start + 20, 6.0)
    without, seen = (best_sentences(question, [hit], found, WordEncoder()) for found in ([], [marked]))
    assert not any("swim" in sentence.text for sentence in without)
    assert any("swim" in sentence.text for sentence in seen)


def test_question_for_yes_or_no_is_answered_by_the_sentence_that_tells():
    """The bot says neither word: it gives what the articles say about it, word for word."""
    text = "Brack lies on the Tarn. The bridge of Brack was repaired in May. The mayor of Brack likes to ski."
    answer = ExtractiveReader(WordEncoder()).read("Was the bridge of Brack repaired?", [_hit(text)])
    assert answer.answered
    assert answer.text == "The bridge of Brack was repaired in May."
    assert [citation.quote for citation in answer.citations] == [answer.text]


def test_what_nobody_wrote_about_is_not_told():
    """No sentence tells whether, so none is given, however many words an article shares with the question."""
    text = "Brack lies on the Tarn. The bridge of Brack was repaired in May. The mayor of Brack likes to ski."
    answer = ExtractiveReader(WordEncoder()).read(
        "Has the airport of Lunde been sold?", [replace(_hit(text), score=0.2)]
    )
    assert not answer.answered
    assert answer.nearest


def test_verbs_meet_their_irregular_forms_and_question_words_count_for_nothing():
    """What a question asks in the base form, an article says in the past."""
    assert terms("Whom did Kim meet?") == terms("Kim met")
    assert set(terms("Who stole the sold paintings?")) == set(terms("steal, sell, paintings"))
