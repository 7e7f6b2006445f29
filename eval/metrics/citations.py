"""Citations: whether the quotes prove the answer, and whether they are what the articles say.

After the citation precision and recall of Gao et al., "Enabling Large Language Models to Generate Text with
Citations" (EMNLP 2023), with gold places in the stead of their entailment model:

- ``cite_answer``: share of an answer's quotes that hold an accepted answer (or half of a gold quote);
- ``cite_article``: share of its quotes that come from a gold article;
- ``cite_precision``: share that do both; without gold articles, the same as ``cite_answer``;
- ``cite_recall``: over all answerable questions, whether at least one quote does both; with parts, the share of parts
  that stand in the quotes;
- ``exact_quotes``: share of the quotes that are, character for character, the slice of the article as it was handed to
  the store. Anything below 100% is a defect.
"""

from __future__ import annotations

from collections.abc import Callable

from eval.metrics.answers import findable, stands_in
from eval.metrics.retrieval import holds
from eval.questions import Question
from qa_bot import Answer, Article, Citation, Passage


def score_citations(question: Question, answer: Answer, original: Callable[[str], Article | None]) -> dict[str, float]:
    """The measures above; ``original`` gives an article by its id as it came in, not as the answer holds it."""
    given = answer.citations
    scores: dict[str, float] = {}
    if given:
        scores["exact_quotes"] = _mean([is_exact(citation, original) for citation in given])
    if question.unanswerable:
        return scores
    carries = [_carries(question, citation) for citation in given]
    golden = [not question.gold or citation.article.id in {g.article for g in question.gold} for citation in given]
    both = [a and b for a, b in zip(carries, golden, strict=True)]
    scores["cite_recall"] = float(any(both)) if not question.parts else _parts_quoted(question, answer)
    if given:
        scores |= {"cite_answer": _mean(carries), "cite_precision": _mean(both)}
        if question.gold:
            scores["cite_article"] = _mean(golden)
    return scores


def is_exact(citation: Citation, original: Callable[[str], Article | None]) -> bool:
    """Whether the quote stands in the article as it came in, at the very place that the citation names."""
    article = original(citation.article.id)
    return article is not None and citation.quote == article.text[citation.start : citation.end]


def _carries(question: Question, citation: Citation) -> bool:
    span = Passage(citation.article, citation.start, citation.end)
    placed = any(gold.start is not None and holds(span, gold, question) for gold in question.gold)
    return placed or any(stands_in(answer, citation.quote) for answer in findable(question.accepted))


def _parts_quoted(question: Question, answer: Answer) -> float:
    quotes = [citation.quote for citation in answer.citations]
    return _mean([any(stands_in(form, quote) for form in forms for quote in quotes) for forms in question.parts])


def _mean(values: list[bool]) -> float:
    return sum(values) / len(values)
