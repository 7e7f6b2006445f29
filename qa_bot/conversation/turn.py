"""Turn: what an earlier answer brought into the conversation, and how strongly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_bot.answer import Answer
from qa_bot.article import Article
from qa_bot.conversation.grammar import ASKING, AUXILIARIES, FUNCTION, WORD, plain
from qa_bot.conversation.names import definites, names

#: An answer of more words is a sentence: it is told about, not spoken of by itself.
_LONGEST_PHRASE = 8
_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|half)\b", re.I)
_SEVERAL = re.compile(r"[^\W\d],? and [^\W\d]")
_ASKED = re.compile(rf"\b(?:{'|'.join(ASKING | AUXILIARIES)})\b", re.IGNORECASE)
_ASKED_NOUN = re.compile(r"\b(?:which|what)\s+((?:[\w’'-]+\s+){0,2}?[\w’'-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or noun phrase that was spoken of; ``weight`` says how much it was in the centre."""

    text: str
    weight: float
    named: bool

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
    def asked_noun(self) -> str:
        """What "which …" or "what …" asked for ("company"), in small letters; "" when it was no noun."""
        match = _ASKED_NOUN.search(self.question)
        words = [plain(word) for word in match.group(1).split()] if match else []
        return words[0] if words and words[0] not in FUNCTION else ""

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Names and noun phrases, the most central first; each text once."""
        found: dict[str, Mention] = {}
        for text, weight, named in self._weighed():
            key = text.lower()
            if key not in found or found[key].weight < weight:
                found[key] = Mention(text, weight, named)
        return tuple(sorted(found.values(), key=lambda mention: -mention.weight))

    def _weighed(self) -> Iterator[tuple[str, float, bool]]:
        phrase = self.phrase
        if phrase and not _NUMBER.search(phrase):
            yield from ((name, 3.0, True) for name in names(phrase, self.known) or names(f"x {phrase}"))
            yield from ((noun, 1.5, False) for noun in definites(phrase, self.known))
        if phrase and _SEVERAL.search(phrase):
            yield phrase, 2.5, False
        if not _ASKED.search(self.question):  # key words: a topic, and perhaps a narrower one
            yield from ((topic.strip(), 2.6 - 0.6 * at, True) for at, topic in enumerate(self.question.split(":")))
        nouns = definites(self.question, "\n".join(article.text for article in self.articles))
        for at, name in enumerate(names(self.question, self.known)):
            yield name, 1.0 if any(name in noun for noun in nouns) else 2.5 - 0.1 * at, True
        for at, noun in enumerate(nouns):
            yield noun, (2.0 if noun == noun.lower() else 2.6) - 0.1 * at, noun != noun.lower()
        for citation in self.answer.citations[:1]:
            yield from ((name, 1.0, True) for name in names(citation.quote, self.known))
        for article in self.articles[:1]:
            yield from ((name, 0.8, True) for name in names(article.title, self.known))

    @property
    def statement(self) -> str:
        """What question and answer say together: "Yolanda Brisk gave the order to clear Brack"."""
        asked, helped, rest = split(self.question)
        if not asked:
            return self.question
        if helped:
            return f"{rest}, {self.phrase}" if self.phrase else rest
        return f"{self.phrase or _somebody(asked)} {rest}".strip()


def past(turns: Sequence[Turn]) -> str:
    """What was said in the last two turns; ``turns`` are the latest first."""
    return "\n".join(turn.text for turn in turns[:2])


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
