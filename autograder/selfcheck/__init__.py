"""Self-check: the public checks on a student's own machine, wherever Python and numpy run.

The same check functions, cases and judge as the grader's, on public fixtures only. Student code runs in a plain
process of its own, which survives hung and crashing code, but does not stop hostile code.
"""
