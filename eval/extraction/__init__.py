"""Extraction: how well an article comes out of its web page, beside other libraries."""
