"""The comparison with torch on a model of no weight."""

import json

import torch
from transformers import BertConfig, BertForQuestionAnswering

from eval.bench.reading import main
from qa_bot.encoder import weights


def test_both_readers_are_timed_on_the_same_questions(tmp_path, capsys):
    """Times of both, and how ours stands to torch's."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertForQuestionAnswering(config).save_pretrained(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((weights._folder() / name).read_bytes())
    main(["--beside", str(tmp_path), "--limit", "3"])
    figures = json.loads(capsys.readouterr().out)
    assert abs(figures["ratio_p50"] - figures["qa_bot_p50_ms"] / figures["torch_p50_ms"]) < 0.01
    assert figures["qa_bot_p95_ms"] >= figures["qa_bot_p50_ms"] > 0
