"""A probe run on a submission: session, workers, time budget, static analysis."""

SERVICE = "autograder.execution.probe_service"  # what a zygote is launched with, whose workers run probes
