"""Disagreement: answers that passages give with conviction and that cannot be true together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from qa_bot.reader.candidates import Candidate
from qa_bot.values import Match, Value, compare

#: The reader's margin over "no answer" from which on an answer counts as one that its article gives. Of the project's
#: own questions for one number, sum, share or date it makes 3 of the 40 with an answer look disputed, none of the 34
#: without one.
_SURE = 3.0
#: Two numbers further apart than this are hardly two counts of one thing.
_APART = 8.0
#: "28 March" and "1998" are not two answers of one kind.
_MONTH = timedelta(days=31)


def positions(groups: Sequence[Sequence[Candidate]]) -> list[list[Candidate]]:
    """The groups that contradict the first, behind it, each with the groups that are compatible with it.

    One group, or none, when nothing contradicts: of quantities and days alone it can be told.
    """
    sure = [[c for c in group if c.margin >= _SURE] for group in groups]
    if not sure or not sure[0]:
        return []
    first = groups[0][0]
    held = [list(sure[0])]
    for group in sure[1:]:
        if not group or group[0].overlaps(first) or not _alike(first.value, group[0].value):
            continue
        for position in held:
            if compare(position[0].value, group[0].value) is not Match.DIFFERENT:
                position += group
                break
        else:
            held.append(list(group))
    return held


def _alike(one: Value, other: Value) -> bool:
    """Whether both can be answers to the same question."""
    if one.quantity and other.quantity:
        small, large = sorted((one.quantity.stated, other.quantity.stated))
        return compare(one, other) is not Match.UNKNOWN and large <= _APART * small
    if one.since and one.until and other.since and other.until:
        named = not any("day" in value.text.casefold() for value in (one, other))
        return named and max(one.until - one.since, other.until - other.since) <= _MONTH
    return False
