"""What form of answer a question asks for."""

from __future__ import annotations

import re
from enum import Enum

from qa_bot.terms import AUXILIARY


class Form(Enum):
    """A phrase ("more than 10,000 troops"), a sentence or two that explain, several, or those that tell yes from no."""

    PHRASE = "phrase"
    SENTENCE = "sentence"
    SENTENCES = "sentences"
    WHETHER = "whether"


_REASON = re.compile(
    r"\b(?:why|how come|for what reason|what (?:was|is|were|are) the (?:reason|cause|motive)|what (?:caused|led to))\b",
    re.I,
)
#: "How" that asks for a manner: not "how many", "how long ago" or "how old".
_MANNER = re.compile(r"\bhow (?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|to)\b", re.I)
_ACCOUNT = re.compile(
    r"\bwhat (?:has |have |had )?(?:happened|is happening|took place)\b"
    r"|\bwhat (?:did|does|do|has|have) .+ "
    r"(?:say|said|think|argue|promise|announce|claim|warn|explain|write|tell|respond|reply|react)\b"
    r"|\bwhat (?:is|was|are) (?:known|said|reported|written)\b"
    r"|^\W*(?:please )?(?:can you |could you )?"
    r"(?:summari[sz]e|describe|explain|outline|tell me|give me an? (?:summary|overview)"
    r"|what(?:'s| is) (?:new|the latest))\b"
    r"|\bhow did .+ (?:react|respond)\b",
    re.I,
)
_ASKED = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
#: A question that begins with its verb, or with it behind a clause ("After the vote, did she ...?"): yes or no would
#: answer it.
_VERB_FIRST = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|also)\W+)?"
    r"(?:(?:after|as|at|before|between|by|considering|despite|during|following|for|from|given|if|in|on|since|under"
    rf"|until|when|while|with)\b(?!\W+{_ASKED})(?:(?!,\W+{_ASKED})[^?])*?,\W+)?"
    rf"{AUXILIARY}\s+[\"'“‘]?\w",
    re.I,
)
#: Unless it is another question, or a wish, in a polite form: "Can you name them?", "Is it known who did it?"
_POLITE = re.compile(
    rf"^\W*(?:\w+\W+)?{AUXILIARY}\s+(?:you|we|i)\b"
    rf"|\b(?:known?|clear|says?|said|tell|told|explain(?:s|ed)?)\W+(?:\w+\W+)?{_ASKED}",
    re.I,
)
#: Asked outright, in whatever form: "Could you tell me if she resigned?"
_IF = re.compile(r"\b(?:tell me|know|known|clear|true)\W+(?:whether|if)\b", re.I)
_ASKING = re.compile(
    r"\?|\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|did|does|do|has|have|had"
    r"|can|could|will|would|should|name)\b",
    re.I,
)


def form(question: str) -> Form:
    """The form of answer that fits; bare key words get sentences, as a search would give."""
    if _IF.search(question):
        return Form.WHETHER
    if _ACCOUNT.search(question) or not _ASKING.search(question):
        return Form.SENTENCES
    if _REASON.search(question) or _MANNER.search(question):
        return Form.SENTENCE
    return Form.WHETHER if _VERB_FIRST.search(question) and not _POLITE.search(question) else Form.PHRASE
