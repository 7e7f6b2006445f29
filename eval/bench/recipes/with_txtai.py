# /// script
# dependencies = ["txtai>=9,<10", "sentence-transformers>=5", "torch>=2.6,<=2.13.0"]
# ///
"""txtai: its embeddings database, with the default index behind it."""

from __future__ import annotations

import os
from typing import Any

from protocol import K, run


class TxtaiRecipe:
    def load(self, model: str) -> None:
        from txtai import Embeddings

        self.embeddings = Embeddings(path=model, method="sentence-transformers")

    def index(self, task: dict[str, Any], folder: str) -> None:
        self.embeddings.index((each["id"], each["text"], None) for each in task["passages"])
        self.embeddings.save(os.path.join(folder, "txtai"))

    def open(self, folder: str) -> None:
        self.embeddings.load(os.path.join(folder, "txtai"))

    def search(self, question: str) -> list[str]:
        return [str(name) for name, _ in self.embeddings.search(question, K)]


if __name__ == "__main__":
    run(TxtaiRecipe())
