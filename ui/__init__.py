"""The web chat over a store of articles: ``python -m ui``."""
