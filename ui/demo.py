"""The demo store: the articles that come with the project, in the user's cache folder."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from qa_bot import QABot, QABotError
from qa_bot.errors import StoreError

#: Questions to click in the demo. The demo articles answer all of them but the last.
QUESTIONS: tuple[str, ...] = ()


def open_demo() -> QABot:
    """The demo store, made on the first start and brought up to date when its articles changed.

    Articles that somebody added in the page stay. Raises StoreError when it cannot be opened.
    """
    from index import demo_folder
    from qa_bot.encoder.onnx import cache_folder

    folder = cache_folder() / "demo"
    state = _state(demo_folder())
    try:
        if not folder.exists():
            print(f"First start: making the demo store in {folder}", file=sys.stderr)
        bot = QABot.open(folder)
    except QABotError as error:
        raise StoreError(f"{error}. To make the demo store anew, delete the folder {folder}") from error
    try:
        _update(bot, folder / "demo.json", demo_folder(), state)
        return bot
    except BaseException:
        bot.close()
        raise


def _update(bot: QABot, record: Path, source: Path, state: str) -> None:
    known = _read(record)
    if known.get("state") == state:
        return
    from tqdm import tqdm

    from index import read_articles

    articles = list(read_articles([source]))
    with tqdm(total=1, desc="Indexing the demo articles", unit="passages", leave=False) as bar:

        def show(done: int, all_: int) -> None:
            bar.total = all_
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


def _read(record: Path) -> dict[str, object]:
    try:
        value = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
