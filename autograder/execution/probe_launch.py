"""The start of the process whose workers run probes; quick to import, as that process starts slowly."""

from __future__ import annotations

from autograder.execution import SERVICE
from autograder.isolation.launch import Launch
from autograder.model.assignment import Assignment


def launch_probes(assignment: Assignment) -> Launch:
    """Start it. Raises OSError."""
    return Launch(SERVICE, assignment.preload, assignment.root)
