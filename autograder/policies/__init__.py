"""Decisions of a course besides the points of checks, such as late days, and of people about one submission."""
