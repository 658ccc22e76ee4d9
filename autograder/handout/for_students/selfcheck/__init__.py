"""Public checks in a notebook:

from selfcheck import check
check("2.1")        # one check; check("Q2") a question, check() all of them
"""


def check(*checks):
    """Show the results of some checks on the code as it is saved on disk now."""
    # Imported here, where a notebook has all of these already: no file of yours can take their place.
    import json
    import os
    import subprocess
    import sys

    if not all(isinstance(name, str) for name in checks):
        raise TypeError('put checks in quotes, as in check("2.1") or check("Q2")')
    here = os.path.dirname(os.path.abspath(__file__))
    command = [sys.executable, "-X", "utf8", here, "--notebook", *checks]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        print(done.stderr.strip())
        return
    shown = json.loads(done.stdout)
    try:
        from IPython.display import display
    except ImportError:
        print(shown["text/plain"])
    else:
        display(shown, raw=True)
