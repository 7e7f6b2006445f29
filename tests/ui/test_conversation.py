"""A conversation keeps every question and survives every error."""

from concurrent.futures import ThreadPoolExecutor

from qa_bot import Answer, StoreError
from ui.conversation import REMEMBERED, Conversation


class Echo:
    """Answers with the question; raises when told to."""

    def __init__(self, error=None):
        self.error, self.histories = error, []

    def ask(self, question, history):
        self.histories.append([answer.question for answer in history])
        if self.error:
            raise self.error
        return Answer(question, True, question, 0.5)


def ask(conversation, question, bot):
    conversation.begin(question)
    assert conversation.answer_next(bot)
    return conversation.turns[-1]


def test_questions_are_answered_in_the_order_in_which_they_came():
    """Also when a second one is asked before the first is answered; each knows the answer before it."""
    bot, conversation = Echo(), Conversation()
    conversation.begin("one")
    conversation.begin("one")
    assert conversation.answer_next(bot)
    assert [turn.pending for turn in conversation.turns] == [False, True]
    assert conversation.answer_next(bot)
    assert not conversation.answer_next(bot)
    assert bot.histories == [[], ["one"]]


def test_two_at_once_answer_one_question_once():
    """However many threads try."""
    bot, conversation = Echo(), Conversation()
    conversation.begin("one")
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: conversation.answer_next(bot), range(8)))
    assert done.count(True) == 1
    assert len(bot.histories) == 1


def test_earlier_answers_are_the_history_of_later_questions():
    """Only those before, only those answered, only the last few."""
    bot, conversation = Echo(), Conversation()
    for number in range(REMEMBERED + 3):
        ask(conversation, str(number), bot)
    ask(conversation, "failed", Echo(StoreError("no")))
    ask(conversation, "last", bot)
    assert bot.histories[0] == []
    assert bot.histories[2] == ["0", "1"]
    assert bot.histories[-1] == [str(number) for number in range(3, REMEMBERED + 3)]


def test_an_expected_error_is_shown_in_its_own_words():
    """The library's messages say what to do."""
    turn = ask(Conversation(), "why", Echo(StoreError("The store is busy: try again")))
    assert turn.error == "The store is busy: try again"
    assert not turn.pending


def test_an_unforeseen_error_loses_neither_the_conversation_nor_its_secrets(caplog):
    """The visitor reads that it failed; the details go to the log."""
    conversation = Conversation()
    ask(conversation, "one", Echo())
    turn = ask(conversation, "two", Echo(RuntimeError("/home/somebody/secret")))
    assert "secret" not in turn.error
    assert "please ask again" in turn.error
    assert conversation.turns[0].answer
    assert "secret" in caplog.text
