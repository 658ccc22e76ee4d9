"""The cases of question 1, and the rules for those of its answers that cannot be frozen."""
