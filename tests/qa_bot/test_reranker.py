"""A reranker puts what was found into its own order; any cross-encoder in safetensors serves as one."""

import numpy as np
import pytest

from qa_bot import QABot
from qa_bot.cli import main
from qa_bot.encoder import weights
from qa_bot.errors import RerankerError
from qa_bot.reranker import CrossEncoderReranker

torch = pytest.importorskip("torch")
from transformers import BertConfig, BertForSequenceClassification  # noqa: E402


class HailFirst:
    """Holds that hail is what everybody wants to read about."""

    name = "hail"

    def __init__(self):
        self.read = []

    def scores(self, question, texts):
        self.read.append((question, list(texts)))
        return np.array([5.0 if "hail" in text else -float(place) for place, text in enumerate(texts)])


def cross_encoder(folder, labels=1, safe=True):
    """A tiny cross-encoder with the real word pieces."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30522,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        num_labels=labels,
    )
    model = BertForSequenceClassification(config)
    model.save_pretrained(folder)
    if not safe:
        (folder / "model.safetensors").unlink()
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        (folder / name).write_bytes((weights._folder() / name).read_bytes())
    return str(folder)


def test_what_is_found_comes_in_the_reranker_s_order(bot, articles):
    """It reads header and text of what was found; its scores decide, and explain shows them."""
    bot.add(articles)
    before = bot.search("How many cracks did engineers find in the Elm bridge?")
    bot.reranker = HailFirst()
    after = bot.search("How many cracks did engineers find in the Elm bridge?", explain=True)
    assert before[0].passage.article.title == "Elm bridge closed"
    assert after[0].passage.article.title == "Hail"
    assert {hit.passage for hit in after} == {hit.passage for hit in before}
    assert [hit.stages.reranked for hit in after] == sorted((hit.stages.reranked for hit in after), reverse=True)
    assert after[0].score == after[0].stages.reranked == 1.0
    (question, texts), *_ = bot.reranker.read
    assert "cracks" in question
    assert any(text.startswith("Elm bridge closed | Courier, 2 March 2026\n") for text in texts)


def test_answers_rest_on_the_reranker_s_order(bot, articles):
    """What is read is what it put first."""
    bot.add(articles)
    bot.reranker = HailFirst()
    assert "hailstorm" in bot.ask("How many cracks did engineers find in the Elm bridge?").text


def test_what_it_did_not_read_comes_after_what_it_read(bot, articles, monkeypatch):
    """Only the first of what was found are read; none of the others is lost."""
    monkeypatch.setattr("qa_bot.search.RERANKED", 2)
    bot.add(articles)
    before = bot.search("How many cracks did engineers find in the Elm bridge?")
    bot.reranker = HailFirst()
    after = bot.search("How many cracks did engineers find in the Elm bridge?")
    assert {hit.passage for hit in after[:2]} == {hit.passage for hit in before[:2]}
    assert len(after) > 2
    assert [hit.passage for hit in after[2:]] == [hit.passage for hit in before[2:]]


def test_any_cross_encoder_serves_by_its_folder(tmp_path, encoder, articles, capsys):
    """A local folder with one, in a program and on the command line."""
    folder = cross_encoder(tmp_path / "model")
    with QABot.open(tmp_path / "store", encoder=encoder, reranker=folder) as bot:
        bot.add(articles)
        hits = bot.search("cracks in the bridge", explain=True)
        direct = bot.reranker.scores("cracks in the bridge", [hit.passage.index_text for hit in hits])
        assert bot.reranker.name == folder
    assert direct.dtype == np.float32
    assert list(direct) == sorted(direct, reverse=True)
    assert main(["search", "x", "--store", str(tmp_path / "none"), "--reranker", folder]) == 1
    assert "none" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: "no/such-reranker", "no/such-reranker"),
        (lambda folder: cross_encoder(folder, labels=3), "gives 3 scores"),
        (lambda folder: cross_encoder(folder, safe=False), "Cannot load the reranker"),
    ],
)
def test_what_is_no_safe_reranker_is_named(tmp_path, make, message):
    """A wrong name, a classifier, or pickled weights, which could run code: one line."""
    with pytest.raises(RerankerError, match=message):
        CrossEncoderReranker(make(tmp_path / "model")).scores("Who?", ["Ann."])
