"""Follow-ups: what is put in, and what is left alone."""

import pytest

from qa_bot import NOT_SAID, Answer, Article, Citation
from qa_bot.conversation import stand_alone
from qa_bot.conversation.names import names

ARTICLE = Article(
    "The bakery firm Halden Mills will close its works in Elmstead in June. Mira Osk, the chief executive of Halden "
    "Mills, said she would not resign. Mr Karl Brandt, the minister, said he had warned Ms Osk in Varby.",
    title="Halden Mills to close works",
)


def _told(question, text, history=()):
    start = ARTICLE.text.index(text)
    citation = Citation(ARTICLE, start, start + len(text))
    return Answer(question, True, text, 0.9, (citation,), standalone=stand_alone(question, history))


FIRM = _told("Which firm will close its works in Elmstead?", "Halden Mills")
BOSS = _told("Who leads Halden Mills?", "Mira Osk")
MINISTER = _told("Who warned the firm?", "Karl Brandt")
STRIKE = Answer("When did the Port Lavel dockers walk out?", True, "19 January", 0.9)
TROOPS = Answer("How many soldiers did Norland send to Varby?", True, "400", 0.9)


@pytest.mark.parametrize(
    ("history", "question", "full"),
    [
        ([FIRM], "How much profit did it make?", "How much profit did Halden Mills make?"),
        ([BOSS], "Why did she say that?", "Why did Mira Osk say that?"),
        ([BOSS], "And how old is she?", "How old is Mira Osk?"),
        ([MINISTER], "What is his salary?", "What is Karl Brandt's salary?"),
        ([FIRM], "When was the firm founded?", "When was Halden Mills founded?"),
        ([TROOPS], "By when?", "By when did Norland send to Varby (400)?"),
        ([STRIKE], "How long did they stay out?", "How long did the Port Lavel dockers stay out?"),
        ([BOSS], "When was that?", "When was it that Mira Osk leads Halden Mills?"),
    ],
)
def test_follow_up_gets_what_it_leaves_out(history, question, full):
    """Pronouns, descriptions and bare question words are filled from the turn before."""
    assert stand_alone(question, history) == full


def test_what_was_not_answered_is_spoken_of_in_the_words_of_the_question():
    """The person or place asked for stays what is meant through several follow-ups, whatever names it is told by."""
    leader = Answer("Who leads the Labour Front?", False, NOT_SAID, 0.1)
    age = Answer("How old is she?", False, NOT_SAID, 0.1, standalone=stand_alone("How old is she?", [leader]))
    assert age.standalone == "How old is the person who leads the Labour Front?"
    asked = stand_alone("Since when has she been a member of parliament?", [leader, age])
    assert asked == "Since when has the person who leads the Labour Front been a member of parliament?"
    met = Answer("Where did the delegations meet in July?", False, NOT_SAID, 0.1)
    assert stand_alone("What broke down there?", [met]) == "What broke down where the delegations did meet in July?"
    found = Answer("Where was the painting found?", False, NOT_SAID, 0.1)
    assert stand_alone("Who lives there?", [found]) == "Who lives where the painting was found?"


def test_last_question_is_put_again_of_something_else():
    """ "What about X?" and a correction take the place of the name asked about."""
    asked = Answer("How many soldiers were sent by Norland?", True, "400", 0.9)
    wanted = "How many soldiers were sent by Garland?"
    assert stand_alone("What about Garland?", [asked]) == wanted
    assert stand_alone("No, I meant Garland", [asked]) == wanted
    stayed = Answer("Did the captain stay on board?", False, NOT_SAID, 0.1)
    assert stand_alone("What about the chief engineer?", [stayed]) == "Did the chief engineer stay on board?"


