"""Bytes to text: which encoding a file is in, and why it may be no text at all."""

from __future__ import annotations

import codecs
import re

from index.draft import UnusableError

#: First bytes of formats that people drop in by mistake, and what to call them.
_SIGNATURES = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "compressed twice, or named without its .gz"),
    (b"\xfd7zXZ", "compressed twice, or named without its .xz"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
#: Encodings of East Asian text in plain ASCII bytes.
_SEVEN_BITS = ("iso-2022-", "hz")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STRAY = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff]")
#: Bytes shown to the encoding detector; more does not make it surer, only slower.
_SAMPLE = 65_536


def decode(data: bytes, html: bool = False, charset: str = "") -> tuple[str, str]:
    """The text in the bytes, and a note when its encoding had to be guessed ("" otherwise).

    Takes a byte order mark at its word, then UTF-8, then ``charset`` (what a web server said), then
    (in HTML) the charset that the page declares, then what charset-normalizer finds. UTF-8 goes
    first because text in another encoding hardly ever is valid UTF-8, while labels are often wrong.
    Control characters are left out. Raises UnusableError, with the reason, for empty and binary data
    and where no encoding fits.
    """
    if not data.strip():
        raise UnusableError("the file is empty")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_bom(data, encoding), ""
    _refuse_binary(data)
    text, note = _decode_plain(data, html, charset)
    return _STRAY.sub("", text), note


def _with_bom(data: bytes, encoding: str) -> str:
    try:
        text = _STRAY.sub("", data.decode(encoding))
    except UnicodeDecodeError as error:
        raise UnusableError(f"wrong encoding: marked as {encoding.upper()} but broken at byte {error.start}") from error
    if not text.strip():
        raise UnusableError("the file is empty")
    return text


def _refuse_binary(data: bytes) -> None:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise UnusableError(f"binary file, not text: {name}")
    head = data[:_SAMPLE]
    if b"\x00" in head:
        raise UnusableError("binary file, not text")
    if len(_CONTROL.findall(head)) > len(head) * 0.02:
        raise UnusableError("binary file, not text")


def _decode_plain(data: bytes, html: bool, charset: str) -> tuple[str, str]:
    meta = _META_CHARSET.search(data[:4096]) if html else None
    declared = [_web_name(name) for name in (charset, meta[1].decode() if meta else "") if name]
    seven_bits = [name for name in declared if name.startswith(_SEVEN_BITS)]  # which are valid UTF-8, and mean more
    for name in [*seven_bits, "utf-8", *declared]:
        try:
            return data.decode(name), ""
        except (LookupError, UnicodeDecodeError):  # servers and pages are wrong about themselves now and then
            continue
    return _decode_damaged(data) or _decode_detected(data)


def _web_name(charset: str) -> str:
    """Browsers read Latin-1 as its superset Windows-1252, so pages mean that."""
    charset = charset.casefold()
    return "cp1252" if charset in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else charset


def _decode_damaged(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few broken bytes, as a cut-off download has them, is still UTF-8."""
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    if (broken > 1 and whole < 10 * broken) or not whole:
        return None
    return text, f"{broken} unreadable byte{'s' if broken > 1 else ''} replaced by \ufffd"


def _decode_detected(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    sample = data if len(data) <= _SAMPLE else data[:_SAMPLE].rsplit(b"\n", 1)[0]
    best = from_bytes(sample).best()
    if best is None:
        raise UnusableError("wrong encoding: neither UTF-8 nor any other text encoding fits")
    # Encodings that agree on these bytes cannot be told apart: take the one in common use.
    encoding = "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding
    try:
        return data.decode(encoding), f"read as {encoding}: the file is not UTF-8"
    except UnicodeDecodeError as error:
        raise UnusableError("wrong encoding: neither UTF-8 nor any other text encoding fits") from error
