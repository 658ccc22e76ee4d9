"""`python -m autograder`, in an environment whose timings mean something."""

from autograder.pinned import pin

pin()

from autograder.cli import main  # noqa: E402

main()
