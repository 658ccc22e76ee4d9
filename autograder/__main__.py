"""`python -m autograder` and `ta`, in an environment with reproducible timings."""

from autograder.isolation.process_env import pin


def staff() -> None:
    """Run the staff commands."""
    pin()
    from autograder.commands.ta import main

    main(prog_name="ta")


if __name__ == "__main__":
    staff()
