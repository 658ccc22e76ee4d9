"""The messages between judge and zygote on the control socket, after one configuration message."""

from __future__ import annotations

import struct

READY = b"ready"
HOLD, FORK, REAP = b"h", b"f", b"r"
# A frame follows HOLD; FORK comes with descriptors; REAP names a process and the seconds that it has.
ORDER = struct.Struct("<cid")
HELD = struct.Struct("<?")
STARTED = struct.Struct("<i")  # process id
ENDED = struct.Struct("<i?")  # wait status, whether it had to be killed
BOOT = (
    "import sys; sys.path[0:1] = [sys.argv.pop(1), sys.argv.pop(1)]; "
    "from autograder.isolation.zygote_process import main; main()"
)
