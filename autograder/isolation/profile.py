"""Profiles: the permissions of a worker beyond reading listed files, computing and answering."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """The permissions that a worker's job needs.

    reads: files, after its fork; without this it opens none, and imports come from memory.
    listens, connects: to local streams whose address is a file; never to a network.
    file_bytes: the largest size of a file in its scratch folder; 0 if it has no such folder.
    threads: the largest number of threads of all workers of a zygote together.
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
