"""CANARD: follow-up questions of conversations, each with its stand-alone rewrite.

Source: Elgohary, Peskov and Boyd-Graber, "Can You Unpack That? Learning to Rewrite Questions-in-Context" (EMNLP
2019), https://github.com/aagohary/canard. The set has no articles. What it can measure is whether the right text is
found for a follow-up: each answer that a later turn's history repeats becomes an article of its own under the
conversation's title, and is the gold of the question it answered. Answers to the last question of a conversation are
not in the set, so those questions are left out, as are those whose answer was "I don't know" (CANNOTANSWER).

Each question follows the title of its conversation and the earlier questions with the answers that the set gives. Its
type says to which half it belongs: what is tuned on the first is measured on the second, with no article of Wikipedia
in both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.articles import Corpus
from eval.errors import SetError
from eval.files import read_objects
from eval.questions import Gold, Question
from eval.sets import QuestionSet, set_name
from qa_bot import Article

#: The type of the questions for tuning, and of those for measuring.
FIRST_HALF, SECOND_HALF = "first half", "second half"
#: What QuAC's crowd writes when there is no answer, as CANARD passes it on.
_NO_ANSWER = ("CANNOTANSWER", "I don't know.", "I don't know")


def fits(first: dict[str, Any]) -> bool:
    """Whether the first object of a file is a CANARD turn."""
    return {"history", "rewrite"} <= {key.lower() for key in first}


def read(path: Path) -> QuestionSet:
    """The questions whose answers are known, over a corpus of all the answers."""
    turns: dict[tuple[str, int], tuple[str, str, list[str]]] = {}
    for line, values in read_objects(path):
        lower = {key.lower(): value for key, value in values.items()}
        try:
            number = int(lower["question_no"])
            conversation = str(lower.get("quac_dialog_id") or lower["id"].removesuffix(f"_{number}"))
            turns[conversation, number] = (lower["question"], lower["rewrite"], list(lower["history"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SetError(f"{path}, line {line}: no CANARD turn: {error!r}") from error
    corpus, places = Corpus(), {}
    for (conversation, number), (_, _, history) in turns.items():
        if answer := _answer(turns.get((conversation, number + 1))):
            article = Article(answer, title=": ".join(history[:2]), url=f"canard:{conversation}/{number}")
            corpus.add(article)
            places[conversation, number] = Gold(article.id, answer, 0)
    questions = []
    for (conversation, number), gold in places.items():
        text, rewrite, history = turns[conversation, number]
        asked = (": ".join(history[:2]), *history[2::2])
        told = (Gold(""), *(places.get((conversation, turn), Gold("")) for turn in range(1, len(asked))))
        questions.append(
            Question(
                f"{conversation}_{number}",
                text,
                (gold.quote,),
                _half(conversation),
                (gold,),
                history=asked,
                standalone=rewrite,
                told=told,
            )
        )
    return QuestionSet(set_name(path), "canard", questions, corpus=corpus)


def _half(conversation: str) -> str:
    """By the hash that the conversation's name holds, or by one of the name; it is the same for a whole article."""
    name = conversation.removeprefix("C_").rpartition("_")[0] or conversation
    first = name[0] if re.fullmatch("[0-9a-f]{32}", name) else hashlib.sha256(name.encode()).hexdigest()[0]
    return FIRST_HALF if first in "01234567" else SECOND_HALF


def _answer(later: tuple[str, str, Sequence[str]] | None) -> str:
    """The answer to a question as the next turn's history gives it; "" when there is none."""
    answer = later[2][-1].strip() if later and len(later[2]) >= 4 else ""
    return "" if answer in _NO_ANSWER else answer
