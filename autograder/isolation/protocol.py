"""What judge and zygote say to each other on the control socket, after one configuration message."""

from __future__ import annotations

import struct

READY = b"ready"
FORK, REAP = b"f", b"r"
ORDER = struct.Struct("<cid")  # FORK, with three descriptors; REAP, with a process id and seconds of grace
STARTED = struct.Struct("<i")  # process id
ENDED = struct.Struct("<i?d")  # wait status, whether it had to be killed, CPU seconds
BOOT = "import sys; sys.path[0:1] = [sys.argv.pop()]; from autograder.isolation.zygote import main; main()"
