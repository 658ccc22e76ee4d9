"""Public checks in a terminal: python selfcheck, python selfcheck 2.1 Q3, python selfcheck --watch."""

import os
import sys

if sys.version_info < (3, 10):
    sys.exit("The self-check needs Python 3.10 or newer, this is " + sys.version.split()[0] + ".")

# Import nothing from the assignment folder, where your own files may be called random.py or numpy.py.
_here = os.path.dirname(os.path.abspath(__file__))
_yours = {os.path.dirname(_here), _here}
sys.path[:] = [_here] + [path for path in sys.path if path and os.path.abspath(path) not in _yours]

# If output goes to a file, above all on Windows, its encoding may lack some characters.
if hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="backslashreplace")

try:
    import numpy  # noqa: F401
except ImportError:
    sys.exit("numpy is missing; install it with: " + sys.executable + " -m pip install numpy")

from autograder.selfcheck.main import main

sys.exit(main())
