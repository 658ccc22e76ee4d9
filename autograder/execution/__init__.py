"""A probe run on a submission: session, workers, time budget, static analysis."""
