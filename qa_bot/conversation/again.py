"""Again: the last question put once more, of something else or for something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from qa_bot.conversation.antecedent import REACH
from qa_bot.conversation.grammar import DEMONSTRATIVES, DETERMINERS, POSSESSIVE, PREPOSITIONS, PRONOUNS, plain
from qa_bot.conversation.names import definites, names
from qa_bot.conversation.topic import parted
from qa_bot.conversation.turn import Turn, split
from qa_bot.periods import find_periods

_NUMBERED = re.compile(r"(?:the )?(?P<which>first|second|third|other|last|latter|former)(?: one)?\Z", re.IGNORECASE)
_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "other": 1, "last": -1, "latter": -1}
#: Time words are only looked for, not dated.
_ANY_DAY = date(2000, 12, 31)
#: With what a subject may begin that is no name.
_SUBJECTS = PRONOUNS | DETERMINERS | DEMONSTRATIVES | POSSESSIVE


def instead(what: str, turns: Sequence[Turn]) -> str:
    """The last question put again, of something else."""
    last = turns[0]
    preposition, _, rest = what.partition(" ")
    if preposition.lower() in (*PREPOSITIONS, "according") and rest:
        return _elsewhere(preposition, what, last)
    replaced = _replaceable(last.question, last.known, what)
    if numbered := _NUMBERED.match(what):
        what = _listed(_PLACES[numbered["which"].lower()], replaced, turns)
        if not what:
            return last.question + "?"
    if not replaced:
        return f"{last.question} ({what})?"
    what = re.sub(r"[’']s\Z", "", what)
    return re.sub(rf"(?<!\w){re.escape(replaced)}(?!\w)", lambda _: what, last.question, count=1) + "?"


def _elsewhere(preposition: str, what: str, last: Turn) -> str:
    """The last question with "in Germany" in place of what it had behind the same word, or at its end."""
    text, about = parted(last.question)
    said = find_periods(what, _ANY_DAY)
    if said:
        there = [text[each.start : each.end] for each in find_periods(text, _ANY_DAY)]
    else:
        there = [*names(text, last.known), *definites(text, last.known)]
    for phrase in sorted(there, key=len, reverse=True):
        behind = "" if said else rf"{re.escape(preposition)}\s+(?:to\s+)?(?:the\s+)?"
        found = re.compile(rf"(?<!\w){behind}{re.escape(phrase)}(?!\w)", re.IGNORECASE)
        if found.search(text):
            text = found.sub(lambda _: what, text, count=1)  # what was typed is no pattern
            break
    else:
        text = f"{text} {what}"
    return f"{text}{about}?"


def _listed(place: int, name: str, turns: Sequence[Turn]) -> str:
    """The name at that place of the last list in which ``name`` stood; "" when there is none."""
    for turn in turns[:REACH]:
        for text in (turn.answer.text if turn.answer.answered else "", turn.question):
            found = names(text, turn.known)
            if name in found and len(found) > max(place, 1):
                return found[place]
    return ""


def _replaceable(question: str, known: str, what: str) -> str:
    """What of the question ``what`` can take the place of: of "the engineer", the first that is called so too.

    Of several names it is the last that is not behind a preposition: "in Germany" is asked for with its "in".
    """
    described = definites(question, known) if what[:4].lower() == "the " else []
    if described:
        return described[0]
    found = names(question, known)
    bare = [
        name
        for name in found
        if plain(question[: question.index(name)].rstrip().rpartition(" ")[2]) not in PREPOSITIONS
    ]
    return (bare or found or [""])[-1]


def of_last(asked: str, last: Turn) -> str:
    """The last question put again with another question word: "By when", of who gave the order."""
    asked = re.sub(r"\s+(?:exactly|else)\Z", "", asked)
    own, about = parted(last.question)
    old, helped, rest = split(own)
    asked = asked[:1].upper() + asked[1:]
    if not old:
        return f"{asked} ({last.question})?"
    if helped:
        wanted = re.search(r"\b(?:what|which|who|whom)\b", old, re.IGNORECASE)  # the gap that the answer fills
        counted = re.search(r"\b(?:many|much|which|what)(?:\s+(?P<things>.+))?\Z", old, re.IGNORECASE)
        subject = rest.partition(" ")[0].lower() in _SUBJECTS or rest.startswith(tuple(names(rest)))
        if counted and not subject and helped.lower() not in ("do", "does", "did"):
            # What was asked for is the subject: "by when are jobs to go", of how many are.
            things = counted["things"] or ("it" if "much" in old.lower() else "people")
            return f"{asked} {helped} {things} {rest}{about}?"
        filled = last.phrase if last.answer.answered else last.described
        answer = (f" {filled}" if wanted else f" ({filled})") if filled else ""
        return f"{asked} {helped} {rest}{answer}{about}?"
    return f"{asked} was it that {last.statement}?"
