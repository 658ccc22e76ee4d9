"""What a course decides beside the points of the checks: late days, which submission counts, how often to grade."""
