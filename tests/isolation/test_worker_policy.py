"""What the judge orders is what the zygote reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.isolation.profile import KERNEL
from autograder.isolation.worker_policy import WorkerPolicy

FULL = WorkerPolicy(
    private=(Path("/a"), Path("/b c")),
    uid=70_000,
    profile=KERNEL,
    shared=(Path("/data"),),
    scratch=Path("/work"),
    memory_bytes=1 << 20,
    cpu_seconds=5,
    without=frozenset({"uid", "seccomp"}),
)


@pytest.mark.parametrize("policy", [WorkerPolicy(), FULL], ids=["default", "full"])
def test_a_policy_survives_its_message(policy: WorkerPolicy) -> None:
    assert WorkerPolicy.from_message(policy.to_message()) == policy
