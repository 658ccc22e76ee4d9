"""Frozen fixtures, read."""
