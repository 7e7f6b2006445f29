"""Blocks: the lines of a web page in its own order, with what the markup around them says they are.

An extractor that weighs text loses paragraphs, glues a heading to what follows, and takes captions for
prose. The page itself knows better where its lines begin and end, and often what they are.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LEAVES = _HEADINGS | {"p", "li", "blockquote", "figcaption", "dt", "dd", "pre"}
_BOXES = frozenset(
    ("div", "section", "article", "main", "aside", "header", "footer", "nav", "form", "ul", "ol", "dl", "table",
     "tbody", "tr", "td", "th", "figure", "body", "fieldset", "details")
)  # fmt: skip
_SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "iframe", "button", "select", "option", "textarea")
)
#: What the names that a page gives to an element say of everything in it.
_MARKS = tuple(
    (reason, re.compile(pattern, re.I))
    for reason, pattern in (
        (
            "embedded post",
            r"\b(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|fb-post|reddit-(?:embed|card)"
            r"|mastodon-embed|text-post-media)\b",
        ),
        ("caption", r"(?:^|[ _-])(?:fig)?captions?(?:$|[ _-])|(?:image|photo|picture|media)[_-]*(?:credit|caption)"),
        (
            "about the author",
            r"(?:author|contributor|writer|byline)s?[_-]*(?:bio|info|card|box|profile|about|desc|blurb|details)"
            r"|about[_-]*(?:the[_-]*)?(?:author|writer)|(?:^|[ _-])bio(?:graphy)?(?:$|[ _-])",
        ),
        (
            "link to other articles",
            r"(?:^|[ _-])related|recommend|read[_-]?more|more[_-]?(?:stories|from|on[_-])|trending"
            r"|most[_-]?(?:read|popular|viewed)|(?:^|[ _-])(?:popular|promo)s?(?:$|[ _-])|outbrain|taboola",
        ),
        ("newsletter sign-up", r"newsletter|sign-?up(?:$|[ _-])"),
        ("reader comment", r"(?:^|[ _-])comments?(?:$|[ _-])|disqus|viafoura|coral"),
    )
)
_LINK = "link to other articles"
_TAGS = {"figcaption": "caption", "nav": "advertisement or page control", "form": "newsletter sign-up"}
#: Of the words found, the part that must lie in one element for it to be the article's.
_SHARE = 0.8
#: Names that would drop more of the words than this do not mean what they seem to mean.
_MOST_DROPPED = 0.25
#: A paragraph that was passed over in the middle of the article has at least so many words.
_FEWEST_WORDS = 4
#: An element with so many links that are lines of their own, and so much of its text in them, lists other articles.
_FEWEST_LINKS = 3
_LINK_SHARE = 0.3
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text of the page and the element it stands in; ``key`` is its letters and digits."""

    text: str
    key: str
    element: Any
    linked: bool


def key(text: str) -> str:
    """What two forms of a line have in common: letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def lines(tree: Any) -> list[Line]:
    """The lines of a parsed page, from top to bottom."""
    found: list[Line] = []
    for element in tree.iter(*_LEAVES, "div", "span", "td", "th"):
        if element.tag in ("div", "span", "td", "th") and (
            any(child.tag in _LEAVES or child.tag in _BOXES for child in element.iterdescendants())
            or any(parent.tag in _LEAVES or parent.tag == element.tag == "span" for parent in element.iterancestors())
        ):
            continue
        if any(child.tag in _LEAVES or child.tag in ("div", "ul", "ol") for child in element.iterdescendants()):
            continue  # its own lines come by themselves
        links = sum(len(key(link.text_content())) for link in element.iter("a") if link.get("href"))
        for raw in "".join(_text(element)).split("\n"):
            text = " ".join(raw.split())
            if letters := key(text):
                # Of a headline that is a link, a part may stand there twice, for wide and for narrow screens.
                share = 0.4 if element.tag in _HEADINGS else 0.95
                found.append(Line(text, letters, element, links >= share * len(letters)))
    return found


def _text(element: Any) -> Iterator[str]:
    if element.tag in _SILENT or not isinstance(element.tag, str):
        return
    yield re.sub(r"\s", " ", element.text or "")
    for child in element:
        if child.tag == "br":
            yield "\n"
        else:
            yield from _text(child)
        yield re.sub(r"\s", " ", child.tail or "")


def align(page: Sequence[Line], found: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Each of the texts found with the lines of the page that it is made of; none where they cannot be told.

    A text that glues several lines together comes back as those lines, one that repeats lines that
    were taken before does not come back at all.
    """
    places: dict[str, list[int]] = {}
    for place, line in enumerate(page):
        places.setdefault(line.key, []).append(place)
    used: set[int] = set()
    result: list[tuple[str, list[int]]] = []
    last = -1
    for text in found:
        letters = key(text)
        whole = [place for place in places.get(letters, ()) if place not in used]
        run = [min(whole, key=lambda place: (place < last, abs(place - last)))] if whole else []
        if not run and letters in places:
            continue
        if not run:
            run = _run(page, letters, last)
        if any(place in used for place in run):
            run = []
        if run:
            used.update(run)
            last = run[-1]
        if len(run) > 1 and page[run[0]].element.tag not in ("td", "th"):
            result += [(page[place].text, [place]) for place in run]
        else:  # the cells of a row stay together
            result.append((text, run))
    return result


