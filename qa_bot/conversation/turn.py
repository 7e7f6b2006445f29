"""Turn: what an earlier answer brought into the conversation, and how strongly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from qa_bot.answer import Answer
from qa_bot.article import Article
from qa_bot.conversation.grammar import ASKING, AUXILIARIES, DETERMINERS, FUNCTION, PREPOSITIONS, PRONOUNS, WORD, plain
from qa_bot.conversation.names import NUMBER_WORD, definites, names
from qa_bot.units import find_unit

#: An answer of more words is a sentence: it is told about, not spoken of by itself.
_LONGEST_PHRASE = 8
#: Words of the longest question that is turned into a description, so that people can read what it is put into.
_LONGEST_DESCRIPTION = 10
_DO = ("do", "does", "did")
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|half)\b", re.I)
_SEVERAL = re.compile(r"[^\W\d],? and [^\W\d]")
_ASKED = re.compile(rf"\b(?:{'|'.join(ASKING | AUXILIARIES)})(?:[’']?s)?\b", re.IGNORECASE)
#: "Two dockers", "about 30 skiers": whoever was counted can be spoken of.
_COUNT = re.compile(
    rf"\A(?:[\w-]+\s+){{0,2}}(?:\d[\d.,]*|(?P<few>{NUMBER_WORD.pattern}))\s+(?P<things>[a-z][\w-]+s)\Z", re.IGNORECASE
)
_OWNER = re.compile(r"(the [^A-Z’']+)[’']s\b")
#: What "how many" counts, a plural that can be spoken of; "people" could be anybody.
_COUNTED = re.compile(r"\bhow\s+many\s+(?!people\b)((?:[\w’'-]+\s+)?[\w’'-]+[^s\W]s)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or noun phrase that was spoken of; ``weight`` says how much it was in the centre.

    ``sort`` is set where the question told what it is: "the person who gave the order", "where the painting was
    found", "the plant" of "which plant", "the soldiers" of "how many soldiers".
    """

    text: str
    weight: float
    named: bool
    sort: Literal["person", "place", "thing", "count", ""] = ""

    @property
    def head(self) -> str:
        """The last word of a noun phrase, in small letters."""
        found = WORD.findall(self.text)
        return plain(found[-1]) if found else ""


