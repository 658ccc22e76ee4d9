"""Public checks in a notebook, if the self-check is at hand: it comes with the assignment and is not submitted."""


def check(*checks):
    """Show the results of public checks: check("2.1"), check("2.1", "2.2"), check("Q2")."""
    try:
        from selfcheck import check as show
    except ImportError:
        print(f"no self-check here to run {', '.join(checks) or 'all checks'} with")
    else:
        show(*checks)
