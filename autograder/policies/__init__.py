"""What a course decides beside the points of checks, such as late days, and what people decide of one submission."""
