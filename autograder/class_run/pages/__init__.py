"""Offline HTML reports of a run: one page for each hand-in, one for the class."""
