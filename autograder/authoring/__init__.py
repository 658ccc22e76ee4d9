"""Cases to fixtures: generate, certify, derive tolerances, verify, write."""
