"""Findings to words and pictures; the only place that makes sentences."""
