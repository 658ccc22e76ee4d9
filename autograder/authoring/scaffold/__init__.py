"""Scaffolding: the files of a new assignment and of a new check, each in its place."""
