"""Names and noun phrases in a text, found by capitals, determiners and what the articles repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_bot.conversation.grammar import FUNCTION, WORD, plain
from qa_bot.periods import MONTH, WEEKDAY

_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][\w.&-]*(?:[’'](?!s\b)\w+)*)"
#: Between two words of a name, which may be broken into two lines but not into two paragraphs.
_GAP = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"
_NAME = re.compile(
    rf"(?<![\w’']){_CAPITAL}"
    rf"(?:{_GAP}(?:(?:of|de|van|von|der|den|da|du|di|la|le|el|al|bin|ibn|&){_GAP}(?:the{_GAP})?)?{_CAPITAL}"
    rf"|{_GAP}\d{{1,4}}\b)*"
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?:]\s|\n)[\s“\"‘'(]*\Z")
_DEFINITE = re.compile(r"\bthe\s+(?=((?:[\w’'-]+\s+){0,4}[\w’'-]+))", re.IGNORECASE)
_DO = re.compile(r"\b(?:did|does|do)\s+\Z", re.IGNORECASE)
#: Written with a capital where a sentence begins with it.
NUMBER_WORD = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundreds?|thousands?|dozens?|half|both)",
    re.IGNORECASE,
)
#: Letters of the longest abbreviation before a name: "Capt. Berg".
_ABBREVIATED = 4
_DAYS = re.compile(rf"{WEEKDAY}|{MONTH}")
#: "The Port Lavel dockers": a plural behind a name belongs to it, where no verb form of the present is likely.
_PLURAL = re.compile(r"\A[a-z-]+(?:ers|ors|ists|ians|als|ies|ants|ents)\Z")
_VERB = re.compile(r"[a-z]+(?:ing|ed)")
#: What may stand before a person's name, and is not part of it when the name is used again.
TITLES = ("mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lady", "captain", "president", "minister")


def names(text: str, known: str = "") -> list[str]:
    """Capitalised phrases of ``text`` in order, each once; days and months are none.

    The first word of a sentence counts only with a second one, or when ``known`` (other text about the same) writes
    it with a capital inside a sentence too.
    """
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        start, name = match.start(), match.group().rstrip(".&-")
        if _SENTENCE_START.search(text[:start]):
            words = name.split()
            while words and plain(words[0]) in FUNCTION:
                words = words[1:]
            alone = len(words) == 1 and len(words) == len(name.split())
            if alone and not re.search(rf"[a-z,;] (?:“|‘)?{re.escape(words[0])}\b", known):
                continue
            name = " ".join(words)
        name = _one_sentence(name)
        if (
            name
            and not _DAYS.fullmatch(first := plain(name.split()[0]))
            and first not in FUNCTION
            and not name.isdecimal()
            and not NUMBER_WORD.fullmatch(name)
        ):
            found.setdefault(name)
    return list(found)


def _one_sentence(name: str) -> str:
    """What of it ends with its sentence: "Kim" of "Kim. The minister", all of "St. Mary" and of "J. Berg"."""
    words = name.split(" ")
    for at in range(1, len(words)):
        before = words[at - 1]
        if before.endswith(".") and (plain(words[at]) in FUNCTION or len(before.replace(".", "")) > _ABBREVIATED):
            return " ".join(words[:at]).rstrip(".")
    return name


def definites(text: str, known: str = "") -> list[str]:
    """Noun phrases of ``text`` that begin with "the", each as long as ``known`` has it or as its words allow."""
    found: dict[str, None] = {}
    for match in _DEFINITE.finditer(text):
        words = list(_up_to_function_word(match.group(1)))
        if len(words) > 1 and _DO.search(text[: match.start()]):  # "did the dockers walk out": the verb comes last
            words.pop()
        if words:
            found.setdefault("the " + " ".join(_chunk(words, known)))
    return list(found)


def _up_to_function_word(text: str) -> Iterator[str]:
    for word in text.split():
        if plain(word) in FUNCTION:
            return
        yield word
        if re.search(r"[’']s?\Z", word) is None and not WORD.fullmatch(word):
            return


def _chunk(words: list[str], known: str) -> list[str]:
    """The noun phrase that the words begin with.

    No grammar here tells where it ends and its verb begins. What tells is that ``known`` uses a word as a noun, behind
    a determiner; without that, names keep what they are and two words stay together.
    """
    named = next((at for at, word in enumerate(words) if word[0].isupper()), len(words))
    for size in range(len(words), 1, -1):
        last = words[size - 1]
        if any(_VERB.fullmatch(word) for word in words[named + 1 : size]):  # "the actor Ada Finch leaving Elmstead"
            continue
        peopled = words[size - 2][0].isupper() and _PLURAL.match(last)
        if (
            last[0].isupper()
            or peopled
            or re.search(rf"\b(?i:the|an?|its|their|his|her|of|\w+[’']s?) (?:\w+ )?{re.escape(last)}\b", known)
        ):
            return words[:size]
    capitals = [at for at, word in enumerate(words) if word[0].isupper()]
    if not capitals:
        return words[: 1 if len(words) > 2 else len(words)]
    end = capitals[0] + 1
    while end in capitals:
        end += 1
    return words[:end]
