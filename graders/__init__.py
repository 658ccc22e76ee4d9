"""The checks of the assignment: each question's module states its demands, their cases and their points.

A question's module is named after its number, q1_fully_connected; its cases may be in a package, q1.
"""
