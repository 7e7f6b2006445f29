"""Eval: question sets, metrics, benchmarks and recorded results. ``python -m eval --help``."""
