"""A conversation on the command line, as its user meets it."""

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

from qa_bot import QABot, QuestionError, cli
from qa_bot.answer import Answer
from qa_bot.chat import chat
from tests.conftest import NEWS


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chat") / "store"
    with QABot.open(folder) as bot:
        bot.add(NEWS)
    return str(folder)


class Keys(io.StringIO):
    """Lines as they would come from a terminal, or from a pipe."""

    def __init__(self, text, typed):
        super().__init__(text)
        self.typed = typed

    def isatty(self):
        return self.typed


class Echo:
    """A bot that says what it was asked, and after how many answers."""

    def ask(self, question, history, **options):
        if question == "stop":
            raise KeyboardInterrupt
        if question == "long":
            raise QuestionError("The question has 9,000 characters")
        return Answer(question, True, f"{question} after {len(history)}", 1.0)


def talk(monkeypatch, text, typed=False):
    monkeypatch.setattr(sys, "stdin", Keys(text, typed))
    return chat(Echo(), lambda answer: answer.text)


def test_piped_questions_are_answered_with_those_before_in_mind(store, monkeypatch, capsys):
    """A follow-up is printed in full, with answer and quote; nothing but answers goes to standard output."""
    monkeypatch.setattr(sys, "stdin", Keys("How many soldiers were sent?\n\nAnd where were they sent?\n", False))
    assert cli.main(["chat", "--store", store]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("more than 2,400 soldiers")
    assert "“Parliament voted on Tuesday to send more than 2,400 soldiers" in captured.out
    assert "    asked in full: Where were the soldiers sent?\n" in captured.out
    assert captured.err == ""


def test_json_gives_one_answer_a_line(store, monkeypatch, capsys):
    """For programs that keep a conversation open; options are those of ask."""
    monkeypatch.setattr(sys, "stdin", Keys("When was the hall built?\nWho won?\n", False))
    assert cli.main(["chat", "--store", store, "--json", "--caution", "eager"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["question"] for line in lines] == ["When was the hall built?", "Who won?"]
    assert lines[0]["text"] == "1912"


def test_new_forgets_what_was_said(monkeypatch, capsys):
    """The next question stands at the beginning of a conversation."""
    assert talk(monkeypatch, "a\nb\nNew\nc\n") == 0
    assert capsys.readouterr().out.splitlines() == ["a after 0", "b after 1", "c after 0"]


def test_a_question_that_cannot_be_asked_does_not_end_it(monkeypatch, capsys):
    """The reason goes to standard error, the conversation goes on."""
    assert talk(monkeypatch, "long\na\n") == 0
    captured = capsys.readouterr()
    assert captured.out == "a after 0\n"
    assert captured.err == "The question has 9,000 characters\n"


def test_ctrl_c_gives_up_an_answer_at_a_terminal(monkeypatch, capsys):
    """The question is not part of the conversation."""
    assert talk(monkeypatch, "a\nstop\nb\n", typed=True) == 0
    captured = capsys.readouterr()
    assert captured.out.replace("\n> ", "") == "a after 0\nb after 1\n"
    assert "Given up." in captured.err


def test_ctrl_c_ends_a_script(monkeypatch):
    """Piped questions stop for good, with the exit code that shells know."""
    with pytest.raises(KeyboardInterrupt):
        talk(monkeypatch, "stop\na\n")


def test_ctrl_c_and_ctrl_d_at_the_prompt_end_it_without_a_word(store):
    """In a real terminal: no traceback, exit code 0."""
    for key in (b"\x03", b"\x04"):
        ours, theirs = pty.openpty()
        program = subprocess.Popen(
            [sys.executable, "-m", "qa_bot.cli", "chat", "--store", store],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        os.close(theirs)
        seen = _until(ours, b"> ")
        # A signal in the moment before readline waits for it is only seen with the next key: people press again.
        seen += _until(ours, b"", press=key)  # readline waits until its last words are read
        os.close(ours)
        assert program.wait(30) == 0
        assert b"follow-ups are understood" in seen
        assert b"Traceback" not in seen


def _own_terminal():
    """The program's Ctrl-C comes from its own terminal, whatever the shell that runs the tests ignores."""
    import fcntl
    import termios

    signal.signal(signal.SIGINT, signal.default_int_handler)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until(terminal, mark, press=b""):
    """What the program prints up to ``mark``, or to its end; a key is pressed each second until then."""
    seen, deadline, pressed = b"", time.monotonic() + 60, 0.0
    while (not mark or mark not in seen) and time.monotonic() < deadline:
        try:
            if press and time.monotonic() - pressed > 1:
                os.write(terminal, press)
                pressed = time.monotonic()
            if not select.select([terminal], [], [], 0.2)[0]:
                continue
            more = os.read(terminal, 1024)
        except OSError:  # the program has closed it
            break
        if not more:
            break
        seen += more
    return seen
