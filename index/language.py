"""Language: as an ISO 639-1 code, from what a page declares or from its words."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

#: "en", "en-GB", "en_US.UTF-8"; the first of a list. Names and three-letter codes are not guessed at.
_DECLARED = re.compile(r"\s*([A-Za-z]{2})(?:[-_.,; ]|$)")
#: Characters of a text that are looked at; more makes the answer no surer.
_SAMPLE = 2_000
#: Fewer letters say too little, and below this probability the answer is a guess.
_FEWEST_LETTERS = 60
_SUREST = 0.9


def declared_language(text: str) -> str:
    """The two-letter code in a declaration such as "en-GB", "" when it holds none."""
    found = _DECLARED.match(text)
    return found[1].lower() if found else ""


def detected_language(text: str) -> str:
    """The two-letter code of the language that a text is written in, "" when that is not sure."""
    sample = text[:_SAMPLE]
    if sum(character.isalpha() for character in sample) < _FEWEST_LETTERS:
        return ""
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= _SUREST and re.fullmatch("[a-z]{2}", code) else ""


@cache
def _identifier() -> Any:
    """Loaded when first needed: it takes a second or so, and 100 MB of memory."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
