"""Place designs of the fast layers on the grader's scale: every right one of the catalogue, and the slow ones.

    PYTHONPATH=. python benchmarks/speed_bands.py

Prints CPU time in proportion to the reference's, as the grader measures it.
"""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from assignment import ASSIGNMENT, PACKAGE
from autograder.grading.timing import measure
from autograder.isolation.process_env import pin
from autograder.model.library import Library, read_package
from autograder.model.mutants import Mutant, load_catalogue
from autograder.model.run import LocalRunner
from graders.q4.speed_cases import CONV, POOL

WINDOWS = Mutant(
    id="loops over windows, whole batch at once",
    target="fast_layers.py",
    hint="",
    code="""
        from .layers import conv_backward_naive as conv_backward_fast
        from .layers import conv_forward_naive as conv_forward_fast
        from .layers import max_pool_backward_naive as max_pool_backward_fast
        from .layers import max_pool_forward_naive as max_pool_forward_fast
    """,
)


def main() -> None:
    """Measure and print."""
    pin()
    sources = read_package(ASSIGNMENT.reference)
    catalogue = [m for m in load_catalogue(ASSIGNMENT.mistakes) if m.path == "fast_layers.py"]
    designs = [WINDOWS, *(m for m in catalogue if m.accepted or m.id.endswith(".loops"))]
    table = Table("design", "conv", "pool")
    with Library(PACKAGE, sources, "reference") as reference:
        for number, design in enumerate(designs):
            with Library(PACKAGE, design.applied(sources), f"design_{number}") as library:
                runner = LocalRunner(library, reference)
                ours = LocalRunner(reference, reference)
                conv, pool = (measure(test, runner, ours, "bands").ratio for test in (CONV, POOL))
            table.add_row(design.id, f"{conv:.2g}", f"{pool:.2g}")
    Console().print(table)


if __name__ == "__main__":
    main()
