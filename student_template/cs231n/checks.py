"""Public checks in a notebook, if the self-check is at hand: it comes with the assignment and is not submitted."""


def check(*checks, **options):
    """Show results of public checks: check("2.1"), check("Q2"), check("2.1", hint=1), check("2.7", explain=True)."""
    try:
        from selfcheck import check as show
    except ImportError:
        print(f"no self-check here to run {', '.join(map(str, checks)) or 'all checks'} with")
    else:
        show(*checks, **options)


def load(check):
    """Return the input on which a check fails, with the expected results and yours: load("2.1")."""
    try:
        from selfcheck import load as load_case
    except ImportError:
        print(f"no self-check here to load {check} with")
        return None
    return load_case(check)
