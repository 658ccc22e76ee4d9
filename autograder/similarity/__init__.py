"""Code that two submissions have in common and hardly anybody else has."""
