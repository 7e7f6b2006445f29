"""The closed classes of English words that a follow-up is told by; open classes are left to the articles."""

from __future__ import annotations

import re

#: A word with its hyphens and apostrophes, a number with its points.
WORD = re.compile(r"\d[\d.,]*\d|\w+(?:[-’'.]\w+)*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HE = _words("he him his himself")
SHE = _words("she her hers herself")
IT = _words("it its itself")
THEY = _words("they them their theirs themselves")
PRONOUNS = HE | SHE | IT | THEY
POSSESSIVE = _words("his her its their theirs hers")
DEMONSTRATIVES = _words("this that these those")
ASKING = _words("who whom whose what which when where why how")
AUXILIARIES = _words(
    "is are was were be been being am did do does done has have had can could will would shall should may might must"
)
PREPOSITIONS = _words(
    "about above across after against along among around at before behind below beneath beside besides between beyond "
    "by despite during except for from in inside into near of off on onto out outside over past regarding since "
    "through throughout till to toward towards under until up upon with within without down back away"
)
DETERMINERS = _words("the a an any some each every no all both another other")
OTHERS = _words(
    "and but so or nor if whether because although though while as than that then there here not n't very too also "
    "just only even still yet already again ever never more most much many few less least else instead exactly i you "
    "we us me my your our please it's that's what's who's where's when's didn't doesn't don't wasn't weren't isn't "
    "aren't hasn't haven't hadn't won't wouldn't can't couldn't yes"
)
#: Everything that carries no meaning of its own.
FUNCTION = PRONOUNS | DEMONSTRATIVES | ASKING | AUXILIARIES | PREPOSITIONS | DETERMINERS | OTHERS


def plain(word: str) -> str:
    """The word in small letters, without a possessive ending."""
    return re.sub(r"[’']s?\Z", "", word.replace("’", "'").lower())


def content(text: str) -> list[str]:
    """The words of ``text`` that carry meaning, in small letters."""
    return [word for word in map(plain, WORD.findall(text)) if word not in FUNCTION]


def possessive(name: str) -> str:
    """The name as an owner: "Maren Lines'", "Ada's"."""
    return name if re.search(r"[’']s?\Z", name) else name + ("'" if name.endswith("s") else "'s")
