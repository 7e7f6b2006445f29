"""Suggestions: what to ask next about the people and organisations near an answer, where the articles really say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa_bot.answer import Answer, Citation
from qa_bot.attribution import teller
from qa_bot.conversation.grammar import FUNCTION, plain
from qa_bot.conversation.names import TITLES, names
from qa_bot.sentences import sentence_spans
from qa_bot.terms import terms

#: The least confidence with which a suggested question has to be answered. What must prove it tells more: the marked
#: answer stands beside the name, or the name is that of who tells.
SURE = 0.3
#: Questions tried for one answer; each costs as much as a question that somebody asks.
TRIED = 6
#: Cited articles that are looked at, and characters of each before and behind the quote.
_ARTICLES = 3
_REACH = 4_000
#: The longest name; longer runs of capitals are headlines.
_LONGEST = 4
_DETERMINER = r"(?:an?|the|its|their|his|her)"
#: What may stand between a name and the words behind it that say who it is: "Ada Finch, 52, the town’s engineer".
_BEHIND = re.compile(
    rf"(?:,\s+(?:(?:aged\s+)?\d+,\s+)?|\s+(?:is|was)\s+)(?:{_DETERMINER}\s+)?(?:[\w-]+(?:[’']s|s[’'])\s+)?"
)
#: And between such words and a name behind them: "the engineer, Ada Finch", "engineer Ada Finch".
_BEFORE = re.compile(r",?\s+")
_WORD_BEHIND = re.compile(rf"{_BEHIND.pattern}(?P<word>[a-z][\w’'-]*)")
_WORD_BEFORE = re.compile(rf"(?P<word>\b[a-z][\w’'-]*){_BEFORE.pattern}\Z")
#: A name that stands behind one of these in an article is a place.
_WHERE = r"\b(?:in|at|near|into|across|outside|inside|around|beneath|through)\s+(?:the\s+)?"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question about a name. ``place`` puts those near the answer first: the article's rank, characters away.

    ``the`` is "the " for names that go with it, as "the Harbour Board".
    """

    place: tuple[int, int]
    name: str
    the: str
    says: bool

    @property
    def question(self) -> str:
        return f"What did {self.the}{self.name} say?" if self.says else f"Who is {self.the}{self.name}?"


def suggest(answer: Answer, ask: Callable[[str], Answer], k: int = 3, history: Sequence[Answer] = ()) -> list[str]:
    """At most ``k`` questions to ask after ``answer``, each of which ``ask`` answers with a new quote.

    They are of the form "Who is X?" and "What did X say?", about full names that stand near the quotes of the answer,
    the nearest first and about different names as far as there are any; where the one about a name is not kept, the
    other is tried next. One is kept when its answer is given with a confidence of ``SURE`` at least, and its first
    quote, which must be new, says who X is or lets X tell something. ``history`` are the answers before, whose
    questions are not asked again. At most ``TRIED`` questions are put to ``ask``; what it raises goes through. An
    answer that was not given has no suggestions.
    """
    read = {citation.quote for citation in _cited(answer)}
    known = [set(terms(each.standalone)) for each in (*history, answer)]
    found: list[str] = []
    waiting = [each for each in _in_order(answer) if not any(set(terms(each.question)) <= one for one in known)]
    for _ in range(TRIED):
        if not waiting or len(found) >= k:
            break
        candidate = waiting.pop(0)
        reply = ask(candidate.question)
        holds = _tells if candidate.says else _introduces
        proof = reply.citations[0] if reply.answered and reply.confidence >= SURE and reply.citations else None
        if proof and proof.quote not in read and holds(proof, candidate.name):
            found.append(candidate.question)
        else:
            waiting.sort(key=lambda each: each.name != candidate.name)  # stable: the other question about it is next
    return found


