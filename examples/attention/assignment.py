"""Attention: a small assignment of 20 points in numpy. What the autograder has to know of it besides its checks."""

from pathlib import Path

from autograder.model.assignment import Assignment
from autograder.model.package_layout import Notebook, PackageLayout

# Students write all of this themselves.
_LIBRARIES = "jax scipy sklearn tensorflow torch"

PACKAGE = PackageLayout(
    name="attention",
    modules={"softmax": "softmax.py", "dot_product": "dot_product.py", "multi_head": "multi_head.py"},
    written=("softmax.py", "dot_product.py", "multi_head.py"),
    given=("numeric.py",),
    parts=frozenset({"softmax", "dot_product"}),
    notebooks={"notebook": Notebook("Attention", seconds=120.0)},
)

ASSIGNMENT = Assignment(
    root=Path(__file__).resolve().parent,
    name="attention",
    title="Attention",
    points=20,
    package=PACKAGE,
    student_folder="attention_assignment",
    libraries=frozenset(_LIBRARIES.split()),
)
