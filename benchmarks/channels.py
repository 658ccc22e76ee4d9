"""Measure what one submission can tell another that is graded after it, or beside it, in bits per second.

    PYTHONPATH=. python -m benchmarks.channels            # as root, and again as an ordinary user

One after the other: a zygote holds the sender, then the receiver, as in a class run. Beside each other: two zygotes, as
with two workers; the sender is busy or idle in slots of SLOT seconds, and the receiver measures its own speed in each.
What arrives is the mutual information of bits and readings. All else that was tried is refused: docs/security.md.
"""

from __future__ import annotations

import math
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import click
import numpy as np

from assignment import ASSIGNMENT
from autograder.execution.package import Package
from autograder.execution.protocol import CallRequest, ImportRequest, answers_of
from autograder.execution.worker_transport import WorkerTransport
from autograder.grading.pipeline import start_zygote
from autograder.isolation.process_env import pin
from autograder.isolation.zygote import Zygote
from autograder.model.case import CASES
from autograder.model.check import load_checks

SLOT = 0.05
CHANCE = 3  # pairs in forty agree whatever comes
BITS = 8  # that a number can carry from one submission to the next
NUMBERS = {
    "process number": ("os.getpid()", "os.getpid()"),
    "thread number": (
        "next(n for n in (thread_number() for _ in range(4096)) if n % 256 == VALUE)",
        "thread_number()",
    ),
}
LOADS = {
    "processor time": "sum(range(2000))",
    "memory": "big.sum()",
}
SOURCE = """
import os, threading, time
import numpy as np

big = np.ones(4_000_000)

def thread_number():
    seen = []
    thread = threading.Thread(target=lambda: seen.append(threading.get_native_id()))
    thread.start()
    thread.join()
    return seen[0]

def in_slots(start, bits):
    counts = []
    for number, bit in enumerate(bits):
        end, count = start + (number + 1) * SLOT, 0
        while time.time() < end:
            if bit:
                WORK
                count += 1
            else:
                time.sleep(SLOT / 10)
        counts.append(count)
    return counts

def relu_forward(x):
    return np.array(TOLD, dtype=float), None

def relu_backward(dout, cache):
    return dout
"""
CASE = "relu"


def told(zygote: Zygote, expression: str, **names: object) -> np.ndarray:
    """The value of an expression in a submission."""
    text = SOURCE.replace("TOLD", f"({expression})").replace("SLOT", str(SLOT))
    for name, value in names.items():
        text = text.replace(name, str(value))
    transport = WorkerTransport.holding(ASSIGNMENT, zygote, Package({"layers.py": text}))
    channel = transport.open(())
    channel.call(ImportRequest(("layers",)).to_message(), 20)
    reply = channel.call(CallRequest(CASE, CASES[CASE].draw_inputs(0)).to_message(), 120)
    channel.close()
    return np.atleast_1d(answers_of(reply)["out"])


def information(sent: Sequence[int], received: Sequence[int]) -> float:
    """Mutual information in bits, less what chance alone gives (Miller and Madow's correction)."""
    pairs, ones, others = Counter(zip(sent, received, strict=True)), Counter(sent), Counter(received)
    n = len(sent)
    found = sum(c / n * math.log2(c * n / (ones[a] * others[b])) for (a, b), c in pairs.items())
    return max(0.0, found - (len(ones) - 1) * (len(others) - 1) / (2 * n * math.log(2)))


@contextmanager
def zygotes() -> Iterator[tuple[Zygote, Zygote]]:
    """Two, as two workers have them."""
    with start_zygote(ASSIGNMENT) as one, start_zygote(ASSIGNMENT) as other:
        yield one, other


def one_after_the_other(zygote: Zygote, send: str, receive: str, pairs: int) -> tuple[float, float]:
    """Bits of a handover, and the handovers in a second."""
    rng, sent, received = random.Random(0), [], []
    started = time.monotonic()
    for _ in range(pairs):
        sent.append(rng.randrange(2**BITS))
        told(zygote, send, VALUE=sent[-1])
        received.append(int(told(zygote, receive)[0]) % 2**BITS)
    offsets = Counter((got - was) % 2**BITS for was, got in zip(sent, received, strict=True))
    [(_, right)] = offsets.most_common(1)  # what is added on the way is learnt from experience
    share = max(0.0, (right - CHANCE) / (pairs - CHANCE))
    return BITS * share, pairs / (time.monotonic() - started)


def side_by_side(one: Zygote, other: Zygote, work: str, slots: int) -> float:
    """Bits in a second."""
    bits = [random.Random(1).randrange(2) for _ in range(slots)]
    start = time.time() + 2
    with ThreadPoolExecutor(2) as pool:
        sending = pool.submit(told, one, f"in_slots({start}, {bits})", WORK=work)
        counts = told(other, f"in_slots({start}, {[1] * slots})", WORK=work)
        sending.result()
    middle = np.median(counts)
    return information(bits, [int(count > middle) for count in counts]) / SLOT


@click.command(help=__doc__)
@click.option("--pairs", default=40, show_default=True)
@click.option("--slots", default=400, show_default=True)
def main(pairs: int, slots: int) -> None:
    """Measure and print."""
    pin()
    load_checks(ASSIGNMENT)
    print("as root" if os.geteuid() == 0 else "as an ordinary user")
    with zygotes() as (one, other):
        for name, (send, receive) in NUMBERS.items():
            bits, rate = one_after_the_other(one, send, receive, pairs)
            print(
                f"{name:15} {bits:5.1f} bits a handover, {bits * rate:5.1f} a second at {rate:.1f} handovers"
            )
        for name, work in LOADS.items():
            print(f"{name:15} {side_by_side(one, other, work, slots):5.1f} bits a second, beside each other")


if __name__ == "__main__":
    main()
