"""Report: one HTML file with figures, plots and the questions most worth reading, viewable offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from eval.charts import Series, bars, histogram, line_chart
from eval.compare import Comparison, Line
from eval.metrics import METRICS, Table, judged, table
from eval.metrics.abstention import calibration_bins, risk_coverage
from eval.metrics.retrieval import is_relevant
from eval.report_style import STYLE
from eval.run import Record
from eval.summary import Figures, meaning, show
from eval.worst import worst

#: Questions shown in full.
_WORST = 50


def report(
    results: Mapping[str, Any], figures: Figures, records: Sequence[Record], comparison: Comparison | None = None
) -> str:
    """The page as one string; every text that came from outside is escaped."""
    name = results["set"]["name"]
    parts = [
        f"<h1>{escape(name)}</h1>{_facts(results)}",
        f"<h2>Figures</h2>{_figures(figures)}",
        f'<h2>Plots</h2><div class="plots">{"".join(_plots(records, results["by_type"]))}</div>',
        _comparison(comparison) if comparison else "",
        f"<h2>Questions to read</h2>{_reading(records)}",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(name)} – eval</title><style>{STYLE}</style></head>\n"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def _facts(results: Mapping[str, Any]) -> str:
    asked = results["set"]
    machine, models = results["machine"], results["models"]
    rows = {
        "Command": results["command"],
        "Date": results["date"],
        "Commit": results["commit"] or "not a checkout",
        "Questions": f"{asked['questions']:,} ({asked['unanswerable']:,} unanswerable), {asked['format']}",
        "Over": f"{asked['articles']:,} articles" if asked["articles"] else "the story of each question",
        "Encoder": f"{models['encoder']} ({models['encoder_fingerprint']})",
        **({"Reranker": models["reranker"]} if models.get("reranker") else {}),
        "Reader": models["reader"] or "none: retrieval only",
        "Machine": f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB",
    }
    return f"<dl>{''.join(f'<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>' for k, v in rows.items())}</dl>"


def _figures(figures: Figures) -> str:
    rows, group = [], ""
    for name, metric in METRICS.items():
        if name not in figures:
            continue
        if metric.group != group:
            group = metric.group
            rows.append(f'<tr><th colspan="5" scope="rowgroup">{group}</th></tr>')
        figure = figures[name]
        bounds = "" if figure["low"] is None else f"{show(metric, figure['low'])} – {show(metric, figure['high'])}"
        rows.append(
            f"<tr><td><code>{name}</code></td><td class=number>{show(metric, figure['value'])}</td>"
            f"<td class=number>{bounds}</td><td class=number>{figure['n'] or ''}</td><td>{meaning(metric)}</td></tr>"
        )
    head = "<tr><th>figure</th><th>value</th><th>95% interval</th><th>questions</th><th>what it is</th></tr>"
    return f'<div class="wide"><table><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'


def _plots(records: Sequence[Record], by_type: Mapping[str, Mapping[str, Any]]) -> list[str]:
    scores = table(record.scores for record in records)
    found = []
    if "confidence" in scores:
        found += _abstention_plots(scores)
    if "hit@1" in scores:
        found.append(_figure("Hits by k", "share of questions with a gold passage among the first k", _hits(scores)))
    for what in ("ask", "search"):
        times = np.array([record.times[what] for record in records if what in record.times])
        if len(times):
            marks = [(f"p{p}: {np.percentile(times, p):,.0f} ms", float(np.percentile(times, p))) for p in (50, 95)]
            drawn = histogram(f"Time to {what}", times, marks, "milliseconds")
            found.append(_figure(f"Time to {what}", "on the machine named above", drawn))
    rows = [(name, each["share"], f"{each['share']:.0%} of {each['questions']}") for name, each in by_type.items()]
    right = "right answers" if "right" in scores else "a gold passage among the first ten"
    found.append(_figure("By type of question", f"share with {right}", bars("By type of question", rows)))
    return found


def _abstention_plots(scores: Table) -> list[str]:
    given = judged(scores)
    sure, right = scores["confidence"][given], scores["right"][given]
    unit = (0.0, 1.0)
    coverage, risk = risk_coverage(sure, 1 - right, len(given))
    curve = Series("risk", list(coverage), list(risk))
    bins = calibration_bins(sure, right)
    seen = Series("answers given", [b[0] for b in bins], [b[1] for b in bins], dots=True)
    ideal = Series("as it should be", unit, unit)
    return [
        _figure(
            "Risk and coverage",
            "errors among the answers given when only the surest are; the curve ends where the reader falls silent",
            line_chart("Risk and coverage", [curve], "coverage", "risk", unit, unit),
        ),
        _figure(
            "Calibration",
            "share right among answers of like confidence, 15 bins",
            line_chart("Calibration", [seen, ideal], "confidence", "share right", unit, unit),
        ),
    ]


def _hits(scores: Table) -> str:
    cuts = [k for k in (1, 3, 5, 10) if f"hit@{k}" in scores]
    shares = [float(np.nanmean(scores[f"hit@{k}"])) for k in cuts]
    return line_chart("Hits by k", [Series("hit@k", cuts, shares, dots=True)], "k", "hit@k", (0, 10), (0.0, 1.0))


def _figure(title: str, caption: str, drawn: str) -> str:
    return f"<figure><h3>{escape(title)}</h3>{drawn}<figcaption>{escape(caption)}</figcaption></figure>"


def _comparison(comparison: Comparison) -> str:
    def listed(pairs: Sequence[tuple[Line, Line]]) -> str:
        return "".join(f"<li><code>{escape(a['id'])}</code> {escape(a['question'])}</li>" for _, a in pairs)

    return (
        f"<h2>Against the baseline</h2><pre>{escape(comparison.text().split('Became right')[0])}</pre>"
        f"<details><summary>Became right: {len(comparison.became_right)}</summary>"
        f"<ul>{listed(comparison.became_right)}</ul></details>"
        f"<details><summary>Became wrong: {len(comparison.became_wrong)}</summary>"
        f"<ul>{listed(comparison.became_wrong)}</ul></details>"
    )


def _reading(records: Sequence[Record]) -> str:
    chosen = worst(records, _WORST)
    if not chosen:
        return "<p>Nothing went wrong.</p>"
    note = "Wrong answers and silence where there was an answer, by turns; the surest of each first."
    return f"<p>{note}</p>{''.join(_question(record) for record in chosen)}"


def _question(record: Record) -> str:
    asked, answer = record.question, record.answer
    before = "".join(f"<p class=before>{escape(text)}</p>" for text in asked.history)
    accepted = "; ".join([*asked.answers, *(" / ".join(part) for part in asked.parts)]) or "nothing in the articles"
    rows = [f"<dt>Accepted</dt><dd>{escape(accepted)}</dd>"]
    rows += [f"<dt>Gold</dt><dd><q>{escape(gold.quote)}</q></dd>" for gold in asked.gold[:3] if gold.quote]
    if answer:
        said = f"{answer.text} ({answer.confidence:.0%})" if answer.answered else f"no answer ({answer.confidence:.0%})"
        rows.append(f"<dt>Answered</dt><dd class=said>{escape(said)}</dd>")
        rows += [
            f"<dt>Quote</dt><dd><q>{escape(c.quote)}</q> {escape(_place(c.article.title, c.article.dateline))}</dd>"
            for c in answer.citations
        ]
    for rank, hit in enumerate(record.hits[:3], 1):
        title = _place(hit.passage.article.title, hit.passage.article.dateline)
        gold = " <b>gold</b>" if asked.answerable and is_relevant(asked, hit.passage) else ""
        text = escape(hit.passage.text)
        rows.append(f"<dt>Hit {rank}</dt><dd><details><summary>{escape(title)}{gold}</summary>{text}</details></dd>")
    kind = f"<p class=kind><code>{escape(asked.id)}</code> {escape(asked.type)}</p>"
    return f"<article>{before}<h3>{escape(asked.question)}</h3>{kind}<dl>{''.join(rows)}</dl></article>"


def _place(title: str, dateline: str) -> str:
    return ", ".join(part for part in (title, dateline) if part) or "untitled"
