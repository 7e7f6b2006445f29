"""Recipes: one script for each library, run in a process and, where it needs one, an environment of its own."""