def test_second_one_is_the_second_name_of_the_list():
    """ "No, the second one" takes the other of the names from which the first was picked."""
    asked = Answer("How much did it earn?", True, "4 crowns", 0.9, standalone="How much did Halden Mills earn?")
    firms = Answer("Which firms closed works?", True, "the bakers Halden Mills and the smelter Norland Steel", 0.9)
    assert stand_alone("no, the second one", [firms, asked]) == "How much did Norland Steel earn?"
    assert stand_alone("no, the last one", [firms, asked]) == "How much did Norland Steel earn?"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the chess championship in Oslo?",
        "When did Petra Lindqvist say she would resign?",
        "How many people were hurt in the storm at Skarn?",
    ],
)
def test_question_of_a_new_subject_is_left_alone(question):
    """A question with its own names, its pronouns explained by them, comes through unchanged."""
    assert stand_alone(question, [FIRM, BOSS]) == question


def test_nothing_is_changed_without_a_history():
    """The first question of a conversation is asked as it was typed."""
    assert stand_alone("Why did he resign?", []) == "Why did he resign?"


def test_unanswered_turn_still_gives_the_topic():
    """What was asked about is spoken of, even when the articles did not say."""
    asked = Answer("How much did Halden Mills earn?", False, NOT_SAID, 0.1)
    assert stand_alone("And who leads it?", [asked]) == "Who leads Halden Mills?"


def test_the_day_of_a_dateline_is_not_spoken_of():
    """ "7 Dec" names nobody."""
    text = "ELMSTEAD, 7 Dec (Northern Wire) — Thieves stole “The Weir” from the museum."
    told = Answer("Where was “The Weir” stolen?", True, "the museum", 0.9, (Citation(Article(text), 0, len(text)),))
    assert "Dec" not in stand_alone("And when was it stolen?", [told])


def test_a_name_ends_with_its_paragraph():
    """A heading and the name below it are two, a name broken into two lines is one."""
    text = "He flew to Sao Paulo\n\nSuperior Aerofit, the firm of Priya\nRaghu, denied it."
    assert names(text) == ["Sao Paulo", "Superior Aerofit", "Priya\nRaghu"]


def test_question_of_another_subject_is_answered_as_it_stands(bot, articles, monkeypatch):
    """Where the topic of before, put behind a question, leaves it without an answer, nothing of it is kept."""
    bot.add(articles)
    first = bot.ask("Who closed the bridge over the Elm?")
    read = bot.reader.read
    silent = Answer("", False, NOT_SAID, 0.1)
    monkeypatch.setattr(bot.reader, "read", lambda asked, hits: silent if "bridge" in asked else read(asked, hits))
    monkeypatch.setattr("qa_bot.bot.stand_alone", lambda asked, history: f"{asked[:-1]} (the bridge, Elm)?")
    then = bot.ask("And what is the price called?", history=[first])
    assert (then.answered, then.standalone) == (True, "And what is the price called?")
    assert not bot.ask("And the bridge?", history=[first]).answered
    monkeypatch.setattr("qa_bot.bot.stand_alone", lambda asked, history: "How old is the bridge?")
    assert bot.ask("How old is it?", history=[first]).standalone == "How old is the bridge?"


def test_bot_answers_the_full_question_and_shows_both(bot, articles):
    """The answer keeps what was typed, and its JSON says how it was understood; a corrected form is taken as given."""
    bot.add(articles)
    first = bot.ask("Who closed the bridge over the Elm?")
    follow = bot.ask("And why?", history=[first])
    assert follow.question == "And why?"
    assert follow.to_dict()["standalone"] == follow.standalone != "And why?"
    edited = bot.ask("And why?", history=[first], standalone="What is the price of a loaf?")
    assert edited.standalone == "What is the price of a loaf?"
    assert "crowns" in edited.text


