"""Rewrite: a follow-up as a question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.conversation.again import instead, of_last
from qa_bot.conversation.antecedent import PLURAL, antecedent, full_name, placed
from qa_bot.conversation.grammar import (
    ASKING,
    AUXILIARIES,
    FUNCTION,
    PREPOSITIONS,
    PRONOUNS,
    WORD,
    plain,
    possessive,
)
from qa_bot.conversation.names import names
from qa_bot.conversation.reference import references
from qa_bot.conversation.topic import with_topic
from qa_bot.conversation.turn import Turn

_CONNECTIVE = re.compile(r"\A\W*(?:and|but|so|then|ok|okay|well)\b[\s,.;:!–-]*", re.IGNORECASE)
#: "What about Germany?", "no, I meant Germany".
_ABOUT = re.compile(
    r"\W*(?:(?:and|but|so|ok|okay)\W+)?(?:(?:what|how) about"
    r"|(?:no|not that|sorry)\W+(?:(?:sorry|wait)\W+)?(?:i (?:mean|meant)\b)?|i (?:mean|meant)\b)\W*(?P<what>.+?)\W*\Z",
    re.IGNORECASE,
)
#: "And in Germany?", "and the insurer?": no verb, no question.
_FRAGMENT = re.compile(r"\W*(?:and|but|or|also)\b[\s,]*(?P<what>.+?)\W*\Z", re.IGNORECASE)
_FRAGMENT_WORDS = 6
_OWNED = re.compile(r"\s+([\w’'-]+)")
_CLAUSE = re.compile(r"\b(?:that|who)\b")
#: "Whats his name".
_RUN_TOGETHER = re.compile(r"\b(what|who|where|when|how)(s)\b", re.IGNORECASE)
#: "And the law, what does it do?", "What does it give, the treaty?"
_ASKS = rf"(?:{'|'.join(sorted(ASKING))})"
_BEFORE = re.compile(
    rf"\W*(?:(?:and|but|so|ok|okay)\s+)?(?:(?:what|how) about\s+)?(?P<what>(?!{_ASKS}\b)[^,.?]{{3,60}})[,.]\s+"
    rf"(?P<asked>{_ASKS}\b.+?)\W*\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"\W*(?:(?:and|but|so|ok|okay)\s+)?(?P<asked>{_ASKS}\b[^,?]+),\s+(?P<what>(?:the|his|her|its|their|these|those)\s+"
    r"[\w’'-]+(?:\s+[\w’'-]+)?)\W*\Z",
    re.IGNORECASE,
)
#: A question that only asks for more of the last one: "By when?", "Where exactly was that?", "On what day?"
_BARE = re.compile(
    r"\W*(?P<asked>(?:\w+\s+)?(?:who|whom|what|which|when|where|why|how)"
    r"(?:\s+(?:exactly|many|much|long|else|day|date|year|month|time|country|city|place|reason))*"
    r"|(?:on|in|at|to|from|by|for|with|against|under|behind)\s+(?:which|what|whose)\s+[\w’'-]+)"
    r"(?:\s+(?:is|was|were|are)\s+(?:that|this|it)(?:\s+exactly)?)?\W*\Z",
    re.IGNORECASE,
)


#: A question of its own: it begins with its question word, or has one behind a full stop.
_QUESTION = re.compile(rf"(?:\A|[.;:!]\s+)(?:{'|'.join(sorted(ASKING))})\b(?! about)", re.IGNORECASE)


def rewrite(question: str, turns: Sequence[Turn]) -> str:
    """The question with what it leaves out put in from ``turns``, the latest first."""
    question = _in_order(_RUN_TOGETHER.sub(r"\1'\2", question, count=1))
    if about := _ABOUT.match(question) or _fragment(question):
        if _QUESTION.search(about["what"]):  # "no, I meant when he left"
            return rewrite(about["what"] + "?", turns)
        if {plain(word) for word in WORD.findall(about["what"])} & PRONOUNS:  # "no, I meant her job"
            return _substituted(about["what"], turns) + "?"
        return instead(about["what"], turns)
    shown = _CONNECTIVE.sub("", question, count=1).strip()
    if bare := _BARE.match(shown):
        return of_last(bare["asked"], turns[0])
    shown = in_full(_substituted(shown, turns), turns)
    shown = shown[:1].upper() + shown[1:]
    return with_topic(shown, turns)


def _in_order(question: str) -> str:
    """The question with what was put before or behind it in its place: "And the law, what does it do?"."""
    if found := _BEFORE.match(question) or _BEHIND.match(question):
        asked, what = found["asked"], found["what"]
        if what.partition(" ")[0].lower() in PREPOSITIONS:
            return f"{asked} {what}?"
        free = [each for each in references(asked) if each.kind not in ("definite", "there")]
        many = bool(PLURAL.search(what))
        if free:
            its = next((each for each in free if (each.kind == "they") == many), free[0])
            put = possessive(what) if its.owner else what
            return f"{asked[: its.start]}{put}{asked[its.end :]}?"
    return question


def _fragment(question: str) -> re.Match[str] | None:
    """What stands in "and in Germany?", None in a question of its own."""
    found = _FRAGMENT.match(question)
    if not found or len(found["what"].split()) > _FRAGMENT_WORDS:
        return None
    words = {plain(word) for word in WORD.findall(found["what"])}
    return None if words & (ASKING | AUXILIARIES | PRONOUNS) or not words - FUNCTION else found


def _substituted(question: str, turns: Sequence[Turn]) -> str:
    """The question with each kind of reference replaced once by what it points to."""
    changes: list[tuple[int, int, str]] = []
    taken: list[str] = []
    kinds: set[str] = set()
    for reference in references(question):
        if reference.kind in kinds or reference.bound or any(reference.start < end for _, end, _ in changes):
            continue
        if reference.kind == "that":
            continue
        text = antecedent(reference, turns, taken)
        if not text or text.lower() in question.lower():
            continue
        taken.append(text)
        if reference.kind != "definite":
            kinds.add(reference.kind)
        there = reference.kind == "there"
        put = (
            possessive(text)
            if reference.owner
            else placed(text, turns, question[: reference.start].rstrip())
            if there
            else text
        )
        end = reference.end
        owned = _OWNED.match(question, end) if reference.owner and _CLAUSE.search(text) else None
        if owned:  # "the boss of the firm that owns it", and not "the firm that owns it's boss"
            put, end = f"the {owned[1]} of {text}", owned.end()
        changes.append((reference.start, end, put))
    for start, end, put in reversed(changes):
        if put[:4].lower() == "the " and question[:start].lower().endswith("the "):
            put = put[4:]
        question = question[:start] + put + question[end:]
    return question


def in_full(question: str, turns: Sequence[Turn]) -> str:
    """The question with names of one word as they were given before: "Did Veitch say so?" with his first name."""
    for name in names(question):
        if longer := full_name(name, turns):
            question = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", longer, question, count=1)
    return question
