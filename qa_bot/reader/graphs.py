"""The reader's two graphs: its lower half, and its upper half with the head, as int8 ONNX files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from qa_bot.encoder.onnx import export_onnx, quantise
from qa_bot.errors import ReaderError

#: Their names, lower half first.
GRAPHS = ("lower.onnx", "upper.onnx")
_INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def write_graphs(model: Path, out: Path) -> None:
    """Write the graphs of the transformers model in ``model`` into ``out``.

    ``lower.onnx`` makes ``hidden``, (batch, length, size), of the three inputs that ``qa_bot.reader.windows.pad``
    stacks, and a ``mask`` that goes with it; ``upper.onnx`` makes of both start and end ``logits``, (batch, length, 2).
    Raises ReaderError for a model that is not built like BERT.
    """
    import onnx

    with tempfile.TemporaryDirectory() as work:
        whole = Path(work, "whole.onnx")
        _export(model, whole)
        _name_middle(model, whole)
        parts = (_INPUTS, ["hidden", "mask"]), (["hidden", "mask"], ["logits"])
        for name, (inputs, outputs) in zip(GRAPHS, parts, strict=True):
            half = Path(work, name)
            onnx.utils.extract_model(whole, half, inputs, outputs, check_model=False, infer_shapes=False)
            quantise(half, out / name)


def _export(model: Path, target: Path) -> None:
    """The whole reader, each layer's attention, normalisation and activation one operation each: a quarter faster."""
    import torch
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions
    from transformers import AutoModelForQuestionAnswering

    class Logits(torch.nn.Module):
        """Start and end logits as one array (batch, length, 2)."""

        def __init__(self, reader: torch.nn.Module) -> None:
            super().__init__()
            self.reader = reader

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
        ) -> torch.Tensor:
            output = self.reader(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
            return torch.stack((output.start_logits, output.end_logits), dim=-1)

    reader = AutoModelForQuestionAnswering.from_pretrained(model, attn_implementation="eager", dtype=torch.float32)
    example = torch.ones((2, 16), dtype=torch.int64)
    export_onnx(
        Logits(reader).eval(),
        (example, example, torch.zeros_like(example)),
        target,
        _INPUTS,
        {"logits": {0: "batch", 1: "length"}},
    )
    config, wanted = reader.config, FusionOptions("bert")
    # Sums and biases stay apart, as in qa_bot.encoder.onnx: fused with them, both are slower.
    wanted.enable_skip_layer_norm = wanted.enable_embed_layer_norm = wanted.enable_bias_gelu = False
    fused = optimizer.optimize_model(
        str(target),
        "bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=wanted,
        opt_level=0,
    )
    fused.save_model_to_file(str(target))


def _name_middle(model: Path, path: Path) -> None:
    """Call what the lower half of the layers gives ``hidden`` and ``mask``, in the graph in ``path``."""
    import onnx

    loaded = onnx.load(path)
    graph = loaded.graph
    # One behind the embeddings, and two in each layer, of which the second ends it.
    ends = [node.output[0] for node in graph.node if node.op_type == "LayerNormalization"][1:]
    masks = {node.input[3] for node in graph.node if node.op_type == "Attention"}
    if len(ends) < 4 or len(ends) % 2 or len(masks) != 1:
        raise ReaderError(f"{model}: only models built like BERT, of two layers at least, can be exported")
    called = {ends[len(ends) // 4 * 2 - 1]: "hidden", masks.pop(): "mask"}
    for node in graph.node:
        for names in (node.input, node.output):
            for at, name in enumerate(names):
                names[at] = called.get(name, name)
    types = onnx.TensorProto
    graph.value_info.append(onnx.helper.make_tensor_value_info("hidden", types.FLOAT, ["batch", "length", None]))
    graph.value_info.append(onnx.helper.make_tensor_value_info("mask", types.INT32, None))
    onnx.save(loaded, path)
