"""The same package computed another way: torch's own functions in float64, gradients by its autograd.

It certifies what the reference gives before that is frozen, so it shares no formula with it.
"""
