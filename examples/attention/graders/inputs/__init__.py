"""What draws the inputs of cases: students receive them frozen, and none of this."""
