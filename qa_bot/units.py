"""Units of measure and money as articles write them, each with what it measures and its size."""

from __future__ import annotations

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """What is measured, and how many of its base units (metre, second, kilogram, square metre, one) this is."""

    measures: str
    size: float


#: Spellings of a unit (singular; a plural s is understood), its kind, its size in the kind's base unit.
_TABLE = """
mm millimetre millimeter|length|0.001
cm centimetre centimeter|length|0.01
metre meter|length|1
km kilometre kilometer|length|1000
foot feet ft|length|0.3048
mile|length|1609.344
nautical_mile|length|1852
second|time|1
minute min|time|60
hour|time|3600
day|time|86400
week|time|604800
month|time|2629800
year|time|31557600
gram|mass|0.001
kg kilo kilogram kilogramme|mass|1
tonne ton metric_ton|mass|1000
hectare ha|area|10000
acre|area|4046.86
square_kilometre square_kilometer sq_km km²|area|1000000
square_metre square_meter sq_m m²|area|1
square_mile sq_mile|area|2589988
litre liter|volume|1
degree|degree|1
% percent per_cent|share|1
percentage_point|points|1
$ us$ usd dollar us_dollar u.s._dollar|dollar|1
€ euro eur|euro|1
£ pound gbp|pound|1
¥ yen|yen|1
crown|crown|1
florin|florin|1
peso|peso|1
lira|lira|1
rand|rand|1
franc|franc|1
rupee ₹|rupee|1
rouble ruble|rouble|1
yuan|yuan|1
won ₩|won|1
zloty|zloty|1
"""


#: The kinds of unit that are money.
MONEYS = ("dollar", "euro", "pound", "yen", "crown", "franc", "rupee", "rouble", "yuan", "won", "zloty", "florin",
          "peso", "lira", "rand")  # fmt: skip


def _table() -> dict[str, Unit]:
    units = {}
    for line in _TABLE.strip().splitlines():
        spellings, measures, size = line.split("|")
        for spelling in spellings.split():
            units[spelling.replace("_", " ")] = Unit(measures, float(size))
    return units


_UNITS = _table()
_MARKS = "".join(re.escape(name) for name in _UNITS if len(name) == 1 and not name.isalnum() and name != "%")
#: A mark of money in front of the number: "$3bn", "US$ 3".
MONEY = rf"(?:us|a|c)?[{_MARKS}]"
_WORDS = "|".join(
    sorted((re.escape(name).replace(r"\\ ", r"\s+") for name in _UNITS if name[0] not in _MARKS), key=len)[::-1]
)
#: A unit behind the number, with or without a space.
BEHIND = rf"(?:{_WORDS})s?(?![\w’'])"


def find_unit(words: str) -> Unit | None:
    """The unit that the words name; None when they name none that is known."""
    name = " ".join(words.casefold().split())
    found = _UNITS.get(name) or _UNITS.get(name.removesuffix("s")) or _UNITS.get(name[-1:] if name else "")
    return found
