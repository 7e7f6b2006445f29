"""Dependence: how likely a question cannot be understood without what was asked before."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path

from qa_bot.conversation.grammar import AUXILIARIES, FUNCTION, WORD, content, plain
from qa_bot.conversation.reference import Reference, references
from qa_bot.terms import terms

#: Weights of a logistic regression; ``python -m eval.dependence`` fits them and says on what.
FILE = Path(__file__).with_name("dependence.json")

#: Openings with which nobody begins a conversation.
_GOING_ON = re.compile(
    r"\W*(?:(?:and|but|so|or|then|also|no|sorry|ok|okay|well)\b|(?:what|how) about\b|i meant?\b)", re.IGNORECASE
)
_MORE = re.compile(
    r"\b(?:else|other|others|another|additional|next|afterwards?|later|besides|again|too)\b", re.IGNORECASE
)
#: "How strong was the wind then?", "how many in total".
_THEN = re.compile(r"\b(?:then|at the time|in total|altogether|in all|in the end|so far)\W*\Z", re.IGNORECASE)
_HERE = re.compile(r"\b(?:this|the) (?:article|story|text|passage|report)\b", re.IGNORECASE)
#: What follows an "it" that stands for nothing: "was it discovered that", "does it take to".
_EMPTY_IT = re.compile(r"\b(?:that|to|for|called|become|mean|like|rain|snow)\b", re.IGNORECASE)
_THERE_LAST = re.compile(r"[^\W\d]{2,} (?<!are )(?<!is )(?<!was )(?<!were )there\W*\Z", re.IGNORECASE)
_THAT_LAST = re.compile(r"\w (?:this|that|it|them|him|her|these|those)\W*\Z", re.IGNORECASE)
_LOWER = re.compile(r"[a-z]")


def depends(question: str, past: str, known: str = "") -> bool:
    """Whether ``question`` is to be rewritten after a conversation.

    ``past`` is what was said in it, ``known`` the text of the articles that were spoken of.
    """
    if _GOING_ON.match(question) or _free(question) or (_THERE_LAST.search(question) and not capitals(question)):
        return True
    return probability(question, past, known) >= weights()["threshold"]


def _free(question: str) -> bool:
    """Whether a pronoun that nothing before it explains is the subject: "How much profit did it make"."""
    for reference in references(question):
        before = [plain(m.group()) for m in WORD.finditer(question[: reference.start])]
        plainly = reference.kind in ("he", "she", "they") or (
            reference.kind == "it" and not _EMPTY_IT.search(question[reference.end :])
        )
        if (
            plainly
            and not reference.bound
            and before
            and before[-1] in AUXILIARIES
            and _depth(question, reference) <= 2
        ):
            return True
    return False


def probability(question: str, past: str, known: str = "") -> float:
    """Probability that ``question`` leans on ``past``, what was said, and ``known``, the articles spoken of."""
    fitted = weights()
    total = fitted["bias"] + sum(
        fitted.get(name, 0.0) * value for name, value in features(question, past, known).items()
    )
    return 1 / (1 + math.exp(-total))


def features(question: str, past: str, known: str = "") -> dict[str, float]:
    """What speaks for and against, each a number of about 0 to 1."""
    found = references(question)
    words = [plain(m.group()) for m in WORD.finditer(question)]
    meaning = content(question)
    proper = capitals(question)
    before = set(content(past))
    by_kind = {kind: [r for r in found if r.kind == kind] for kind in ("he", "she", "it", "they", "there", "that")}
    values: dict[str, float] = {}
    people = by_kind["he"] + by_kind["she"]
    for name, group in (("person", people), *((k, by_kind[k]) for k in ("it", "they", "there", "that"))):
        first = group[0] if group else None
        values[f"{name}"] = float(first is not None)
        values[f"{name}_bound"] = float(first is not None and first.bound)
        values[f"{name}_early"] = float(first is not None and _early(question, first))
        values[f"{name}_late"] = min(4, _depth(question, first)) / 4 if first else 0.0
    free = float(any(values[f"{name}_early"] > values[f"{name}_bound"] for name in ("person", "it", "they", "that")))
    linked = [r for r in found if r.kind == "definite" and r.noun in before]
    bare = [r for r in found if r.kind == "definite" and not _has_capital(question, r)]
    demonstrative = [r for r in bare if plain(question[r.start :].split()[0]) != "the"]
    values["definite_linked"] = float(bool(linked))
    values["definite"] = float(bool(bare))
    values["demonstrative"] = float(bool(demonstrative))
    values["demonstrative_linked"] = float(any(r.noun in before for r in demonstrative))
    values["that_last"] = float(bool(_THAT_LAST.search(question)))
    values["more"] = float(bool(_MORE.search(question)))
    values["article"] = float(bool(_HERE.search(question)))
    values["short"] = float(len(words) <= 3)
    values["words"] = min(len(words), 16) / 16
    values["meaning_0"] = float(len(meaning) == 0)
    values["meaning_1"] = float(len(meaning) == 1)
    values["meaning_2"] = float(len(meaning) == 2)
    values["meaning"] = min(len(meaning), 8) / 8
    values["free_meaning"] = free * values["meaning"]
    values["free_words"] = free * values["words"]
    values["free_name"] = free * float(bool(proper))
    values["free"] = free
    values["name"] = float(bool(proper))
    values["number"] = float(any(word[:1].isdigit() for word in words))
    values["names"] = min(len(proper), 4) / 4
    values["name_old"] = float(bool(proper) and all(name in before for name in proper))
    values["shared"] = sum(word in before for word in meaning) / max(1, len(meaning))
    values["shared_some"] = float(any(word in before for word in meaning))
    values["verb_first"] = float(bool(words) and words[0] in AUXILIARIES)
    # Who names nothing, and asks in words of the article, goes on about it.
    told = share_known(question, known)
    values["known"] = told
    values["known_nameless"] = told * (1 - values["name"])
    values["known_all"] = float(told == 1) * (1 - values["name"])
    values["then"] = float(bool(_THEN.search(question)))
    values["no_asking"] = float(bool(words) and words[0] not in FUNCTION)
    return values


def _early(question: str, reference: Reference) -> bool:
    """Whether nothing of meaning stands before it, or an auxiliary just before: "Which film did he"."""
    before = [plain(m.group()) for m in WORD.finditer(question[: reference.start])]
    return not content(question[: reference.start]) or (bool(before) and before[-1] in AUXILIARIES)


def _depth(question: str, reference: Reference) -> int:
    return len(content(question[: reference.start]))


def _has_capital(question: str, reference: Reference) -> bool:
    return any(word[:1].isupper() for word in question[reference.start : reference.end].split()[1:])


def share_known(question: str, known: str) -> float:
    """The share of the question's words, as stems, that stand in ``known``."""
    stems = set(terms(question))
    return len(stems & set(terms(known))) / max(1, len(stems))


def capitals(question: str) -> list[str]:
    """Words with a capital inside the question."""
    if not _LOWER.search(question):
        return []
    return [
        plain(m.group())
        for m in WORD.finditer(question)
        if m.start() > 0 and m.group()[0].isupper() and m.group() != "I" and plain(m.group()) not in FUNCTION
    ]


@cache
def weights() -> dict[str, float]:
    """The shipped weights by feature, with "bias" and "threshold"."""
    values = json.loads(FILE.read_text(encoding="utf-8"))
    return {"bias": values["bias"], "threshold": values["threshold"], **values["weights"]}
