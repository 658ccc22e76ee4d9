"""Autograder for CS231n assignment 2: frozen fixtures, isolated workers, fair scores."""

__version__ = "0.1.0"
