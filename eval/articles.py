"""Corpus: the articles that a question set is asked over, and the names by which the set calls them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from eval.errors import SetError
from eval.files import read_objects
from qa_bot import Article, ArticleError

#: What the fields of an article are called in the published corpora, the first that is there counts.
_TEXT = ("text", "body", "context")
_PUBLISHED = ("published", "published_at", "date")
_AUTHORS = ("authors", "author")
#: What the indexer puts behind the name of a file that holds several articles.
_RECORD = re.compile(r"(?::\d+|#\d+)$")


@dataclass
class Corpus:
    """Articles by id, in the order in which they came.

    ``names`` leads from every name that a set may use (file name, title, URL, the corpus' own id) to the
    article's id, and to "" where two articles share the name. ``skipped`` counts entries without usable text.
    """

    articles: dict[str, Article] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    skipped: int = 0

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Corpus:
        """A corpus of these articles, called by title, URL and id."""
        corpus = cls()
        for article in articles:
            corpus.add(article)
        return corpus

    def add(self, article: Article, *names: str) -> None:
        """Take the article in, under its title, its URL and the other names given."""
        self.articles[article.id] = article
        for name in {article.id, article.title, article.url, *names} - {""}:
            self.names[name] = article.id if self.names.get(name, article.id) == article.id else ""

    def find(self, name: str) -> Article:
        """The article of that name; raises LookupError with the reason when there is not exactly one."""
        found = self.names.get(name)
        if found is None:
            raise LookupError(f"there is no article called {name!r} (file name, title, URL or id)")
        if not found:
            raise LookupError(f"several articles are called {name!r}; use the title or the URL of the one meant")
        return self.articles[found]

    def fingerprint(self) -> str:
        """Hash of all the articles, whatever their order: 64 hex digits."""
        digests = sorted(
            hashlib.sha256(json.dumps(article.to_dict(text=True), sort_keys=True).encode()).digest()
            for article in self.articles.values()
        )
        return hashlib.sha256(b"".join(digests)).hexdigest()


def load_articles(paths: Iterable[str | Path], only: set[str] | None = None) -> Corpus:
    """The articles under ``paths``; ``only`` limits them to those of these names or ids.

    A JSON or JSONL file given by itself is a corpus whose texts are taken exactly as they stand (the forms of
    RealTimeQA, MultiHop-RAG and ``Article.to_dict``), since offsets count in them. Anything else is read and
    cleaned as ``python -m index`` does. The paragraphs of a SQuAD-style file are articles as well. Raises SetError.
    """
    corpus = Corpus()
    for path in map(Path, paths):
        if not path.exists():
            raise SetError(f"{path}: no such file or folder")
        if path.is_file() and {".json", ".jsonl"} & set(path.suffixes):
            _add_corpus(corpus, path, only)
        else:
            _add_news(corpus, path, only)
    if not corpus.articles:
        raise SetError(f"there is no article in {', '.join(map(str, paths))}")
    return corpus


def load_subset(path: str | Path) -> tuple[set[str], set[str]]:
    """(article ids, question ids) of a subset file: one JSON object with those two lists."""
    for _, values in read_objects(path):
        if "article_ids" in values and "question_ids" in values:
            return set(values["article_ids"]), set(values["question_ids"])
    raise SetError(f'{path}, line 1: expected an object with "article_ids" and "question_ids"')


def _add_corpus(corpus: Corpus, path: Path, only: set[str] | None) -> None:
    for line, values in read_objects(path):
        own_id = str(values.get("id", ""))
        if only is not None and own_id not in only:
            continue
        try:
            corpus.add(corpus_article(values), own_id)
        except ArticleError as error:
            if not _first(values, _TEXT):
                corpus.skipped += 1
                continue
            raise SetError(f"{path}, line {line}: {error}") from error


def corpus_article(values: dict[str, Any]) -> Article:
    """An article of a published corpus, its text untouched. Raises ArticleError when it has none."""
    from index.dates import parse_date

    authors = _first(values, _AUTHORS) or ()
    url = str(values.get("url") or "")
    return Article(
        text=_first(values, _TEXT) or "",
        title=values.get("title") or "",
        url=url,
        source=values.get("source") or (urlsplit(url).hostname or "").removeprefix("www."),
        authors=(authors,) if isinstance(authors, str) else tuple(authors),
        published=parse_date(_first(values, _PUBLISHED)),
    )


def _add_news(corpus: Corpus, path: Path, only: set[str] | None) -> None:
    """The articles under a path as the indexer reads them, called by their file, with line or number and without."""
    from index import Rejected, read_articles

    for place, found in read_articles([path]):
        if isinstance(found, Rejected):
            corpus.skipped += 1
            continue
        name = Path(place).name
        names = {name, _RECORD.sub("", name)}
        if only is None or only & {found.id, found.title, found.url, *names}:
            corpus.add(found, *names)


def _first(values: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((values[key] for key in keys if values.get(key)), None)
