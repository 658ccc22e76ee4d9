"""Offline HTML reports of a run: one page for each submission, one for the class."""
