# /// script
# dependencies = ["langchain-huggingface[full]>=1.2,<2", "torch>=2.6,<=2.13.0"]
# ///
"""LangChain: HuggingFaceEmbeddings and the vector store that comes with its core, written to disk as JSON."""

from __future__ import annotations

import os
from typing import Any

from protocol import K, run


class LangChainRecipe:
    def load(self, model: str) -> None:
        from langchain_huggingface import HuggingFaceEmbeddings

        self.embeddings = HuggingFaceEmbeddings(model_name=model)

    def index(self, task: dict[str, Any], folder: str) -> None:
        from langchain_core.documents import Document
        from langchain_core.vectorstores import InMemoryVectorStore

        store = InMemoryVectorStore(self.embeddings)
        store.add_documents([Document(id=each["id"], page_content=each["text"]) for each in task["passages"]])
        store.dump(os.path.join(folder, "store.json"))

    def open(self, folder: str) -> None:
        from langchain_core.vectorstores import InMemoryVectorStore

        self.store = InMemoryVectorStore.load(os.path.join(folder, "store.json"), self.embeddings)

    def search(self, question: str) -> list[str]:
        return [str(document.id) for document in self.store.similarity_search(question, k=K)]


if __name__ == "__main__":
    run(LangChainRecipe())
