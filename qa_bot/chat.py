"""Chat: a conversation on the command line, in which each question is asked with the answers before it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qa_bot.errors import QuestionError
from qa_bot.readable import readable

if TYPE_CHECKING:
    from qa_bot.answer import Answer
    from qa_bot.bot import QABot

WELCOME = "Ask a question; follow-ups are understood. “new” begins another conversation, Ctrl-D ends."
_PROMPT = "\n> "


def chat(bot: QABot, show: Callable[[Answer], str] = readable, **options: Any) -> int:
    """Answer questions from standard input, one a line, until it ends; returns the exit code.

    ``show`` makes of an answer what is printed; ``options`` are those of ``QABot.ask``. Answers go to
    standard output, all else to standard error, so that a script that pipes questions in gets answers only.
    At a terminal Ctrl-C gives up the answer that is being looked for; at the prompt it ends the
    conversation, as Ctrl-D does.
    """
    history: list[Answer] = []
    typed = sys.stdin.isatty()
    if typed:
        _edit_lines()
        _say(WELCOME)
    while (line := _line(typed)) is not None:
        if line.casefold() in ("new", ""):
            history = [] if line else history
            continue
        try:
            answer = bot.ask(line, history, **options)
        except QuestionError as error:
            _say(str(error))
        except KeyboardInterrupt:
            if not typed:
                raise
            _say("Given up.")
        else:
            history.append(answer)
            print(show(answer), flush=True)
    return 0


def _line(typed: bool) -> str | None:
    """The next question, "" for an empty line, None at the end."""
    try:
        return input(_PROMPT if typed else "").strip()
    except (EOFError, KeyboardInterrupt) as stop:
        if typed:
            _say("")  # what the shell prints next begins on a line of its own
        elif isinstance(stop, KeyboardInterrupt):
            raise
        return None


def _edit_lines() -> None:
    """Arrow keys bring earlier questions back, where Python was built with readline."""
    try:
        import readline  # noqa: F401
    except ImportError:
        return


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
