"""Starting a zygote's process.

It imports for as long as the judge itself does. So a judge may start it first, and pass it to `Zygote` after its own
imports; therefore this module is quick to import.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.isolation.orders import BOOT
from autograder.isolation.process_env import ENVIRONMENT

PROJECT = Path(__file__).resolve().parents[2]

_ENVIRONMENT = {**ENVIRONMENT, "HOME": "/nonexistent", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


class Launch:
    """A process that imports modules, and then waits for its configuration on `control`.

    service: the module that answers workers' requests, see `isolation.service`.
    preload: other modules that workers need.
    folder: the folder that modules are imported from, besides the engine's parent.

    It ends when `control` closes. Raises OSError if it cannot be started.
    """

    def __init__(self, service: str, preload: Sequence[str] = (), folder: Path = PROJECT) -> None:
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-s", "-B", "-c", BOOT, str(folder), str(PROJECT), service, *preload],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env=_ENVIRONMENT | {"PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0")},
                start_new_session=True,
                umask=0o077 if sys.platform != "win32" else -1,
            )