@dataclass(frozen=True)
class Turn:
    """One earlier answer of the conversation."""

    answer: Answer

    @property
    def question(self) -> str:
        """The question as it stood alone, without its question mark."""
        return self.answer.standalone.strip().rstrip("?!. ")

    @property
    def phrase(self) -> str:
        """The answer when it is short enough to be spoken of, else ""."""
        text = " ".join(self.answer.text.split()).strip(' .,;“”"')
        return text if self.answer.answered and len(text.split()) <= _LONGEST_PHRASE else ""

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """What was cited, or else what came nearest."""
        cited = [citation.article for citation in self.answer.citations]
        return tuple(dict.fromkeys(cited or [hit.passage.article for hit in self.answer.nearest[:1]]))

    @cached_property
    def known(self) -> str:
        """All text that tells how the things spoken of are named."""
        return "\n".join([self.question, self.answer.text, *(f"{a.title}\n{a.text}" for a in self.articles)])

    @property
    def text(self) -> str:
        """What was said: question, answer, quotes and titles."""
        said = self.answer.text if self.answer.answered else ""
        quotes = (citation.quote for citation in self.answer.citations[:1])
        return "\n".join([self.question, said, *quotes, *(article.title for article in self.articles[:1])])

    @property
    def asked_nouns(self) -> tuple[str, ...]:
        """By what the thing asked for can be called: "company" of "which company", "power" and "plant" of two words."""
        words = [plain(word) for word in split(self.question)[0].split()]
        return tuple(word for word in words[1:] if word not in FUNCTION) if words[:1] in (["which"], ["what"]) else ()

    @cached_property
    def described(self) -> str:
        """What was asked for in the words of the question: "the person who gave the order", "the power plant".

        "" where the question asks for nothing that can be spoken of so.
        """
        asked, helped, rest = split(self.question)
        words, first = [plain(word) for word in asked.split()], plain(rest.split()[0]) if rest else ""
        if (
            not first
            or not words
            or "(" in rest
            or first in PREPOSITIONS
            or "the person who" in rest
            or len(rest.split()) > _LONGEST_DESCRIPTION
            or "else" in (first, plain(rest.split()[-1]))
        ):
            return ""
        if self.asks_who:
            if not helped:
                return f"the person who {rest}"
            if plain(helped) in ("is", "was", "are", "were") and first == "the":
                return rest
            subject = first in DETERMINERS | PRONOUNS or rest[:1].isupper() or plain(helped) in _DO
            return "" if subject else f"the person who {helped} {rest}"  # "who had given the order"
        if len(words) > 1 and words[0] in ("which", "what") and words[1] not in FUNCTION:
            noun = "the " + asked.split(maxsplit=1)[1]
            return noun if helped else f"{noun} that {rest}"
        return ""

    @cached_property
    def where(self) -> str:
        """The place asked for in the words of the question: "where the delegations did meet"; "" where none was."""
        asked, helped, rest = split(self.question)
        if plain(asked) != "where" or not helped:
            return ""
        subject = next((noun for noun in (*self._nouns, *names(rest, self.known)) if rest.startswith(noun)), "")
        if subject == rest:  # "the painting found": without a word behind it, a noun phrase takes in the verb
            subject = subject.rpartition(" ")[0]
        verb = rest[len(subject) :].strip()
        return f"where {subject} {helped} {verb}" if subject and verb else ""

    @cached_property
    def _nouns(self) -> list[str]:
        return definites(self.question, "\n".join(article.text for article in self.articles))

    @property
    def asks_who(self) -> bool:
        """Whether a person was asked for."""
        return plain(split(self.question)[0].rpartition(" ")[2]) in ("who", "whom")

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Names and noun phrases, the most central first; each text once."""
        found: dict[str, Mention] = {}
        for mention in self._weighed():
            key = mention.text.lower()
            if key not in found or found[key].weight < mention.weight:
                found[key] = mention
        return tuple(sorted(found.values(), key=lambda mention: -mention.weight))

    def _weighed(self) -> Iterator[Mention]:
        phrase, person = self.phrase, ""
        if not self.answer.answered and self.described:
            person = self.described if self.asks_who else ""
            yield Mention(self.described, 2.2, False, "person" if self.asks_who else "thing")
        elif not self.answer.answered and self.where:
            yield Mention(self.where, 2.2, False, "place")
        if phrase and not _NUMBER.search(phrase):
            yield from (Mention(name, 3.0, True) for name in names(phrase, self.known) or names(f"x {phrase}"))
            yield from (Mention(noun, 1.5, False) for noun in definites(phrase, self.known))
        if (counted := _COUNT.match(phrase)) and not find_unit(counted["things"]):
            things = " ".join(filter(None, (counted["few"], counted["things"]))).lower()
            yield Mention(f"the {things}", 2.4, False, "count")
        if phrase and _SEVERAL.search(phrase):
            yield Mention(phrase, 2.5, False)
        if not _ASKED.search(self.question):  # key words: a topic, and perhaps a narrower one
            topics = enumerate(self.question.split(":"))
            yield from (Mention(topic.strip(), 2.6 - 0.6 * at, True) for at, topic in topics)
        nouns = self._nouns
        for at, name in enumerate(names(self.question, self.known)):
            yield Mention(name, 1.0 if any(name in noun for noun in (*nouns, person)) else 2.5 - 0.1 * at, True)
        for at, noun in enumerate(nouns):
            yield Mention(noun, (2.0 if noun == noun.lower() else 2.6) - 0.1 * at, noun != noun.lower())
            if owner := _OWNER.match(noun):  # "the driver" of "the driver's name"
                yield Mention(owner[1], 2.1 - 0.1 * at, False)
        if counted := _COUNTED.search(self.question):
            yield Mention(f"the {counted[1].lower()}", 1.2, False, "count")
        if not self.answer.answered:  # what an article says that does not answer the question was not spoken of
            return
        for citation in self.answer.citations[:1]:
            yield from (Mention(name, 1.0, True) for name in names(citation.quote, self.known))
        for article in self.articles[:1]:
            yield from (Mention(name, 0.8, True) for name in names(article.title, self.known))

    @property
    def statement(self) -> str:
        """What question and answer say together: "Yolanda Brisk gave the order to clear Brack"."""
        asked, helped, rest = split(self.question)
        phrase = self.phrase
        if not asked:
            return self.question
        if helped:
            return f"{rest}, {phrase}" if phrase else rest
        if NUMBER_WORD.match(phrase):
            phrase = phrase[0].lower() + phrase[1:]
        return f"{phrase or _somebody(asked)} {rest}".strip()


def past(turns: Sequence[Turn]) -> str:
    """What was said in the last two turns; ``turns`` are the latest first."""
    return "\n".join(turn.text for turn in turns[:2])


def known(turns: Sequence[Turn]) -> str:
    """What the articles of the last two turns say; ``turns`` are the latest first."""
    articles = dict.fromkeys(article for turn in turns[:2] for article in turn.articles)
    return "\n".join(f"{article.title}\n{article.text}" for article in articles)


def split(question: str) -> tuple[str, str, str]:
    """(question phrase, auxiliary, rest) of a question; the phrase is "" when none begins it.

    "Which power plant does the coalition want to close" gives ("Which power plant", "does", "the coalition want to
    close"). A question about its own subject has no auxiliary: ("Who", "", "gave the order").
    """
    words = question.split()
    at = next((at for at, word in enumerate(words[:3]) if plain(word) in ASKING), None)
    if at is None:
        return "", "", question
    kind = plain(words[at])
    for place in range(at + 1, min(at + (6 if kind in ("which", "what", "whose", "how") else 2), len(words))):
        word = plain(words[place])
        if word in AUXILIARIES:
            return " ".join(words[:place]), words[place], " ".join(words[place + 1 :])
        if word in FUNCTION and word not in ("of", "many", "much"):
            break
    asked = at + {"which": 2, "what": 2, "whose": 2, "how": 3}.get(kind, 1)
    return " ".join(words[:asked]), "", " ".join(words[asked:])


def _somebody(asked: str) -> str:
    words = asked.split()
    return f"some {' '.join(words[1:])}" if plain(words[0]) in ("which", "what") and len(words) > 1 else "somebody"
