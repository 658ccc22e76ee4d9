"""Cases, checks, rules, mismatches, results: frozen values, and pure functions over them."""
