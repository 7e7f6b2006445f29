"""Antecedent: which of the things spoken of a reference points to."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from qa_bot.conversation.grammar import ASKING, PREPOSITIONS, content, plain
from qa_bot.conversation.names import TITLES
from qa_bot.conversation.reference import Kind, Reference
from qa_bot.conversation.turn import Mention, Turn

#: Earlier turns that a question may point back to; each one further away counts less by so much.
REACH = 4
_DISTANCE = 0.6
#: Characters after a name within which "he" or "she" tells whose it is.
_NEAR = 120
#: What names lose that only tell which person, place or thing is meant.
_INSIDE = 1.5
PLURAL = re.compile(
    r"(?:[^s]s|people|men|women|children|police|band|team|group|company|government|union|orchestra|crew|army|party|staff"
    r"|council|committee|family|jury|board|club|firm)\Z",
    re.IGNORECASE,
)
#: How well what a question asked for goes with a pronoun, told by how it asked.
_FITS: dict[str, dict[str, float]] = {
    "person": {"he": 2.0, "she": 2.0, "it": -3.0, "they": -0.5, "there": -3.0},
    "place": {"he": -4.0, "she": -4.0, "it": -3.0, "they": -3.0, "there": 2.0},
    "count": {"he": -4.0, "she": -4.0, "it": -1.5, "they": 1.5, "there": -2.0},
    "thing": {"he": -4.0, "she": -4.0, "it": 0.0, "they": 0.0, "there": 0.0},
}
#: By what they do: "the driver", "the minister", "the policeman".
_SOMEBODY = re.compile(
    r"(?:er|or|ist|ian|man|woman|boy|girl|pilot|judge|chief|boss|head|captain|king|queen|pope|nurse|coach)\Z"
)
_HE, _SHE = (
    re.compile(r"(?:\b|[a-z])(?<!wo)(?:man|boy|king|father|brother|son)\Z"),
    re.compile(r"(?:woman|girl|queen|mother|sister|daughter)\Z"),
)
_SAID = r"(?:said|says|told|added|argued|warned|wrote|called|resigned|married|born|who)"
_GOING = re.compile(
    r"\b(?:go|goes|going|went|gone|come|comes|coming|came|travel\w*|fly|flew|flown|drive|drove|move|moved|moving"
    r"|return\w*|sent|taken|brought)\Z",
    re.IGNORECASE,
)
_PLACED = re.compile(r"\b(?:in|at|near|from|to|into|outside|off)\s+(?:the\s+)?\Z")


def antecedent(reference: Reference, turns: Sequence[Turn], taken: Collection[str] = ()) -> str:
    """What the reference points to, as it can stand in a question; "" when nothing fits.

    ``turns`` are the last ones, the latest first. ``taken`` are antecedents of other references of the question.
    """
    if reference.kind == "definite":
        found = _described(reference.noun, turns)
        return "" if any(_one(found, other) for other in taken) else found
    best, highest = "", 0.5
    told = [mention.text for turn in turns[:REACH] for mention in turn.mentions if mention.sort]
    for age, turn in enumerate(turns[:REACH]):
        inside = " ".join(text for text in told if text in turn.question)
        for mention in turn.mentions:
            if mention.text in taken or _part(mention, turn):
                continue
            score = mention.weight - _DISTANCE * age + _agreement(reference.kind, mention, turn, turns[age:REACH])
            score += 0.5 * any(mention.text in other.question for other in turns[age + 1 : REACH])
            if mention.sort:  # spoken of again since
                score += _DISTANCE * (
                    age - min(at for at in range(age + 1) if at == age or mention.text in turns[at].question)
                )
            elif mention.text in inside:  # "the Labour Front" of "the person who leads the Labour Front"
                score -= _INSIDE
            if score > highest:
                best, highest = mention.text, score
    return best


def _part(mention: Mention, turn: Turn) -> bool:
    """Whether the mention is only part of a longer one: "Orrel" of "the Orrel dam"."""
    return mention.weight <= 1.0 and any(
        mention.text != other.text and f" {mention.text} " in f" {other.text} " for other in turn.mentions
    )


def _one(found: str, other: str) -> bool:
    """Whether both may name one thing: "Mr Veitch" and "Lorcan Veitch"."""
    mine, its = (set(content(text)) - set(TITLES) for text in (found, other))
    return bool(mine) and (mine <= its or its <= mine)


def _agreement(kind: Kind, mention: Mention, turn: Turn, before: Sequence[Turn]) -> float:
    """How well a mention of ``turn`` goes with a pronoun: positive for, negative against."""
    if mention.sort:
        return _FITS[mention.sort].get(kind, 0.0)
    he, she, place = evidence(mention, "\n".join(dict.fromkeys(each.known for each in before)))
    who = mention.named and any(each.asks_who and mention.text in each.phrase for each in before)
    if kind in ("he", "she"):
        person = min(2.0, he + she + 2.0 * who) - min(2.0, place)
        mine, other = (he, she) if kind == "he" else (she, he)
        thing = not mention.named or mention.text[:4].lower() == "the "
        somebody = he + she > 0 if thing else place <= he + she + 2.0 * who
        return (person if somebody else -3.0) + (1.0 if mine > other else -2.0 if other > mine else 0.0)
    person = min(2.0, he + she + 1.2 * who) - min(2.0, place)  # a firm or a band is asked for with "who" too
    if kind == "they":
        many = bool(PLURAL.search(mention.text)) or " and " in mention.text
        one = not many and mention.text[:4].lower() == "the " and mention.text.split()[-1].islower()
        return (1.5 if many else -1.5 if one else 0.0) - 0.5 * max(0.0, person) - 0.3 * min(2.0, place)
    if kind == "there":
        return 0.5 * min(2.0, place) - max(0.0, person) - (0.0 if place else 1.5)
    return (
        -max(0.0, person)
        - 0.3 * min(2.0, place)
        - (1.5 if re.search(r"[^s’']s\Z", mention.text) and not mention.named else 0.0)
    )


def placed(text: str, turns: Sequence[Turn], before: str = "") -> str:
    """The place with the preposition that the articles put before it: "in Brack", "at the Lindenhof hotel".

    ``before`` is what stands in front of it: one goes "to" a place, and "from" it.
    """
    if text.startswith("where ") or plain(before.rpartition(" ")[2]) in PREPOSITIONS:
        return text
    if _GOING.search(before):
        return f"to {text}"
    known = "\n".join(turn.known for turn in turns[:REACH])
    counts = {word: len(re.findall(rf"\b{word} {re.escape(text)}\b", known)) for word in ("at", "in", "on")}
    return f"{max(counts, key=lambda word: counts[word])} {text}"


def evidence(mention: Mention, known: str) -> tuple[float, float, float]:
    """What the text says of a name or of somebody described: (a man, a woman, a place), each 0 or more."""
    last = mention.text.split()[-1]
    if not mention.named and not _SOMEBODY.search(last):
        return 0.0, 0.0, 0.0
    he, she, place = float(bool(_HE.search(last))), float(bool(_SHE.search(last))), 0.0
    first = mention.text[: -len(last)]
    called = last if last[0].isupper() else re.sub(r"\A[Tt]he ", "", mention.text)
    for match in re.finditer(rf"(?<!\w){re.escape(called)}\b(?:[’']s)?", known):
        before, after = known[max(0, match.start() - 60) : match.start()], known[match.end() : match.end() + _NEAR]
        before = before.removesuffix(first)  # "at" of "at Moor Castle"
        if _PLACED.search(before):
            place += 1
            continue
        if before.endswith((" of ", " of the ")):  # "the head of Halden Mills, said": speaks of somebody else
            continue
        title = plain(before.split()[-1]).rstrip(".") if before.split() else ""
        he += title == "mr" or bool(re.search(r"\bMr\.? [\w’'-]*\s?\Z", before))
        she += title in ("ms", "mrs", "miss")
        said = 0.5 * bool(re.match(rf",? {_SAID}\b|, \d\d,", after)) + 0.5 * (title in TITLES)
        man, woman = (re.search(pattern, after) for pattern in (r"\b(?:he|his|him)\b", r"\b(?:she|her)\b"))
        if man and (not woman or man.start() < woman.start()):
            he += 0.3 + said
        elif woman:
            she += 0.3 + said
        else:
            he += said / 2
            she += said / 2
    return he, she, place


def _described(noun: str, turns: Sequence[Turn]) -> str:
    """What "the <noun>" is: what was asked for as such, a longer phrase that ends so, or a name that it goes with."""
    for turn in turns[:REACH]:
        if noun in turn.asked_nouns:
            if turn.described and not turn.answer.answered:
                return turn.described
            if turn.phrase and any(m.named and m.text in turn.phrase for m in turn.mentions):
                return turn.phrase
        for mention in turn.mentions:
            if (
                mention.head == noun
                and " and " not in mention.text
                and len(mention.text.split()) > (1 if mention.named else 2)
            ):
                return (
                    mention.text if not mention.named or mention.text[:4].lower() == "the " else f"the {mention.text}"
                )
        owned = re.compile(rf"\b[A-Z][\w-]*[’']s (?:[\w-]+ ){{0,2}}{re.escape(noun)}\b")
        if (found := owned.search(turn.text)) and plain(found.group().split()[0]) not in ASKING:
            return found.group()
        for mention in turn.mentions:
            if mention.named and _goes_with(mention.text, noun, turn.known):
                return mention.text
    return ""


def _goes_with(name: str, noun: str, known: str) -> bool:
    """Whether the text calls the name so: "the ferry Maribel", "the Maribel, a ferry", "Minister Ada Finch"."""
    name, noun = re.escape(name), rf"{re.escape(noun)}(?![’'-])"
    near = r"(?:[\w’'-]+ ){0,3}"
    return bool(
        re.search(rf"\b{noun},? (?:Mr |Ms |Mrs |Dr |the )?{name}\b", known, re.IGNORECASE)
        or re.search(rf"\b{name}, (?:the|a|an|its|their) {near}{noun}\b", known, re.IGNORECASE)
        or re.search(rf"\b{noun} of {near}?, {name}\b", known, re.IGNORECASE)
    )


def full_name(word: str, turns: Sequence[Turn]) -> str:
    """The longer name that was used before for a name of one word; "" when there is none, or several."""
    found = {
        mention.text
        for turn in turns[:REACH]
        for mention in turn.mentions
        if mention.named and mention.weight >= 2 and _longer(word, mention.text)
    }
    return found.pop() if len(found) == 1 else ""


def _longer(word: str, name: str) -> bool:
    parts = name.split()
    return (
        2 <= len(parts) <= 4
        and word in parts
        and parts[0][0].isupper()
        and all(part[0].isupper() or len(part) <= 3 for part in parts)
    )
