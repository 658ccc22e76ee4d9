"""The path of a submission: pipeline, judge, timing, accuracy."""
