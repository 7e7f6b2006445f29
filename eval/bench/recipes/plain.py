"""The plain recipe: sentence-transformers and a flat FAISS index, as every tutorial has it."""

from __future__ import annotations

import json
import os
from typing import Any

from protocol import K, run


class PlainRecipe:
    def load(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(model)

    def index(self, task: dict[str, Any], folder: str) -> None:
        import faiss

        texts = [passage["text"] for passage in task["passages"]]
        vectors = self.model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, os.path.join(folder, "flat.faiss"))
        with open(os.path.join(folder, "passages.json"), "w", encoding="utf-8") as file:
            json.dump(task["passages"], file)

    def open(self, folder: str) -> None:
        import faiss

        self.faiss = faiss.read_index(os.path.join(folder, "flat.faiss"))
        with open(os.path.join(folder, "passages.json"), encoding="utf-8") as file:
            self.ids = [passage["id"] for passage in json.load(file)]

    def search(self, question: str) -> list[str]:
        vector = self.model.encode([question], normalize_embeddings=True, show_progress_bar=False)
        _, found = self.faiss.search(vector, K)
        return [self.ids[place] for place in found[0] if place >= 0]


if __name__ == "__main__":
    run(PlainRecipe())
