"""What kind of thing a question asks for: a number, money, a day, a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa_bot.periods import MONTH, WEEKDAY
from qa_bot.units import MONEYS, find_unit
from qa_bot.values import Value

Kind = Literal["number", "money", "share", "measure", "date", "person", "place", ""]

_PAYING = r"costs?|worth|pays?|paid|earn|earns|earned|owes?|spend|spent|charged?|fined?|price|fee"
#: "When" asks where a question begins; further on it tells of something else ("how fast was it when it fell").
_FIRST = r"\A\W*(?:(?:and|but|so)\W+)?(?:since |until |till |by |from )?"
#: The first that stands in a question tells, of two at one place the earlier here.
_WORDS: tuple[tuple[Kind, str], ...] = (
    ("share", r"(?:what|which) (?:percentage|per ?cent|share|proportion|fraction)|how many per ?cent"),
    ("number", r"how many|what number|(?:what|which) (?:was|is) the number"),
    ("measure", r"how (?:old|long|far|high|deep|tall|wide|broad|thick|heavy)|what age"),
    ("money", r"how much (?:money|ransom|profit|tax|damage)"),
    (
        "money",
        rf"how much (?:is|was|are|were|do|does|did|has|have|had|will|would|should|must|can|could)\b.*\b(?:{_PAYING})",
    ),
    ("measure", r"how fast"),
    ("number", r"how (?:much|large|big|strong|small|great)"),
    ("date", rf"{_FIRST}when|(?:what|which|whose) (?:day|date|year|month|weekday)"),
    ("person", r"who|whom"),
    ("place", r"where|(?:what|which) (?:place|country|city|town|village|street|region)"),
)
_COUNTED = re.compile(r"\bhow (?:many|much)\s+([\w’'-]+(?:\s+[\w’'-]+)?)", re.IGNORECASE)
#: What each "how" of a measure is told in, "" being a number without a unit.
_MEASURES: dict[str, tuple[str, ...]] = {
    "old": ("time", ""), "age": ("time", ""), "long": ("time", "length"), "far": ("length", "time"),
    "heavy": ("mass",), "fast": ("length", ""), "high": (),  # a tower, debts, a fever
}  # fmt: skip


#: Told without figures, or in figures that say no day of the calendar: a number, how long something took, when it was.
_VAGUE = re.compile(
    r"\b(?:dozens?|hundreds|thousands|millions|billions|half|thirds?|quarters?|several|few|many|none|nobody|no)\b", re.I
)
_LASTING = re.compile(
    r"\b(?:since|until|till|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b", re.I
)
_TIME = re.compile(
    rf"\b(?:{WEEKDAY}s?|{MONTH}|spring|summer|autumn|winter|centur(?:y|ies)|era|age|\d{{3,4}}\s?[–-]\s?\d{{2,4}}"
    r"|B\.?C\.?(?:E\.?)?|A\.?D\.?|C\.?E\.?)(?!\w)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of thing that answers a question, "" where its words do not tell.

    ``units`` are what its number may measure (see ``qa_bot.units``; "" is a count of things), none where any will do.
    """

    kind: Kind
    units: tuple[str, ...] = ()

    def fits(self, value: Value) -> bool:
        """Whether an answer of this value can be one; wrong only where the value is plainly of another kind."""
        quantity = value.quantity
        if self.kind in ("number", "money", "share", "measure"):
            if _VAGUE.search(value.text):
                return True
            if quantity is None:
                return bool("time" in self.units and _LASTING.search(value.text))
            return not self.units or quantity.kind in self.units
        if self.kind == "date":
            year = value.text.isdigit() and len(value.text) in (3, 4)
            return year or bool(_TIME.search(value.text)) or (quantity is None and value.kind != "name")
        if self.kind in ("person", "place"):
            return value.kind != "days" and (quantity is None or self.kind == "place")
        return True


@lru_cache(maxsize=256)
def wanted(question: str) -> Wanted:
    """The kind of thing the question asks for, told by its first question words."""
    asking = (
        (order, kind, re.search(rf"(?<!\w)(?:{words})\b", question, re.I)) for order, (kind, words) in enumerate(_WORDS)
    )
    found = [(match.start(), order, kind, match[0]) for order, kind, match in asking if match]
    if not found:
        return Wanted("")
    _, _, kind, words = min(found)
    if kind == "share":
        return Wanted(kind, ("share", "points"))
    if kind == "money":
        return Wanted(kind, (*MONEYS, ""))  # "38m" of a price says no currency
    if kind == "measure":
        return Wanted(kind, _MEASURES.get(words.split()[-1].casefold(), ("length", "")))
    if kind == "number" and (counted := _COUNTED.search(question)):
        noun = counted[1].split()
        unit = find_unit(" ".join(noun)) or find_unit(noun[0])
        if unit:
            return Wanted(kind, (unit.measures, ""))
        return Wanted(kind, ("",) if words.casefold() == "how many" else ())
    return Wanted(kind)
