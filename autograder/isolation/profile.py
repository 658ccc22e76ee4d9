"""Profiles: what a worker may do beyond reading what is listed, computing and answering."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """The permissions that a worker's job needs.

    reads: files, after its fork; without this it asks for none, and what it imports is in memory.
    listens, connects: as one end of a local stream that has a file for its address; never of a network.
    file_bytes: how large files in its scratch folder may be; 0 where it has none.
    threads: how many of them all workers of a zygote have together.
    """

    name: str
    reads: bool = False
    listens: bool = False
    connects: bool = False
    file_bytes: int = 0
    threads: int = 64


PROBE = Profile("probe")
KERNEL = Profile("kernel", reads=True, listens=True, file_bytes=64 << 20, threads=256)
CLIENT = Profile("client", reads=True, connects=True, threads=256)
PROFILES = {profile.name: profile for profile in (PROBE, KERNEL, CLIENT)}
