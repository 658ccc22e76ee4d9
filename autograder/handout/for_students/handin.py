"""Builds $submission_file, checks it as the grader would, and says what is missing: python handin.py"""

import os
import sys

if sys.version_info < (3, 10):
    sys.exit("This script needs Python 3.10 or newer, this is " + sys.version.split()[0] + ".")

# Files of yours called random.py or numpy.py stay yours: the assignment folder is no place to import from.
_yours = os.path.dirname(os.path.abspath(__file__))
_here = os.path.join(_yours, "selfcheck")
sys.path[:] = [_here] + [path for path in sys.path if path and os.path.abspath(path) not in (_yours, _here)]

# Where output goes to a file, on Windows above all, not every character has a place in its encoding.
if hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="backslashreplace")

try:
    import numpy  # noqa: F401
except ImportError:
    sys.exit("numpy is missing; install it with: " + sys.executable + " -m pip install numpy")

from autograder.selfcheck.handin import main

sys.exit(main())
