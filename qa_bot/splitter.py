"""Cut an article into passages that encoder and reader see whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from qa_bot.article import Article
from qa_bot.passage import Passage
from qa_bot.sentences import sentence_spans, strip_span


class Splitter:
    """Whole sentences, packed into passages of at most ``size`` word pieces.

    The packing is that of langchain-text-splitters; a sentence longer than a passage is cut
    between words, or inside one if need be. Passages do not overlap: a quote is found once.
    """

    def __init__(self, size: int = 180) -> None:
        if size < 8:
            raise ValueError(f"a passage of {size} word pieces cannot hold a sentence; give at least 8")
        self.size = size

    def settings(self) -> dict[str, Any]:
        """What decides where passages begin and end; kept with the store."""
        return {"splitter": "sentences", "size": self.size}

    def split(self, article: Article) -> list[Passage]:
        """The article's passages in order; each begins and ends with a visible character."""
        passages = []
        for document in self._packer.create_documents([article.text]):
            start = document.metadata["start_index"]
            start, end = strip_span(article.text, start, start + len(document.page_content))
            if start < end:
                passages.append(Passage(article, start, end))
        return passages

    @cached_property
    def _packer(self) -> Any:
        from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

        length = self._length
        words = RecursiveCharacterTextSplitter(
            separators=["\n\n", "\n", " ", ""],
            chunk_size=self.size,
            chunk_overlap=0,
            length_function=length,
            keep_separator="end",
            strip_whitespace=False,
        )

        class SentencePacker(TextSplitter):
            def split_text(self, text: str) -> list[str]:
                spans = sentence_spans(text)
                pieces: list[str] = []
                for (start, _), end in zip(spans, [*(start for start, _ in spans[1:]), len(text)], strict=True):
                    sentence = text[start:end]
                    pieces += [sentence] if length(sentence) <= self._chunk_size else words.split_text(sentence)
                return self._merge_splits(pieces, "")

        return SentencePacker(
            chunk_size=self.size, chunk_overlap=0, length_function=length, strip_whitespace=False, add_start_index=True
        )

    @cached_property
    def _length(self) -> Callable[[str], int]:
        from qa_bot.encoder.weights import default_tokenizer

        tokenizer = default_tokenizer()

        def length(text: str) -> int:
            # An endless word is one unknown piece to the tokenizer: bound it by its characters.
            return max(len(tokenizer.encode(text, add_special_tokens=False).ids), len(text) // 12)

        return length
