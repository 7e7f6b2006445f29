# /// script
# dependencies = ["llama-index-core>=0.14,<0.15", "llama-index-embeddings-huggingface", "torch>=2.6,<=2.13.0"]
# ///
"""LlamaIndex: HuggingFaceEmbedding and its default VectorStoreIndex, persisted to a folder."""

from __future__ import annotations

from typing import Any

from protocol import K, run


class LlamaIndexRecipe:
    def load(self, model: str) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self.embedding = HuggingFaceEmbedding(model_name=model)

    def index(self, task: dict[str, Any], folder: str) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [TextNode(id_=each["id"], text=each["text"]) for each in task["passages"]]
        made = VectorStoreIndex(nodes, embed_model=self.embedding)
        made.storage_context.persist(persist_dir=folder)

    def open(self, folder: str) -> None:
        from llama_index.core import StorageContext, load_index_from_storage

        stored = StorageContext.from_defaults(persist_dir=folder)
        index = load_index_from_storage(stored, embed_model=self.embedding)
        self.retriever = index.as_retriever(similarity_top_k=K)

    def search(self, question: str) -> list[str]:
        return [found.node.node_id for found in self.retriever.retrieve(question)]


if __name__ == "__main__":
    run(LlamaIndexRecipe())