@pytest.mark.parametrize(
    ("asked", "question", "full"),
    [
        ("Who leads the Labour Front?", "How old is she?", "How old is the person who leads the Labour Front?"),
        ("Who had given the order?", "Was he charged?", "Was the person who had given the order charged?"),
        ("Who is the head of Halden Mills?", "What does she earn?", "What does the head of Halden Mills earn?"),
        ("Which ship found the reef?", "And who captains the ship?", "Who captains the ship that found the reef?"),
        (
            "Which plant does the firm want to shut down?",
            "By when?",
            "By when does the firm want to shut down the plant?",
        ),
    ],
)
def test_after_no_answer_the_question_tells_what_is_meant(asked, question, full):
    """What was not answered is spoken of in the words that asked for it."""
    assert stand_alone(question, [Answer(asked, False, NOT_SAID, 0.2)]) == full


def test_an_answer_that_was_shown_is_what_one_speaks_of():
    """However unsure it is: "he" is the man who stands there."""
    shown = Answer("Who had given the order?", True, "Karl Brandt", 0.3, (Citation(ARTICLE, 0, 20),))
    assert stand_alone("Was he charged?", [shown]) == "Was Karl Brandt charged?"


def test_descriptions_are_not_put_into_each_other():
    """After two questions without an answer the third stays one that people can read."""
    first = Answer("Who had given the order?", False, NOT_SAID, 0.2)
    full = stand_alone("Who decides if he is charged?", [first])
    assert full == "Who decides if the person who had given the order is charged?"
    second = Answer("Who decides if he is charged?", False, NOT_SAID, 0.2, standalone=full)
    assert stand_alone("How old is he?", [first, second]).count("the person who") == 1


def test_a_description_owns_with_of():
    """The boss of the firm that owns the ship; a possessive ending would stand behind the ship."""
    asked = Answer("Which firm owns the ship?", False, NOT_SAID, 0.2)
    assert stand_alone("Who is its boss?", [asked]) == "Who is the boss of the firm that owns the ship?"


def test_what_cannot_be_described_in_a_few_words_is_not():
    """ "What part of the settlement" is no thing to speak of as "the part that of"."""
    asked = Answer("What part of the settlement must Halden Mills pay?", False, NOT_SAID, 0.2)
    assert stand_alone("Who is its boss?", [asked]) == "Who is Halden Mills' boss?"


def test_what_was_counted_can_be_spoken_of():
    """ "They" after "how many soldiers"."""
    asked = Answer("How many soldiers were sent?", True, "400", 0.9)
    assert stand_alone("Where were they sent?", [asked]) == "Where were the soldiers sent?"


def test_topic_does_not_repeat_what_the_question_says():
    """The reef of the question is not put behind it once more."""
    text = "The ship Halcyon found a sponge reef on 21 April."
    asked = "On what day was it that Halcyon found the sponge reef?"
    told = Answer(asked, True, "21 April", 0.9, (Citation(Article(text), 0, len(text)),))
    assert stand_alone("And how deep does the sponge reef lie?", [told]).count("sponge reef") == 1


def test_nobody_is_what_another_word_for_him_does_something_to():
    """ "The company" is not the man who is spoken of already, though the article names him right behind it."""
    text = "Karl Brandt was dismissed. For years he had warned the company, Mr Brandt said."
    told = Answer("Who was dismissed?", True, "Karl Brandt", 0.9, (Citation(Article(text), 0, len(text)),))
    assert stand_alone("How long had he worked for the company?", [told]) == (
        "How long had Karl Brandt worked for the company?"
    )


HURT = Answer("How many people were hurt in Elmstead in May 2024?", True, "40", 0.9)
CUT = Answer("How much does Halden Mills want to save in Elmstead?", True, "3 million", 0.9)
JOBS = Answer("How many jobs will go at Halden Mills?", True, "210", 0.9)


