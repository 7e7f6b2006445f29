"""Every error that the eval raises on purpose. The message says where and why."""

from __future__ import annotations


class EvalError(Exception):
    """Base of them all: the command prints its message and ends."""


class SetError(EvalError):
    """A question set, or the articles that belong to it, cannot be read as what it should be."""


class RunError(EvalError):
    """An earlier run cannot be compared with, or a threshold makes no sense."""