def _in_order(answer: Answer) -> list[_Candidate]:
    """The candidates, the nearest first, and one of each name before the second of any."""
    firsts: list[_Candidate] = []
    others: list[_Candidate] = []
    asked = set(terms(answer.standalone))
    for each in sorted(_candidates(answer), key=lambda each: (each.place, each.name, not each.says)):
        if each.question in {other.question for other in (*firsts, *others)}:
            continue
        words = set(each.name.split())
        if not each.says and asked & set(terms(each.name)[-1:]):  # "Finch" in the question is Ada Finch
            continue
        (others if any(words & set(first.name.split()) for first in firsts) else firsts).append(each)
    return firsts + others


def _candidates(answer: Answer) -> Iterator[_Candidate]:
    near: dict[str, Citation] = {}
    for citation in _cited(answer):
        near.setdefault(citation.article.id, citation)
    sources = {citation.article.source for citation in near.values()}
    for rank, citation in enumerate(list(near.values())[:_ARTICLES]):
        text = citation.article.text
        offset = max(0, citation.start - _REACH)
        for first, last in sentence_spans(text[offset : citation.end + _REACH]):
            start, end = first + offset, last + offset
            place = (rank, abs(start - citation.start))
            sentence, told = text[start:end], teller(text, start, start)
            for name in _full_names(sentence, text):
                if name in sources:
                    continue
                the = "the " if re.search(rf"\bthe\s+{re.escape(name)}", sentence, re.IGNORECASE) else ""
                if _is_teller(text, told, name):
                    yield _Candidate(place, name, the, says=True)
                if _introduced(sentence, name) and not _is_place(text, name):
                    yield _Candidate(place, name, the, says=False)


def _cited(answer: Answer) -> list[Citation]:
    """All that the answer quotes, those who contradict it included."""
    return [*answer.citations, *(each for position in answer.positions for each in position.citations)]


def _full_names(sentence: str, text: str) -> Iterator[str]:
    """Names of two words or more, without "Mr" and the like in front of them."""
    for name in names(sentence, text):
        words = name.split()
        while words and plain(words[0].rstrip(".")) in TITLES:
            words = words[1:]
        if 2 <= len(words) <= _LONGEST and not any(word[0].isdigit() or word.isupper() for word in words):
            yield " ".join(words)


def _is_place(text: str, name: str) -> bool:
    return bool(re.search(rf"{_WHERE}{re.escape(name)}\b", text))


def _introduced(sentence: str, name: str) -> bool:
    """Whether the sentence may say who that is: a noun stands beside the name."""
    for at in re.finditer(rf"{re.escape(name)}\b", sentence):
        beside = (_WORD_BEHIND.match(sentence, at.end()), _WORD_BEFORE.search(sentence[: at.start()]))
        if any(found and plain(found["word"]) not in FUNCTION for found in beside):
            return True
    return False


def _introduces(citation: Citation, name: str) -> bool:
    """Whether the answer marked in the quote stands beside the name and is more than another name in a list."""
    text, start, end = citation.article.text, citation.answer_start, citation.answer_end
    if start is None or end is None or _is_place(text, name):
        return False
    words = text[start:end]
    for at in re.finditer(re.escape(name), citation.quote):
        first, last = at.start() + citation.start, at.end() + citation.start
        gap = text[last:start] if start >= last else text[end:first]
        form = _BEHIND if start >= last else _BEFORE
        if (start >= last or end <= first) and form.fullmatch(gap):
            return any(word[0].islower() for word in words.split()) or "," not in gap
    return False


def _tells(citation: Citation, name: str) -> bool:
    """Whether a sentence of the quote names the name as who tells it."""
    text = citation.article.text
    starts = (start + citation.start for start, _ in sentence_spans(citation.quote))
    return any(_is_teller(text, teller(text, start, start), name) for start in starts)


def _is_teller(text: str, told: tuple[int, int] | None, name: str) -> bool:
    """Whether the span of a teller holds the name, or stands beside it as in "Ada Finch, the engineer, said"."""
    if told is None:
        return False
    # Neither "Ada Finch’s lawyer" nor "Ada Finch Limited" is Ada Finch.
    alone = re.search(rf"\b{re.escape(name)}\b(?![’']|\s+[A-Z])", text[slice(*told)])
    return bool(alone) or (text[: told[0]].endswith(f"{name}, ") and not _is_place(text, name))
