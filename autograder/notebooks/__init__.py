"""Submitted notebooks, run from top to bottom in isolation."""
