"""A probe run on a submission: session, workers, time budget, static analysis."""

SERVICE = "autograder.execution.probe_service"  # arguments for launching a zygote whose workers run probes
