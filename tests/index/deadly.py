"""Loaded into the worker processes of test_cluster.py: reading a text with DEADLY in it ends the process."""

import os
import signal

from index import page

DEADLY = "the stone that kills who reads it"
_read_page = page.read_page


def _read(text):
    if DEADLY in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return _read_page(text)


def dask_setup(worker):
    """Called by Dask when the worker process begins."""
    page.read_page = _read
