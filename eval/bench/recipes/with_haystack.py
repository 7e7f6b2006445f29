# /// script
# dependencies = ["haystack-ai>=3,<4", "sentence-transformers-haystack>=2,<3", "torch>=2.6,<=2.13.0"]
# ///
"""Haystack: its sentence-transformers embedders and InMemoryDocumentStore, saved to disk."""

from __future__ import annotations

import os
from typing import Any

from protocol import K, run


class HaystackRecipe:
    def load(self, model: str) -> None:
        from haystack_integrations.components.embedders.sentence_transformers import (
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self.documents = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
        self.questions = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
        self.documents.warm_up()
        self.questions.warm_up()

    def index(self, task: dict[str, Any], folder: str) -> None:
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        documents = [Document(id=each["id"], content=each["text"]) for each in task["passages"]]
        store.write_documents(self.documents.run(documents)["documents"])
        store.save_to_disk(os.path.join(folder, "store.json"))

    def open(self, folder: str) -> None:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore.load_from_disk(os.path.join(folder, "store.json"))
        self.retriever = InMemoryEmbeddingRetriever(store, top_k=K)

    def search(self, question: str) -> list[str]:
        vector = self.questions.run(question)["embedding"]
        return [document.id for document in self.retriever.run(vector)["documents"]]


if __name__ == "__main__":
    run(HaystackRecipe())
