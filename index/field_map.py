"""Field map: where JSON records of any shape keep what an article needs, told on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: The fields of an article that can be mapped.
NAMES = ("text", "title", "standfirst", "authors", "source", "url", "published", "updated", "language")


@dataclass(frozen=True)
class FieldMap:
    """Dotted paths by field name: ``{"text": "story.body", "published": "pub_date.date"}``.

    Each step is the name of a field, or the number of an item of a list; a name steps into every
    item of a list. Where a path leads nowhere, the field is looked for under its usual names.
    """

    paths: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> FieldMap:
        """Read "text=body,title=headline,published=pub_date.date".

        Raises ValueError, with what to write instead, for anything else.
        """
        paths: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, path = (piece.strip() for piece in part.partition("="))
            if name not in NAMES or not path:
                raise ValueError(f"{part!r} is no NAME=PATH with a NAME out of {', '.join(NAMES)}")
            if name in paths:
                raise ValueError(f"{name} is given twice")
            paths[name] = path
        if not paths:
            raise ValueError("write fields as text=body,title=headline")
        return cls(paths)

    def apply(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record with the mapped fields under their own names, which count before all others."""
        found = {name: value for name, path in self.paths.items() if (value := _at(record, path)) not in (None, "", [])}
        return found | {key: value for key, value in record.items() if key not in found}


def _at(value: Any, path: str) -> Any:
    """What lies at the end of a path, None if it leads nowhere."""
    if not path:
        return value
    if isinstance(value, Mapping):
        if path in value:  # names may have dots themselves
            return value[path]
        head, _, rest = path.partition(".")
        return _at(value.get(head), rest)
    if isinstance(value, list):
        head, _, rest = path.partition(".")
        if head.isdecimal():
            return _at(value[int(head)], rest) if int(head) < len(value) else None
        return [found for item in value if (found := _at(item, path)) is not None]
    return None
