"""Small tools that every room may use: paths, the secret, sanitising, reproducible zips."""
