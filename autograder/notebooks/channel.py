"""The channel between kernel and client: sockets in the kernel's folder, the working directory of both."""

from __future__ import annotations

SOCKETS = "socket"
PORTS = {"shell": 1, "iopub": 2, "stdin": 3, "hb": 4, "control": 5}


def connection() -> dict[str, str | int]:
    """Jupyter's connection information; the paths are relative, as those of sockets must be short."""
    return {"transport": "ipc", "ip": SOCKETS} | {f"{name}_port": port for name, port in PORTS.items()}


def path_of(name: str) -> str:
    """The path of one of the sockets."""
    return f"{SOCKETS}-{PORTS[name]}"
