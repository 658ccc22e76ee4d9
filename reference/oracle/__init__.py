"""The same package computed another way: torch's own layers in float64, gradients by its autograd.

It certifies what the reference answers before that is frozen, so it shares no formula with it.
"""
