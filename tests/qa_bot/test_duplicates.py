import hashlib
import random
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from qa_bot import Article
from qa_bot.duplicates import alike, bands, signatures
from tests.conftest import NEWS

_WORDS = [f"{a}{b}{c}" for a in ("ba", "do", "ki", "lu", "me", "so") for b in ("rin", "tas", "vel") for c in "aeiou"]


def _text(seed, paragraphs=10):
    draw = random.Random(seed)
    return "\n\n".join(" ".join(draw.choices(_WORDS, k=40)).capitalize() + "." for _ in range(paragraphs))


def _reordered(text):
    parts = text.split("\n\n")
    return "\n\n".join(parts[5:] + parts[:5])


def _copies(text, other):
    one, two = signatures([text, other])
    return bool(alike(one, two[None, :])[0])


@pytest.mark.parametrize(
    "edit",
    [
        str.upper,
        _reordered,
        lambda text: "\n\n".join(text.split("\n\n")[:7]),
        lambda text: "By our reporter\n\n" + text + "\n\n" + _text(99, 2),
        lambda text: text.replace("bari", "xx").replace("dota", "yy"),
    ],
)
def test_edited_copy_is_recognised(edit):
    """Shortened, reordered, lengthened, with words replaced, in capitals: still agency copy."""
    for seed in range(20):
        text = _text(seed)
        assert edit(text) != text
        assert _copies(text, edit(text))


def test_other_text_on_the_same_matter_is_no_copy():
    """The same words in other sentences, or a third in common, do not make a copy."""
    for seed in range(20):
        assert not _copies(_text(seed), _text(seed + 100))
        assert not _copies(_text(seed), _text(seed, 5) + "\n\n" + _text(seed + 100, 8))


def test_signatures_are_the_same_on_every_machine():
    """They are stored: another release of the library must not give others."""
    made = signatures([NEWS[0].text, "x", ""])
    assert made.shape == (3, 128)
    assert bands(made).shape == (3, 32)
    assert hashlib.sha256(made.astype("<u4").tobytes()).hexdigest()[:16] == "a8c7d7734c7b1eb5"
    assert np.array_equal(made[:1], signatures([NEWS[0].text]))


def _family(bot, article):
    return {copy.title for copy in bot.copies(article.id)}


def _article(title, text):
    return Article(text, title=title, url=f"https://wire.example/{title}")


def test_copies_know_one_another_and_nothing_is_dropped(bot):
    """Each paper's print of a report stays an article of its own, whatever the order in which they came."""
    one, two, three = (
        _article("one", _text(1)),
        _article("two", _reordered(_text(1))),
        _article("three", _text(1, 8)),
    )
    bot.add([two, _article("else", _text(2))])
    bot.add([one, three])
    assert _family(bot, one) == {"two", "three"}
    assert _family(bot, three) == {"one", "two"}
    assert bot.copies("unknown") == []
    assert bot.info()["articles"] == 4
    assert bot.info()["duplicates"] == 2
    assert bot.verify() == []


def test_replaced_or_removed_article_leaves_its_copies(bot):
    """Who is no longer alike is no longer shown as a copy; a pair that is left stays one."""
    prints = [_article(name, _text(1)) for name in ("one", "two", "three", "four")]
    bot.add(prints)
    bot.add([_article("one", _text(7))])
    assert _family(bot, prints[0]) == set()
    assert _family(bot, prints[1]) == {"three", "four"}
    bot.remove([prints[1].id])
    assert _family(bot, prints[2]) == {"four"}
    bot.remove([prints[2].id])
    assert _family(bot, prints[3]) == set()
    assert bot.info()["duplicates"] == 0
    bot.add([_article("one", _text(1))])
    assert _family(bot, prints[0]) == {"four"}
    assert bot.verify() == []


def test_family_falls_apart_when_the_link_between_its_halves_goes(bot):
    """A summary of two reports links them only as long as it is there."""
    core, left, right = _text(1, 6), _text(2, 6), _text(3, 6)
    middle = f"{core}\n\n{left}\n\n{right}"
    left, right = f"{core}\n\n{left}", f"{core}\n\n{right}"
    articles = [_article("left", left), _article("right", right), _article("both", middle)]
    bot.add(articles)
    assert _family(bot, articles[0]) == {"right", "both"}
    bot.remove([articles[2].id])
    assert _family(bot, articles[0]) == _family(bot, articles[1]) == set()
    assert bot.verify() == []


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        ("UPDATE articles SET family = NULL", "are copies, but not linked"),
        ("UPDATE articles SET family = 1", "no copies of one another"),
        ("UPDATE articles SET signature = zeroblob(512) WHERE number = 1", "wrong signature"),
        ("DELETE FROM bands WHERE article = 1", "wrong signature"),
    ],
)
def test_verify_notices_families_that_are_wrong(bot, harm, message):
    """What links copies is checked against the texts."""
    bot.add([_article("one", _text(1)), _article("two", _text(1)), _article("else", _text(2))])
    with closing(sqlite3.connect(bot.store.folder / "qa_bot.sqlite", isolation_level=None)) as sql:
        sql.execute(harm)
    assert message in "\n".join(bot.verify())
