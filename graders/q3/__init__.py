"""Question 3's case of what its notebook has trained."""
