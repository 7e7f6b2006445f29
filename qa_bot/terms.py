"""The words of a text that carry meaning, stemmed."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

#: A name or a number as it stands in a question: a capital or a digit begins the word.
_NAME = re.compile(r"(?<![\w'’])[A-Z0-9][\w.,’'-]*\w|(?<![\w'’])[A-Z0-9]")
_QUESTION_WORD = re.compile(
    r"(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|in|on|at|by|"
    r"to|for|from|of|according|the|a|an|and|tell|give|name|i)\Z",
    re.IGNORECASE,
)


def terms(text: str) -> list[str]:
    """English stems of the words of ``text`` in order, stop words left out."""
    found: list[str] = _analyzer().analyze(text)
    return found


def names(text: str) -> list[str]:
    """Capitalised words and numbers of a question, its question words left out."""
    return [word for word in _NAME.findall(text) if not _QUESTION_WORD.match(word)]


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    filters = (Filter.lowercase(), Filter.ascii_fold(), Filter.stopword("english"), Filter.stemmer("english"))
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()
