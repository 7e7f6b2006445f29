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


#: Irregular verbs of the news, base form first: a question asks whom he did meet, an article says whom he met, and no
#: stemmer brings those together. Forms that are words of their own ("left", "lead") stand here where the verb is the
#: likelier reading in print.
_VERBS = """
become became|begin began begun|bite bit bitten|blow blew blown|break broke broken|bring brought|build built|buy bought
catch caught|choose chose chosen|come came|deal dealt|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten
fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden
forget forgot forgotten|freeze froze frozen|get got gotten|give gave given|go went gone|grow grew grown|hear heard
hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|leave left|lend lent|lose lost|make made
mean meant|meet met|pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek sought
sell sold|send sent|shake shook shaken|shoot shot|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken
spend spent|stand stood|steal stole stolen|stick stuck|strike struck stricken|swear swore sworn|swim swam swum
take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|understand understood
wake woke woken|wear wore worn|win won|withdraw withdrew withdrawn|write wrote written
"""
#: Verbs that a question for yes or no begins with, as a pattern, "isn't" and the like among them.
AUXILIARY = (
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
    r"|(?:isn|aren|wasn|weren|don|doesn|didn|hasn|haven|hadn|can|couldn|won|wouldn|shouldn)['’]?t)"
)
#: Words that make a sentence a question and say nothing of what it asks about.
_ASKING = [
    *("who", "whom", "whose", "what", "which", "when", "where", "why", "how"),
    *("did", "do", "does", "has", "have", "had"),
    *("any", "anybody", "anyone", "anything"),
]


def terms(text: str) -> list[str]:
    """English stems of the words of ``text`` in order, stop words left out; irregular verbs by their base form."""
    base = _base_forms()
    return [base.get(stem, stem) for stem in _analyzer().analyze(text)]


def names(text: str) -> list[str]:
    """Capitalised words and numbers of a question, its question words left out."""
    return [word for word in _NAME.findall(text) if not _QUESTION_WORD.match(word)]


@cache
def _base_forms() -> dict[str, str]:
    """Stem of an irregular form to stem of its verb."""
    verbs = (verb.split() for line in _VERBS.split("\n") for verb in line.split("|") if verb.strip())
    stems = ([stem for form in verb for stem in _analyzer().analyze(form)] for verb in verbs)
    return {form: base for base, *forms in stems for form in forms}


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    filters = (
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.stopword("english"),
        Filter.custom_stopword(_ASKING),
        Filter.stemmer("english"),
    )
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()