@pytest.mark.parametrize(
    ("history", "question", "full"),
    [
        ([HURT], "and in Varby?", "How many people were hurt in Varby in May 2024?"),
        ([HURT], "And in 2019?", "How many people were hurt in Elmstead in 2019?"),
        (
            [HURT],
            "And according to the police?",
            "How many people were hurt in Elmstead in May 2024 according to the police?",
        ),
        ([CUT], "And Osk Bakeries?", "How much does Osk Bakeries want to save in Elmstead?"),
        ([JOBS], "By when?", "By when will jobs go at Halden Mills?"),
        ([JOBS], "no, I meant how much does Halden Mills earn", "How much does Halden Mills earn?"),
        ([BOSS], "And the works, when will she close them?", "When will Mira Osk close the works?"),
        ([FIRM], "What does it cost Elmstead, the closure?", "What does the closure cost Elmstead?"),
        ([BOSS], "whats her salary", "What's Mira Osk's salary"),
    ],
)  # fmt: skip
def test_what_is_only_named_takes_its_place_in_the_question(history, question, full):
    """A bare "and in Varby?" puts the last question again; what stands before or behind a question belongs into it."""
    assert stand_alone(question, history) == full


def test_people_are_no_things_and_things_no_people():
    """ "It" is the wolf and not the hunter, "she" the runner and not the town's race."""
    text = "The hunter Bo Lind shot the wolf. Ida Moe won the Varby Run; she is a nurse."
    cited = (Citation(Article(text), 0, len(text)),)
    shot = Answer("Who shot the wolf?", True, "Bo Lind", 0.9, cited)
    far = Answer("How far away was he?", True, "90 metres", 0.9, cited, standalone="How far away was Bo Lind?")
    assert stand_alone("What did it weigh?", [shot, far]).startswith("What did the wolf weigh")
    won = Answer("Which woman won the Varby Run?", True, "Ida Moe", 0.9, cited)
    assert stand_alone("How old is she?", [won]) == "How old is Ida Moe?"
    text = "Queen Ida died at Moor Castle on Monday. She was 96."
    died = Answer("Where did Queen Ida die?", True, "Moor Castle", 0.9, (Citation(Article(text), 0, len(text)),))
    assert stand_alone("Who succeeded her?", [died]) == "Who succeeded Queen Ida?"


def test_one_goes_to_a_place_and_comes_from_it():
    """The preposition is the verb's."""
    text = "The minister flew to Varby. It rained in Varby."
    told = Answer("Where was the minister?", True, "Varby", 0.9, (Citation(Article(text), 0, len(text)),))
    assert stand_alone("When did she go there?", [told]).endswith("go to Varby?")
    assert stand_alone("How long is the bus from there?", [told]).endswith("from Varby?")


def test_question_without_names_in_words_of_the_article_goes_on_about_it():
    """Whoever asks for "the works" after a bakery's closure means its works."""
    told = _told("Which firm will close its works in Elmstead?", "Halden Mills")
    assert "Halden Mills" in stand_alone("Who had warned the chief executive?", [told])
    assert stand_alone("What is the boiling point of mercury?", [told]) == "What is the boiling point of mercury?"


def test_an_answer_out_of_another_story_is_none(bot):
    """What goes on about one story is not answered by the same thing that happened in another."""
    flood = Article("The river flooded Elmstead on Monday. The mayor was not arrested.", title="Flood in Elmstead")
    theft = Article("A painting was stolen from the museum of Varby. Karl Brandt was arrested.", title="Theft in Varby")
    bot.add([flood, theft])
    told = Answer("What flooded Elmstead?", True, "The river", 0.9, (Citation(flood, 0, 9),))
    answer = bot.ask("And who was arrested?", [told])
    assert not any(citation.article.id == theft.id for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("and in \\1?", "How many people were hurt in \\1 in May 2024?"),
        ("And \\g<0?", "How many people were hurt in \\g<0 in May 2024?"),
        ("and in the last week?", "How many people were hurt in Elmstead in the last week?"),
        ("and in 9999?", "How many people were hurt in 9999 in May 2024?"),
    ],
)
def test_whatever_is_typed_is_put_in_as_it_is(question, full):
    """Characters of patterns and days of no calendar do no harm."""
    assert stand_alone(question, [HURT]) == full
