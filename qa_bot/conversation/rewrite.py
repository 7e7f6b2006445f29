"""Rewrite: a follow-up as a question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.conversation.antecedent import REACH, antecedent, full_name, placed
from qa_bot.conversation.grammar import content, possessive
from qa_bot.conversation.names import definites, names
from qa_bot.conversation.reference import references
from qa_bot.conversation.turn import Turn, split

_CONNECTIVE = re.compile(r"\A\W*(?:and|but|so|then|ok|okay|well)\b[\s,]*", re.IGNORECASE)
#: "What about Germany?", "and in Germany?", "no, I meant Germany".
_ABOUT = re.compile(
    r"\W*(?:(?:and|but|so|ok|okay)\W+)?"
    r"(?:(?:what|how) about|(?:no|not that)\W+(?:i (?:mean|meant)\W+)?|i (?:mean|meant))\s*(?P<what>.+?)\W*\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:the )?(?P<which>first|second|third|other|last|latter|former)(?: one)?\Z", re.IGNORECASE)
_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "other": 1, "last": -1, "latter": -1}
#: A question that only asks for more of the last one: "By when?", "Where exactly was that?", "On what day?"
_BARE = re.compile(
    r"\W*(?P<asked>(?:\w+\s+)?(?:who|whom|what|which|when|where|why|how)"
    r"(?:\s+(?:exactly|many|much|long|else|day|date|year|month|time|country|city|place|reason))*)"
    r"(?:\s+(?:is|was|were|are)\s+(?:that|this|it))?\W*\Z",
    re.IGNORECASE,
)


#: What ``topical`` makes of a question.
_TOPIC = re.compile(r"\A(?P<own>.+[^()\s]) \([^()]+\)\?\Z")


def rewrite(question: str, turns: Sequence[Turn]) -> str:
    """The question with what it leaves out put in from ``turns``, the latest first."""
    if about := _ABOUT.match(question):
        return _instead(about["what"], turns)
    shown = _CONNECTIVE.sub("", question, count=1).strip()
    if bare := _BARE.match(shown):
        return _of_last(bare["asked"], turns[0])
    shown = in_full(_substituted(shown, turns), turns)
    shown = shown[:1].upper() + shown[1:]
    return _with_topic(shown, turns)


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
        put = possessive(text) if reference.owner else placed(text, turns) if there else text
        changes.append((reference.start, reference.end, put))
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


def _with_topic(question: str, turns: Sequence[Turn]) -> str:
    """The question with the topic behind it when it names nothing that was spoken of."""
    spoken = {word for turn in turns[:REACH] for m in turn.mentions if m.named for word in content(m.text)}
    if spoken & set(content(question)) or any(m.sort and m.text in question for t in turns[:REACH] for m in t.mentions):
        return question
    said = set(content(question))
    topic = [text for text in _topic(turns) if not said.issuperset(content(text))]
    return topical(question, topic) if topic else question


def topical(question: str, topic: Sequence[str]) -> str:
    """The question with what it is about behind it: "How many were hurt (Norvik tunnel)?"."""
    return f"{question.rstrip(' ?!.')} ({', '.join(topic)})?"


def without_topic(full: str) -> str:
    """A rewritten question less the topic that was only put behind it; "" where nothing was."""
    found = _TOPIC.match(full)
    return f"{found['own']}?" if found else ""


def _topic(turns: Sequence[Turn]) -> list[str]:
    """What the conversation is about: the two mentions that weigh most over the last turns."""
    weights: dict[str, float] = {}
    for age, turn in enumerate(turns[:REACH]):
        for mention in turn.mentions:
            if mention.sort:  # a question is no topic
                continue
            weight = mention.weight / (1 + age) * (1.0 if mention.named else 0.5)
            weights[mention.text] = weights.get(mention.text, 0.0) + weight
    best = sorted(weights, key=lambda text: -weights[text])
    return [text for text in best if not any(text != other and text in other for other in best)][:2]


def _instead(what: str, turns: Sequence[Turn]) -> str:
    """The last question put again, of something else."""
    last = turns[0]
    replaced = _replaceable(last.question, last.known, what)
    if numbered := _NUMBERED.match(what):
        what = _listed(_PLACES[numbered["which"].lower()], replaced, turns)
        if not what:
            return _with_topic(last.question + "?", turns)
    what = re.sub(r"^(?:in|at|for|with|from)\s+", "", what)
    if not replaced:
        return f"{last.question} ({what})?"
    return re.sub(rf"(?<!\w){re.escape(replaced)}(?!\w)", what, last.question, count=1) + "?"


def _listed(place: int, name: str, turns: Sequence[Turn]) -> str:
    """The name at that place of the last list in which ``name`` stood; "" when there is none."""
    for turn in turns[:REACH]:
        for text in (turn.answer.text if turn.answer.answered else "", turn.question):
            found = names(text, turn.known)
            if name in found and len(found) > max(place, 1):
                return found[place]
    return ""


def _replaceable(question: str, known: str, what: str) -> str:
    """What of the question ``what`` can take the place of: of "the engineer", the first that is called so too."""
    described = definites(question, known) if what[:4].lower() == "the " else []
    found = names(question, known)
    return described[0] if described else found[-1] if found else ""


def _of_last(asked: str, last: Turn) -> str:
    """The last question put again with another question word: "By when", of who gave the order."""
    asked = re.sub(r"\s+(?:exactly|else)\Z", "", asked)
    old, helped, rest = split(last.question)
    asked = asked[:1].upper() + asked[1:]
    if not old:
        return f"{asked} ({last.question})?"
    if helped:
        wanted = re.search(r"\b(?:what|which|who|whom)\b", old, re.IGNORECASE)  # the gap that the answer fills
        filled = last.phrase if last.answer.answered else last.described
        answer = (f" {filled}" if wanted else f" ({filled})") if filled else ""
        return f"{asked} {helped} {rest}{answer}?"
    return f"{asked} was it that {last.statement}?"