def _run(page: Sequence[Line], letters: str, after: int) -> list[int]:
    """The consecutive lines that a text is made of, from the place after which it is looked for."""
    for start in [*range(after + 1, len(page)), *range(after + 1)]:
        if not letters.startswith(page[start].key):
            continue
        rest, run = letters, []
        for place in range(start, len(page)):
            if not rest or not rest.startswith(page[place].key):
                break
            rest = rest.removeprefix(page[place].key)
            run.append(place)
        if not rest and len(run) > 1:
            return run
    return []


def container(page: Sequence[Line], taken: Iterable[int]) -> Any:
    """The innermost element that holds most of the words of the lines taken; None when there are none."""
    words: dict[Any, int] = {}
    total = 0
    for place in taken:
        count = len(page[place].text.split())
        total += count
        for parent in page[place].element.iterancestors():
            words[parent] = words.get(parent, 0) + count
    enough = [element for element, count in words.items() if count >= _SHARE * total]
    return max(enough, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def reason(line: Line, inside: Any, lists: Container[Any] = ()) -> str:
    """What the markup between a line and the element of the article says that it is; "" when nothing."""
    for element in (line.element, *line.element.iterancestors()):
        if element is inside:
            break
        if element in lists:
            return _LINK
        if element.tag in _TAGS:
            return _TAGS[element.tag]
        names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("data-testid"))))
        for why, pattern in _MARKS:
            if pattern.search(names):
                return why
    if line.linked and line.element.tag not in ("li", "td") and _is_headline(line.text):
        return _LINK
    return ""


def _is_headline(text: str) -> bool:
    return 4 <= len(text.split()) <= 30 and not _SENTENCE_END.search(text)


def link_lists(page: Sequence[Line], inside: Any) -> set[Any]:
    """The elements within that of the article in which links to other articles are listed, with their teasers."""
    links: dict[Any, list[int]] = {}
    letters: dict[Any, int] = {}
    for line in page:
        for parent in line.element.iterancestors():
            if parent is inside or parent.tag in ("p", "ul", "ol"):
                break
            letters[parent] = letters.get(parent, 0) + len(line.key)
            if line.linked and len(line.text.split()) >= 4:
                links.setdefault(parent, []).append(len(line.key))
    return {
        parent
        for parent, sizes in links.items()
        if len(sizes) >= _FEWEST_LINKS and sum(sizes) >= _LINK_SHARE * letters[parent]
    }


def read_blocks(tree: Any, found: Sequence[str], posts: Sequence[str] = ()) -> list[tuple[str, str]]:
    """The texts found, in order, each with the reason that the markup gives to drop it, or "".

    Paragraphs that were passed over above others of the article are put back in their place; so are, at the
    end, those that belong to ``posts``, the texts that a live blog declares.
    """
    page = lines(tree)
    aligned = align(page, found)
    taken = {place for _, places in aligned for place in places}
    inside = container(page, taken)
    if inside is None:
        return [(text, "") for text, _ in aligned]
    lists = link_lists(page, inside)
    why = {place: reason(page[place], inside, lists) for place in taken}
    missing = set(_missing(page, {place for place in taken if not why[place]}, inside, lists))
    result: list[tuple[str, str]] = []
    last = -1
    for text, places in aligned:
        if places:
            result += [(page[place].text, "") for place in range(last + 1, places[0]) if place in missing]
        result.append((text, why[places[0]] if places else ""))
        last = places[-1] if places else last
    result += [(page[place].text, "") for place in _posts(page, taken | missing, posts)]
    words = [(len(text.split()), dropped) for text, dropped in result]
    if sum(count for count, dropped in words if dropped) > _MOST_DROPPED * sum(count for count, _ in words):
        return [(text, "") for text, _ in result]
    return result


def _missing(page: Sequence[Line], kept: set[int], inside: Any, lists: Container[Any]) -> Iterator[int]:
    """The lines that were passed over and have form and place of a paragraph or sub-headline of the article."""
    around = {_kind(page[place].element.getparent()) for place in kept if page[place].element.tag == "p"}
    for place, line in enumerate(page):
        beside = _kind(line.element.getparent()) in around  # and not in a box between paragraphs
        enough = line.element.tag == "p" and len(line.text.split()) >= _FEWEST_WORDS
        announces = line.element.tag in ("h2", "h3", "h4") and place + 1 in kept
        if place in kept or line.linked or not (beside and (enough or announces)):
            continue
        if inside in line.element.iterancestors() and not reason(line, inside, lists):
            yield place


def _posts(page: Sequence[Line], taken: set[int], posts: Sequence[str]) -> Iterator[int]:
    """The lines of the page that are paragraphs or headlines of a post and were not taken."""
    texts = [key(post) for post in posts]
    for place, line in enumerate(page if texts else ()):
        own_line = line.element.tag in _LEAVES and len(line.text.split()) >= 2 and not line.linked
        if own_line and place not in taken and any(line.key in text for text in texts):
            yield place


def _kind(element: Any) -> Any:
    """What elements that hold the same sort of thing share: their names, or being the same."""
    return (element.tag, element.get("class")) if element.get("class") else element
