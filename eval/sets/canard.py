"""CANARD: follow-up questions of conversations, each with its stand-alone rewrite.

Source: Elgohary, Peskov and Boyd-Graber, "Can You Unpack That? Learning to Rewrite Questions-in-Context" (EMNLP
2019), https://github.com/aagohary/canard. The set has no articles. What it can measure is whether the right text is
found for a follow-up: each answer that a later turn's history repeats becomes an article of its own under the
conversation's title, and is the gold of the question it answered. Answers to the last question of a conversation are
not in the set, so those questions are left out, as are those whose answer was "I don't know" (CANNOTANSWER).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.articles import Corpus
from eval.errors import SetError
from eval.files import read_objects
from eval.questions import Gold, Question
from eval.sets import QuestionSet, set_name
from qa_bot import Article

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
    corpus, questions = Corpus(), []
    for (conversation, number), (text, rewrite, history) in turns.items():
        answer = _answer(turns.get((conversation, number + 1)))
        if answer:
            article = Article(answer, title=": ".join(history[:2]), url=f"canard:{conversation}/{number}")
            corpus.add(article)
            asked = (": ".join(history[:2]), *history[2::2])
            gold = (Gold(article.id, answer, 0),)
            name = f"{conversation}_{number}"
            questions.append(Question(name, text, (answer,), "follow-up", gold, history=asked, standalone=rewrite))
    return QuestionSet(set_name(path), "canard", questions, corpus=corpus)


def _answer(later: tuple[str, str, Sequence[str]] | None) -> str:
    """The answer to a question as the next turn's history gives it; "" when there is none."""
    answer = later[2][-1].strip() if later and len(later[2]) >= 4 else ""
    return "" if answer in _NO_ANSWER else answer
