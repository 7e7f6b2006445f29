"""The way to an article's original: a plain web address, and the quote's place in it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

#: Words at either end of a quote that are enough for a browser to find it in the original.
_WORDS = 5


def safe_url(url: str) -> str:
    """The URL when it is a plain web address, else "": no script, no data, no local file."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or any(c.isspace() for c in url.strip()):
        return ""
    return url.strip()


def text_fragment(quoted: str, url: str) -> str:
    """``#:~:text=first words,last words``: the browser scrolls there in the original.

    Syntax: https://wicg.github.io/scroll-to-text-fragment/#syntax. A dash means something
    in it and is encoded too. One part is looked for inside one paragraph only: a quote that
    is long or goes over a line break is given by its two ends.
    """
    lines = [line.split() for line in quoted.splitlines() if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= 2 * _WORDS:
        ends = [" ".join(lines[0])]
    else:
        ends = [" ".join(lines[0][:_WORDS]), " ".join(lines[-1][-_WORDS:])]
    encoded = ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)
    return ("" if "#" in url else "#") + f":~:text={encoded}"
