"""Articles that contradict each other stand side by side: what, who, when, and the way to the quote."""

import re
from datetime import date
from itertools import pairwise

import pytest

from qa_bot import Article, Citation
from qa_bot.answer import Position
from ui.disagreement_html import disagreement_html, timeline_html

EVIL = "<img src=x onerror=alert(1)>"


def position(said, source, day):
    """One article's word on how many died."""
    article = Article(f"{said} people died, the coastguard said.", title="Ferry", source=source, published=day)
    return Position(said, (Citation(article, 0, len(article.text), 0, len(said)),))


LATER, EARLIER = position("35", "Radio", date(2026, 2, 12)), position("19", "Herald", date(2025, 11, 10))


def test_every_position_has_its_row_with_who_says_it_when_and_its_quote():
    """In the order given; the last cell opens the card of that number."""
    html = disagreement_html([LATER, EARLIER], lambda citation: {"Radio": 1, "Herald": 7}[citation.article.source])
    rows = re.findall(r"<tr>.*?</tr>", html)[1:]
    texts = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    assert texts[0] == ["35", "Radio", "according", "to", "the", "coastguard", "12", "Feb", "2026", "1"]
    assert texts[1] == ["19", "Herald", "according", "to", "the", "coastguard", "10", "Nov", "2025", "7"]
    assert 'data-card="7" aria-label="Open quote 7 in the article"' in rows[1]


def test_several_articles_of_one_position_share_its_cell():
    """One heading over their rows."""
    both = Position("35", LATER.citations + EARLIER.citations)
    html = disagreement_html([both, EARLIER], lambda _: 1)
    assert '<th scope="row" rowspan="2"' in html
    assert html.count('scope="row"') == 2


def test_without_positions_there_is_no_table():
    """Nor a frame for one."""
    assert disagreement_html([], lambda _: 1) == ""


def test_figures_over_time_are_drawn_and_told_in_words():
    """The earliest left, the highest on top; who does not see the picture hears every figure with its day."""
    html = timeline_html([LATER, EARLIER])
    places = [tuple(map(float, found)) for found in re.findall(r'<circle cx="([\d.]+)%" cy="(\d+)"', html)]
    assert places[0][0] < places[1][0]
    assert places[0][1] > places[1][1]
    label = re.search(r'role="img" aria-label="([^"]*)"', html)[1]
    assert label == "Figures over time: 19 on 10 Nov 2025, Herald; 35 on 12 Feb 2026, Radio"


@pytest.mark.parametrize(
    "other",
    [
        position("35", "Herald", date(2026, 2, 12)),
        position("19", "Herald", date(2026, 2, 12)),
        position("19", "Herald", None),
        position("19 kilometres", "Herald", date(2025, 11, 10)),
        position("28 March", "Herald", date(2025, 11, 10)),
        position("Nobody", "Herald", date(2025, 11, 10)),
    ],
)
def test_what_is_no_figure_over_time_is_not_drawn(other):
    """One day, one figure, no day, other units, days, names."""
    assert timeline_html([LATER, other]) == ""


def test_labels_do_not_lie_on_each_other():
    """Where there is no room for one, the dot alone is drawn; its value can be pointed at."""
    crowd = [position(str(n), "Herald", date(2025, 11, 10)) for n in range(100, 112)] + [LATER]
    html = timeline_html(crowd)
    heights = sorted(int(y) for y in re.findall(r'class="value" x="5\.0%" dx="\d+" y="(\d+)"', html))
    assert len(heights) < 12
    assert all(b - a >= 18 for a, b in pairwise(heights))
    assert html.count("<title>") == 13


def test_no_text_becomes_markup():
    """Neither of answer, source nor teller."""
    evil = Article(f"{EVIL} 19 people died, {EVIL} said.", source=EVIL, published=date(2025, 11, 10))
    start = evil.text.index("19")
    held = Position(EVIL, (Citation(evil, 0, len(evil.text), start, start + 2),))
    html = disagreement_html([LATER, held], lambda _: 1)
    assert "<svg" in html
    assert "<img" not in html
