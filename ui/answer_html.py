"""Answers and what was found for them: the words, how sure they are, and the quotes as numbered cards."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot import Answer, Article, Citation, Hit
from ui import texts
from ui.article_html import byline
from ui.conversation import Turn
from ui.escaping import clip, esc
from ui.pointer import Pointer

#: Characters shown of a passage that came close.
_PASSAGE_SHOWN = 320


def turn_html(turn: Turn) -> str:
    """What stands below a question: its answer or its error."""
    if turn.answer is None:
        return f'<p class="error" role="alert">{esc(turn.error)}</p>'
    gone = f'<p class="notice gone">{esc(texts.QUOTES_GONE)}</p>' if turn.gone else ""
    return answer_html(turn.answer) + gone


def found_html(hits: Sequence[Hit]) -> str:
    """The passages that the answer is being looked for in; nothing when there are none."""
    if not hits:
        return ""
    cards = "".join(_passage_html(hit, n) for n, hit in enumerate(hits, 1))
    return f'<h3 class="label">{esc(texts.FOUND_HEADING)}</h3><ol class="cards nearest">{cards}</ol>'


def answer_html(answer: Answer) -> str:
    """The answer first, how sure it is, then its quotes; or the passages that came closest."""
    if not answer.answered:
        return _not_said_html(answer)
    numbers = "".join(
        f'<button type="button" class="ref" data-card="{n}" aria-label="{esc(texts.OPEN_QUOTE.format(number=n))}">'
        f"{n}</button>"
        for n in range(1, len(answer.citations) + 1)
    )
    cards = "".join(_citation_html(citation, n) for n, citation in enumerate(answer.citations, 1))
    quotes = f'<h3 class="label">{esc(texts.QUOTES_HEADING)}</h3><ol class="cards">{cards}</ol>' if cards else ""
    return (
        f'<p class="answer" dir="auto">{esc(answer.text)}<span class="refs">{numbers}</span></p>'
        f"{confidence_html(answer.confidence)}{quotes}"
    )


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


def _not_said_html(answer: Answer) -> str:
    if not answer.nearest:
        nearest = f'<p class="aside">{esc(texts.NO_PASSAGES)}</p>'
    else:
        cards = "".join(_passage_html(hit, n) for n, hit in enumerate(answer.nearest, 1))
        nearest = f'<h3 class="label">{esc(texts.NEAREST_HEADING)}</h3><ol class="cards nearest">{cards}</ol>'
    guess = ""
    if answer.nearest:
        guess = f'<p class="aside">{esc(texts.NOT_SHOWN.format(percent=percent(answer.confidence)))}</p>'
    return f'<p class="answer not-said">{esc(answer.text)}</p>{guess}{nearest}'


def _citation_html(citation: Citation, number: int) -> str:
    text, start, end = citation.article.text, citation.start, citation.end
    if citation.answer_start is None or citation.answer_end is None:
        quote = esc(citation.quote)
    else:
        a, b = citation.answer_start, citation.answer_end
        quote = f"{esc(text[start:a])}<mark>{esc(text[a:b])}</mark>{esc(text[b:end])}"
    return _card(citation.article, Pointer.to_citation(citation), quote, number)


def _passage_html(hit: Hit, number: int) -> str:
    return _card(hit.passage.article, Pointer.to_hit(hit), esc(clip(hit.passage.text, _PASSAGE_SHOWN)), number)


def _card(article: Article, pointer: Pointer, quote: str, number: int) -> str:
    """A quote with where it comes from; the button is what keyboards and screen readers reach."""
    label = f"{texts.OPEN_QUOTE.format(number=number)}: {article.title or texts.UNTITLED}"
    return (
        f'<li class="card" data-article="{esc(article.id)}" data-pointer="{esc(pointer.to_json())}">'
        f'<blockquote dir="auto">{quote}</blockquote>'
        f'<div class="origin"><button type="button" class="open" aria-label="{esc(label)}">'
        f'<span class="n">{number}</span><span class="title" dir="auto">{esc(article.title or texts.UNTITLED)}</span>'
        f'</button><p class="byline">{byline(article)}</p></div></li>'
    )
