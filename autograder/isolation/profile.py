"""Profiles: what a worker may do beyond reading what is listed, computing and answering."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """What its work takes.

    listens, connects: as one end of a local stream that has a file for its address; never of a network.
    file_bytes: how large files in its scratch folder may be; 0 where it has none.
    threads: how many of them all workers of a zygote have together.
    """

    name: str
    listens: bool = False
    connects: bool = False
    file_bytes: int = 0
    threads: int = 64


PROBE = Profile("probe")
KERNEL = Profile("kernel", listens=True, file_bytes=64 << 20, threads=256)
CLIENT = Profile("client", connects=True, threads=256)
PROFILES = {profile.name: profile for profile in (PROBE, KERNEL, CLIENT)}
