"""`python -m autograder`, in an environment whose timings mean something."""

from autograder.isolation.process_env import pin

pin()

from autograder.commands.main import main  # noqa: E402

main()
