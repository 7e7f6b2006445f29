"""Times of day: "5.40 am", "shortly before seven", "a quarter past four", as minutes of the day.

dateutil reads "5.40 am" as five o'clock and neither it nor dateparser knows noon and "half past nine" both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_bot.units import BEHIND

_HALF_DAY, _DAY = 12 * 60, 24 * 60
_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "a quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
_HOUR = rf"(?:1[0-2]|0?[1-9]|{'|'.join(_HOURS)})"
_HALF = r"(?P<{0}>[ap])\.?m(?!\w)\.?|in\s+the\s+(?P<{0}_part>morning|afternoon|evening)|at\s+(?P<{0}_night>night)"
_END = r"(?=\s+(?:on|in|at|local|today|yesterday)\b|[\s.,;]*\Z)"
_CLOCK = re.compile(
    rf"""(?<![\w.,:/$€£-])(?:
      (?P<hours>[01]?\d|2[0-4])[.:](?P<minutes>[0-5]\d)(?!\d|[.:]\d|\s*(?:{BEHIND}|%|per\b|million|billion))
      (?:\s*(?:{_HALF.format("h")}))?
    | (?P<whole>{_HOUR})\s*(?:o[’']clock\b(?:\s+(?:{_HALF.format("o")}))?|(?:{_HALF.format("w")}))
    | (?P<spoken>{"|".join(sorted(_MINUTES, key=len, reverse=True))})\s+(?P<side>past|to)\s+(?P<of>{_HOUR})\b
      (?:\s+(?:{_HALF.format("s")}))?
    | (?P<named>noon|midday|midnight)\b
    | (?<=(?:fore|fter|past)\s)(?P<bare>{_HOUR}){_END}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LOOSE = re.compile(r"\b(?:about|around|roughly|approximately|nearly|almost|shortly|soon|just|before|after|by)\b", re.I)
#: Minutes that "about" and "shortly before" leave open.
_LEFT_OPEN = 20


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day in ``minutes`` from midnight, up to an hour of twelve when not ``half`` of the day was named.

    ``open`` is how many minutes either way the words leave.
    """

    minutes: int
    half: bool
    open: int

    def differs(self, other: TimeOfDay) -> bool:
        """Whether the two cannot be one time."""
        cycle = _DAY if self.half and other.half else _HALF_DAY
        apart = abs(self.minutes - other.minutes) % cycle
        return min(apart, cycle - apart) > self.open + other.open


def read_time(text: str) -> TimeOfDay | None:
    """The first time of day in ``text``, an answer; None when it names none."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    left = _LEFT_OPEN if _LOOSE.search(text[: match.start()]) else 0
    if match["named"]:
        return TimeOfDay(0 if match["named"].casefold() == "midnight" else _HALF_DAY, True, left)
    if match["hours"]:
        hour, minute = int(match["hours"]), int(match["minutes"])
    elif match["spoken"]:
        hour, minute = _hour(match["of"]), _MINUTES[match["spoken"].casefold()]
        minute = minute if match["side"].casefold() == "past" else -minute
    else:
        hour, minute = _hour(match["whole"] or match["bare"]), 0
    half = _half(match)
    if half is None:
        known = bool(match["hours"]) and (hour > 12 or match["hours"].startswith("0"))
        return TimeOfDay((hour * 60 + minute) % _DAY, known, left)
    return TimeOfDay((hour % 12 * 60 + minute + (_HALF_DAY if half == "p" else 0)) % _DAY, True, left)


def _hour(words: str) -> int:
    return int(words) if words.isdigit() else _HOURS.index(words.casefold()) + 1


def _half(match: re.Match[str]) -> str | None:
    """ "a" before noon, "p" after it, None where nothing tells."""
    for kind in ("h", "o", "w", "s"):
        if match[kind]:
            return match[kind].casefold()
        if match[f"{kind}_part"]:
            return "a" if match[f"{kind}_part"].casefold() == "morning" else "p"
        if match[f"{kind}_night"]:
            return "p"
    return None
