"""MHTML: a web page saved by a browser as one file (RFC 2557)."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from index.decoding import decode
from index.draft import Draft, UnusableError
from index.html import read_html


def read_mhtml(data: bytes) -> Draft:
    """The article of the saved page, under the address at which it was saved.

    Raises UnusableError when there is no page in the file, or no article on the page.
    """
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    payload = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(payload, bytes):
        raise UnusableError("a saved page (.mhtml) that holds no HTML")
    text, note = decode(payload, html=True, charset=page.get_content_charset() or "")
    draft = read_html(text)
    saved_at = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "").strip()
    if not draft.url and saved_at.startswith(("http://", "https://")):
        draft = replace(draft, url=saved_at)
    return draft.with_note(note) if note else draft
