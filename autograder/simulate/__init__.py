"""Gradescope on this machine: its layout, its limits, and what it does with results."""
