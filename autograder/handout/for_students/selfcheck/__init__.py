"""Public checks in a notebook:

from selfcheck import check
check("2.1")            # one check; check("Q2") a question, check("layers.py") a file, check() all of them
check(affine_forward)   # the checks of a function
"""


def check(*checks):
    """Show the results of some checks on the code as it is saved on disk now."""
    # Imported here, where a notebook has all of these already: no file of yours can take their place.
    import json
    import os
    import subprocess
    import sys

    names = [getattr(check, "__qualname__", check) for check in checks]
    if not all(isinstance(name, str) for name in names):
        raise TypeError(
            'put numbers in quotes, as in check("2.1"), or name a function: check(affine_forward)'
        )
    here = os.path.dirname(os.path.abspath(__file__))
    command = [sys.executable, "-X", "utf8", here, "--notebook", *names]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        print(done.stderr.strip().rpartition("\n")[2])
        return
    shown = json.loads(done.stdout)
    try:
        from IPython.display import display
    except ImportError:
        print(shown["text/plain"])
    else:
        display(shown, raw=True)
