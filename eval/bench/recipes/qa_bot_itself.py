"""This project: QABot over the articles, cut by its own splitter into the very passages that the others get."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path(__file__).parents[3]))

from protocol import K, run


class QABotRecipe:
    def load(self, model: str) -> None:
        from qa_bot.encoder import load_encoder

        self.encoder = load_encoder()
        self.encoder.encode_passages(["warm"])
        self.encoder.encode_queries(["warm"])

    def index(self, task: dict[str, Any], folder: str) -> None:
        from qa_bot import Article, QABot

        with QABot.open(os.path.join(folder, "store"), encoder=self.encoder) as bot:
            bot.add(Article.from_dict(values) for values in task["articles"])

    def open(self, folder: str) -> None:
        from qa_bot import QABot

        self.bot = QABot.open(os.path.join(folder, "store"), encoder=self.encoder, create=False)

    def search(self, question: str) -> list[str]:
        passages = [hit.passage for hit in self.bot.search(question, K, join=False)]
        return [f"{passage.article.id}:{passage.start}-{passage.end}" for passage in passages]


if __name__ == "__main__":
    run(QABotRecipe())
