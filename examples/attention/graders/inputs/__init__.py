"""The functions that draw the inputs of cases: students receive the frozen inputs, and none of this."""
