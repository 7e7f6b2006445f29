"""Appeals: paragraphs in which an outlet asks its readers for support, money or a subscription.

An appeal is often several paragraphs in a row, and most of them would look harmless alone. So a
paragraph that is plainly an appeal opens a block, and neighbours that address the reader, or
speak as "we", about journalism or its funding belong to it. What stands in quotation marks is
somebody's speech and never counts; nor does a paragraph that says who said something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.phrases import ATTRIBUTION

_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)[‘'][^’'\n]{2,200}[’'](?!\w)")
_READER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.I)
_OUTLET_SPEAKS = re.compile(r"\b(?:[Ww]e|WE|[Oo]ur|OUR|[Oo]urs|us)\b|\b(?:We|we)['’](?:re|ve|ll)\b")  # never "US"
_JOURNALISM = re.compile(
    r"\b(?:journalis\w+|report(?:ing|ers?|age)|newsrooms?|newspapers?|coverage|paywalls?|editorial\w*|editors?"
    r"|stor(?:y|ies)|"
    r"articles?|documentar\w+|investigat\w+|facts?|publications?|broadcasters?|news|magazine|messaging|readers?"
    r"|press)\b",
    re.I,
)
_FUNDING = re.compile(
    r"\b(?:support(?:s|ed|ing|ers?)?|donat\w+|contribut\w+|subscri\w+|members?(?:hip)?|fund(?:s|ed|ing)?|gifts?"
    r"|afford|"
    r"shareholders?|owners?|paid|pay|free|advertis\w+|independen\w+|friends? of)\b",
    re.I,
)
_LONGEST = 150
_LONGEST_CHARACTERS = 2_000

_GIFT = "support|donation|contribution|gift|membership|subscription|generosity"
_CRAFT = (
    r"(?:journalis\w+|reporting|reporters?|tell (?:the|this|these) stor(?:y|ies)|these stories|newsroom|"
    r"independent (?:news|media))"
)
#: Any of these, in a paragraph that nobody else is quoted in, is an appeal by itself.
_OPENERS = re.compile(
    "|".join(
        (
            rf"\byour (?:{_GIFT})\b.*\b{_CRAFT}\b",
            rf"\b{_CRAFT}\b.*\b(?:without|thanks to|with) your (?:{_GIFT})\b",
            r"^(?:please )?(?:consider )?(?:support|back|sustain|fund|help|donate to|contribute to"
            r"|invest in)(?:ing)?\b"
            r".{0,60}\b(?:our|independent|quality|local|free|public[- ]interest|fearless|this) "
            r"(?:\w+ )?(?:journalis\w+|news\w*|reporting|reporters|coverage|work|mission|site)\b",
            r"^(?:please )?help (?:us|keep us)\b",
            r"^(?:please )?(?:consider )?becom(?:e|ing) (?:a|an|our) (?:\w+ )?(?:subscriber|member|supporter"
            r"|patron|friend|donor)\b",
            r"\bconsider (?:becoming (?:a|an)|making a|a) (?:\w+ ){0,2}?(?:subscriber|member|supporter|patron"
            r"|friend of|donor|donation|"
            r"contribution|subscription)\b",
            r"\bconsider (?:subscribing|(?:supporting|donating to|contributing to) (?:us|our"
            r"|(?:\w+ ){0,2}journalism))\b",
            r"^(?:enjoy(?:ing|ed)|lik(?:e|ing)|lov(?:e|ing)|valu(?:e|ing)) (?:our|this|what) "
            r"(?:\w+ )?(?:journalism|reporting|work|coverage|"
            r"stor(?:y|ies)|articles?|you(?:'re)? read(?:ing)?)\?",
            r"^thank(?:s| you) for supporting (?:our|local|independent)\b",
            r"\b(?:journalism|reporting|stories|coverage) like (?:this|these)\b.*\b(?:support|subscri|donat"
            r"|contribut)",
            r"\bif (?:you (?:value|enjoy(?:ed)?|like|appreciate|rely on|care about|believe in)|everyone "
            r"(?:who )?reads?)\b[^.]{0,40}"
            r"\b(?:journalism|reporting|newsroom|our (?:work|stories|coverage)|this (?:article|story|site"
            r"|newspaper))\b",
            r"\b(?:we|our (?:newsroom|journalism|reporting|work)) (?:rely|relies|depend|depends|(?:is|are) "
            r"(?:funded|supported|paid"
            r" for|made possible|powered|sustained))\b.*\b(?:readers?|you|your|members?|donations?|subscri\w+"
            r"|supporters?|listeners?)\b",
            r"\b(?:keeps?|keeping|makes?|making) (?:our|independent|quality|local) (?:journalism|reporting|news"
            r"|coverage)\b.*"
            r"\b(?:free|alive|open|possible|independent|going|accessible)\b",
            r"^(?:donate|contribute|give|subscribe|support us|join us)(?:,? (?:now|today|here|monthly|once"
            r"|to help))*[.!]?$",
            r"\b(?:donate|subscribe|contribute|support us|join us|become an? \w+)\b.{0,60}\b(?:from|for) (?:just "
            r"|only |as little as )?\W?\w+ (?:\w+ )?"
            r"(?:a|per) (?:week|month|year|day)\b",
        )
    ),
    re.I,
)


def find_appeals(paragraphs: Sequence[str]) -> set[int]:
    """The positions of the paragraphs that belong to an appeal."""
    found: set[int] = set()
    for position, paragraph in enumerate(paragraphs):
        if position in found or not _opens(paragraph):
            continue
        found.add(position)
        found.update(_run(paragraphs, position, 1))
        found.update(_run(paragraphs, position, -1))
    return found


def _run(paragraphs: Sequence[str], start: int, step: int) -> set[int]:
    """The neighbours of an opener, in one direction, as long as they go on appealing.

    Backwards it takes more: before the opener there may be the article itself.
    """
    run: set[int] = set()
    position = start + step
    while 0 <= position < len(paragraphs) and _continues(paragraphs[position], strict=step < 0):
        run.add(position)
        position += step
    return run


def _opens(paragraph: str) -> bool:
    text = _own_words(paragraph)
    return bool(text) and bool(_OPENERS.search(text))


def _continues(paragraph: str, strict: bool) -> bool:
    text = _own_words(paragraph)
    if not text or not (_READER.search(text) or _OUTLET_SPEAKS.search(text)):
        return False
    themes = {match[0].casefold() for pattern in (_JOURNALISM, _FUNDING) for match in pattern.finditer(text)}
    return len(themes) >= (3 if strict else 1)


def _own_words(paragraph: str) -> str:
    """The paragraph without quoted speech; "" when it cannot be an appeal at all."""
    if len(paragraph) > _LONGEST_CHARACTERS:
        return ""
    text = _QUOTED.sub(" ", paragraph).replace("’", "'").strip()
    return "" if len(text.split()) > _LONGEST or ATTRIBUTION.search(text) else text
