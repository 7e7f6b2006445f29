"""People's names as bylines write them: "By Ana Ruiz in Dunmere", "Ana Ruiz and Jo van der Meer"."""

from __future__ import annotations

import re
from collections.abc import Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BY = re.compile(r"^(?:words|story|report|text|written|reported|analysis|interview|review)?\s*by:?\s+(?=\S)", re.I)
#: What may follow the name on the line: a place, an outlet, a role.
_AFTER = re.compile(r",?\s+(?:in|for|at|of|from|reports|reporting)\s+.*$|\s+[–—-]\s+.*$|\s*\(.*\)$")
_SPLIT = re.compile(r"\s*[;&]\s*|\s*,?\s+and\s+|\s*,\s*", re.I)

_PARTICLES = _words("al ap ben bin da das de del della den der di do dos du el ibn la le ter van von y zu")
_SUFFIXES = _words("jr sr ii iii phd md")
_AGENCIES = _words("AFP AP Bloomberg DPA EFE PA Reuters TASS UPI Xinhua")
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|staff|columnist|critic|chief|producer|analyst|photographer|"
    r"contributor|desk|team|political|business|economics|science|sports?|environment|health|foreign)\b",
    re.I,
)
#: "Ruiz, Ana" in library style, which only metadata use.
_INVERTED = re.compile(r"([A-Z][\w'’-]+), ([A-Z][\w'’-]+(?: [A-Z]\.?)?)$")
#: "…, science and environment reporter" behind a name.
_TRAILING_ROLE = re.compile(rf",\s+(?:[\w&'’-]+\s+){{0,5}}?{_ROLE.pattern}(?:\s+[\w&'’-]+){{0,3}}$", re.I)
#: Capitalised words that begin headings, links and places rather than names.
_NOT_NAMES = _words(
    "a an the of on to with why how what when who where is are read more related share sign watch listen "
    "subscribe breaking live news world politics opinion advertisement published updated photo image video "
    "recommended monday tuesday wednesday thursday friday saturday sunday january february march april june july "
    "august september october november december"
)
_OUTLET = re.compile(
    r"\b(?:times|post|herald|news|tribune|gazette|observer|press|radio|journal|daily|guardian|wire|ledger|telegraph|"
    r"chronicle|independent|standard|star|mail|mirror|sun|express|globe|record|review|magazine|weekly|agency|today|"
    r"television|tv|broadcasting|bulletin|courier|examiner|inquirer|sentinel|dispatch|echo|argus|mercury)\b",
    re.I,
)


def is_name(text: str) -> bool:
    """Whether a text has the shape of one person's name: two to five capitalised words."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 50 or _ROLE.search(text) or not _is_name_word(words[0]):
        return False
    return all(_is_name_word(w) or w.casefold() in _PARTICLES for w in words[:-1]) and _is_name_word(words[-1])


def is_outlet(text: str) -> bool:
    """Whether a text has the shape of the name of a newspaper, agency or broadcaster."""
    words = text.split()
    capitals = sum(word[0].isupper() or word[0] == "&" for word in words)
    return 1 <= len(words) <= 5 and text[0].isupper() and capitals >= len(words) - 1 and bool(_OUTLET.search(text))


def byline(line: str) -> tuple[str, ...]:
    """The names on a line that is nothing but a byline, with or without "By"; () when it is not one."""
    text = " ".join(line.split()).rstrip(".")
    if len(text) > 160:
        return ()
    rest = _BY.sub("", text, count=1)
    if rest != text:
        return _names(_AFTER.sub("", rest), strict=True)
    text = _TRAILING_ROLE.sub("", text)
    parts = _SPLIT.split(text)
    return _names(text, strict=True) if all(_is_byline_part(part) for part in parts) else ()


def clean_authors(values: Iterable[str]) -> tuple[str, ...]:
    """Authors from metadata fields, each of which may hold several names, in order, none twice.

    Links to profiles are left out; a single word or "Staff reporters" is taken as it stands.
    """
    found: dict[str, str] = {}
    for value in (" ".join(value.split()) for value in values):
        if value and "://" not in value and len(value) <= 300:
            for name in _names(_AFTER.sub("", _BY.sub("", value, count=1)), strict=False):
                found.setdefault(re.sub(r"[\W_]+", " ", name).casefold(), name)
    return tuple(found.values())


def _names(text: str, strict: bool) -> tuple[str, ...]:
    """The names in a list of names, roles and places; a strict reading wants a name first."""
    inverted = None if strict else _INVERTED.match(text)
    if inverted and not _ROLE.search(text) and inverted[1] not in _AGENCIES:
        return (f"{inverted[2]} {inverted[1]}",)
    names: list[str] = []
    for part in _SPLIT.split(text):
        if names and part.casefold().rstrip(".") in _SUFFIXES:
            names[-1] += f", {part}"
        elif is_name(part) or part in _AGENCIES or (not names and is_outlet(part)):
            names.append(part)
        elif names or not part:
            continue  # "Ana Ruiz, political editor" or "Ana Ruiz, Dunmere"
        elif strict:
            return ()
        else:
            return (text,)
    return tuple(names)


def _is_byline_part(part: str) -> bool:
    if is_name(part) or part in _AGENCIES or part.casefold().rstrip(".") in _SUFFIXES:
        return True
    words = part.split()
    return (
        1 <= len(words) <= 4 and words[0][0].isupper() and bool(_ROLE.search(part) or is_outlet(part) or not words[1:])
    )


def _is_name_word(word: str) -> bool:
    bare = re.sub(r"[-.,'’]", "", word)
    if not bare.isalpha() or word.casefold().rstrip(",") in _NOT_NAMES:
        return False
    return word[0].isupper() or bool(re.match(r"(?:al-|el-|d['’]|l['’])", word))
