"""The demo store: the articles that come with the project, in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from qa_bot import Article, QABot, QABotError
from qa_bot.errors import StoreError

#: Questions to click in the demo. The demo articles answer all of them but the last.
QUESTIONS = (
    "Who was the captain of the Maribel?",
    "How many people died on the Maribel?",
    "How long is the Saddle tunnel?",
    "Which substance was found in Emil Castane’s sample?",
    "What is the stolen painting called?",
    "What is the population of Iceland?",
)


def open_demo(folder: Path | None = None, **models: Any) -> QABot:
    """The demo store, made on the first start and brought up to date when its articles changed.

    Articles that somebody added in the page stay. ``models`` are those of ``QABot.open``. Raises StoreError when it
    cannot be opened.
    """
    from qa_bot.encoder.onnx import cache_folder

    folder = folder or cache_folder() / "demo"
    if not folder.exists():
        print(f"First start: making the demo store in {folder}, in about half a minute", file=sys.stderr)
    try:
        bot = QABot.open(folder, **models)
    except QABotError as error:
        raise StoreError(f"{error}. To make the demo store anew, delete the folder {folder}") from error
    try:
        _update(bot, folder / "demo.json")
        return bot
    except BaseException:
        bot.close()
        raise


def _update(bot: QABot, record: Path) -> None:
    from index import demo_folder, read_articles

    source, known = demo_folder(), _read(record)
    state = _state(source)
    if known.get("state") == state:
        return
    from tqdm import tqdm

    articles = [result for _, result in read_articles([source]) if isinstance(result, Article)]
    with tqdm(desc="Indexing the demo articles", unit=" passages", total=0, delay=0.3) as bar:

        def show(done: int, every: int) -> None:
            bar.total = every
            bar.update(done - bar.n)

        bot.add(articles, show)
    ids = [article.id for article in articles]
    bot.remove(set(known.get("ids", [])) - set(ids))
    record.write_text(json.dumps({"state": state, "ids": ids}), encoding="utf-8")


def _state(folder: Path) -> str:
    """Changes when a demo article does, or the program that reads them."""
    hasher = hashlib.sha256()
    for path in sorted([*folder.iterdir(), *folder.parent.glob("*.py")]):
        if path.is_file():
            hasher.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hasher.hexdigest()


def _read(record: Path) -> dict[str, Any]:
    try:
        value = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
