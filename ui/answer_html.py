"""Answers and what was found for them: the words, how sure they are, and the quotes as numbered cards."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot import Answer, Article, Citation, Hit
from ui import texts
from ui.article_html import byline
from ui.conversation import Turn
from ui.disagreement_html import disagreement_html
from ui.escaping import clip, esc
from ui.pointer import Pointer
from ui.understood_html import understood_html

#: Characters shown of a passage that came close.
_PASSAGE_SHOWN = 320
_LONGEST_NAME = 60
#: Characters of the longest answer that is said again with its day.
_SHORT = 40


def turn_html(turn: Turn) -> str:
    """What stands below a question: its answer or its error."""
    if turn.answer is None:
        return f'<p class="error" role="alert">{esc(turn.error)}</p>'
    understood = understood_html(turn.answer, turn.ignore)
    if turn.gone and turn.answer.answered and not turn.answer.citations:  # nothing is said without its proof
        return f'{understood}<p class="notice gone">{esc(texts.ALL_GONE)}</p>'
    gone = f'<p class="notice gone">{esc(texts.QUOTES_GONE)}</p>' if turn.gone else ""
    return understood + answer_html(turn.answer) + gone


def found_html(hits: Sequence[Hit]) -> str:
    """The passages that the answer is being looked for in; nothing when there are none."""
    if not hits:
        return ""
    cards = "".join(_passage_html(hit, n) for n, hit in enumerate(hits, 1))
    return f'<h3 class="label">{esc(texts.FOUND_HEADING)}</h3><ol class="cards nearest">{cards}</ol>'


def answer_html(answer: Answer) -> str:
    """The answer first, how sure it is, who contradicts it, then the quotes; or the passages that came closest."""
    return _answer_html(answer, 1)[0]


def _answer_html(answer: Answer, first: int) -> tuple[str, int]:
    """The HTML, and the number of the next card: within a turn they are counted in the order in which they stand."""
    if answer.parts:
        return _parts_html(answer.parts, first)
    if not answer.answered:
        return _not_said_html(answer, first)
    quotes: dict[tuple[str, int, int], Citation] = {}
    for each in (*answer.citations, *(each for position in answer.positions for each in position.citations)):
        quotes.setdefault((each.article.id, each.start, each.end), each)
    numbers = {place: n for n, place in enumerate(quotes, first)}

    def number(citation: Citation) -> int:
        return numbers[citation.article.id, citation.start, citation.end]

    refs = "".join(_ref(n) for n in dict.fromkeys(map(number, answer.citations)))
    cards = "".join(_citation_html(quotes[place], n) for place, n in numbers.items())
    shown = f'<h3 class="label">{esc(texts.QUOTES_HEADING)}</h3><ol class="cards">{cards}</ol>' if cards else ""
    return (
        f'<p class="answer" dir="auto">{esc(answer.text)}{_day_html(answer)}<span class="refs">{refs}</span></p>'
        f"{confidence_html(answer.confidence)}{disagreement_html(answer.positions, number)}{shown}"
    ), first + len(numbers)


def _day_html(answer: Answer) -> str:
    """The days that an answer like "Monday" or "last week" stands for; nothing for any other."""
    first = answer.citations[0] if answer.citations else None
    if first is None or first.answer_start is None or first.answer_end is None:
        return ""
    start, end = first.answer_start, first.answer_end
    readings = [each.reading for each in first.times if start < each.end and each.start < end]
    if len(readings) != 1 or len(answer.text) > _SHORT or answer.text.casefold() in readings[0].casefold():
        return ""
    return f' <span class="days">{esc(readings[0])}</span>'


def _parts_html(parts: Sequence[Answer], first: int) -> tuple[str, int]:
    """Two questions in one: the answer to each below its own words."""
    shown, number = "", first
    for part in parts:
        inner, number = _answer_html(part, number)
        shown += f'<section class="part"><h3 class="label" dir="auto">{esc(part.question)}</h3>{inner}</section>'
    return shown, number


def _ref(number: int) -> str:
    label = texts.OPEN_QUOTE.format(number=number)
    return f'<button type="button" class="ref" data-card="{number}" aria-label="{esc(label)}">{number}</button>'


def confidence_html(confidence: float) -> str:
    """The words for a probability, and the number behind them."""
    level = next(n for n, (least, _) in enumerate(texts.CONFIDENCE) if confidence >= least or least == 0)
    words = texts.CONFIDENCE[level][1]
    return (
        f'<p class="confidence level-{level}" title="{esc(texts.CONFIDENCE_TITLE)}">'
        f'<span class="dot" aria-hidden="true"></span>{esc(words)} '
        f'<span class="number">{percent(confidence)} %</span></p>'
    )


def percent(confidence: float) -> int:
    """Whole percent, never rounded up to a certainty that nobody has."""
    return min(99, max(0 if confidence < 0.005 else 1, round(100 * confidence)))


def _not_said_html(answer: Answer, first: int) -> tuple[str, int]:
    otherwise, number = "", first
    if answer.otherwise and (answer.otherwise.answered or not answer.nearest):
        left_out = " + ".join(f"“{each.words}”" for each in answer.understood if each.required)
        inner, number = _answer_html(answer.otherwise, first)
        heading = texts.WITHOUT.format(words=left_out)
        otherwise = f'<div class="otherwise"><h3 class="label" dir="auto">{esc(heading)}</h3>{inner}</div>'
    guess = nearest = ""
    missing = f'<p class="missing" dir="auto">{esc(answer.missing.text)}</p>' if answer.missing else ""
    if answer.nearest:
        guess = f'<p class="aside">{esc(texts.NOT_SHOWN.format(percent=percent(answer.confidence)))}</p>'
        cards = "".join(_passage_html(hit, n) for n, hit in enumerate(answer.nearest, number))
        nearest = f'<h3 class="label">{esc(texts.NEAREST_HEADING)}</h3><ol class="cards nearest">{cards}</ol>'
        number += len(answer.nearest)
    elif not otherwise:
        nearest = f'<p class="aside">{esc(texts.NO_PASSAGES)}</p>'
    said = f'<p class="answer not-said" dir="auto">{esc(answer.text)}</p>'
    return said + missing + guess + otherwise + nearest, number


def _citation_html(citation: Citation, number: int) -> str:
    text, start, end = citation.article.text, citation.start, citation.end
    if citation.answer_start is None or citation.answer_end is None:
        quote = esc(citation.quote)
    else:
        a, b = citation.answer_start, citation.answer_end
        quote = f"{esc(text[start:a])}<mark>{esc(text[a:b])}</mark>{esc(text[b:end])}"
    return _card(citation.article, Pointer.to_citation(citation), quote, number, _notes_html(citation))


def _notes_html(citation: Citation) -> str:
    """What the quote's time words mean, whether its article corrects another, and where copies of it were printed."""
    text = citation.article.text
    notes = [texts.TIME_WORDS.format(words=text[t.start : t.end], reading=t.reading) for t in citation.times]
    notes += [texts.CORRECTS] if citation.corrects else []
    lines = "".join(f'<p class="note" dir="auto">{esc(note)}</p>' for note in notes)
    if citation.also_in:
        copies = ", ".join(
            f'<button type="button" data-open="{esc(copy.id)}" dir="auto">'
            f"{esc(clip(copy.source or copy.title or texts.UNTITLED, _LONGEST_NAME))}</button>"
            for copy in citation.also_in
        )
        lines += f'<p class="note">{esc(texts.ALSO_IN)} {copies}</p>'
    return lines


def _passage_html(hit: Hit, number: int) -> str:
    return _card(hit.passage.article, Pointer.to_hit(hit), esc(clip(hit.passage.text, _PASSAGE_SHOWN)), number)


def _card(article: Article, pointer: Pointer, quote: str, number: int, notes: str = "") -> str:
    """A quote with where it comes from; the button is what keyboards and screen readers reach."""
    label = f"{texts.OPEN_QUOTE.format(number=number)}: {article.title or texts.UNTITLED}"
    return (
        f'<li class="card" data-article="{esc(article.id)}" data-pointer="{esc(pointer.to_json())}">'
        f'<blockquote dir="auto">{quote}</blockquote>'
        f'<div class="origin"><button type="button" class="open" aria-label="{esc(label)}">'
        f'<span class="n">{number}</span><span class="title" dir="auto">{esc(article.title or texts.UNTITLED)}</span>'
        f'</button><p class="byline">{byline(article)}</p>{notes}</div></li>'
    )
