"""Bench: the same passages, weights and questions through this project and through other libraries."""
