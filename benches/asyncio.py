"""The same work on CPython's asyncio, and on uvloop where it is installed.

    python3 benches/asyncio.py > asyncio.json
    cargo run --release -p benches --bin ratios -- --fold asyncio.json

Prints JSON: for each workload a figure a round, in nanoseconds for each operation.
Needs Python 3.11 or later, and nothing else.
"""

import os
import sys

# This file has the name of the module that it needs: its folder mustn't be searched.
here = os.path.dirname(os.path.abspath(__file__))
sys.path = [place for place in sys.path if os.path.abspath(place) != here]

import argparse
import asyncio
import gc
import json
import platform
import time


async def spawn_and_join(count):
    async def nothing():
        pass

    start = time.perf_counter_ns()
    tasks = [asyncio.create_task(nothing()) for _ in range(count)]
    for task in tasks:
        await task
    return (time.perf_counter_ns() - start) / count


async def spawn_and_await(count):
    async def nothing():
        pass

    start = time.perf_counter_ns()
    for _ in range(count):
        await asyncio.create_task(nothing())
    return (time.perf_counter_ns() - start) / count


async def yields(tasks, each):
    async def turns():
        for _ in range(each):
            await asyncio.sleep(0)

    spawned = [asyncio.create_task(turns()) for _ in range(tasks)]
    start = time.perf_counter_ns()
    for task in spawned:
        await task
    return (time.perf_counter_ns() - start) / (tasks * each)


class Slot:
    """A channel for one value at a time, as the one of the Rust workloads."""

    def __init__(self):
        self.value = None
        self.waiter = None

    def send(self, value):
        if self.waiter is None:
            self.value = value
        else:
            waiter, self.waiter = self.waiter, None
            waiter.set_result(value)

    async def receive(self):
        if self.value is not None:
            value, self.value = self.value, None
            return value
        self.waiter = asyncio.get_running_loop().create_future()
        return await self.waiter


async def ping_pong(rounds):
    there, back = Slot(), Slot()

    async def ping():
        for number in range(rounds):
            there.send(number)
            assert await back.receive() == number

    async def pong():
        for _ in range(rounds):
            back.send(await there.receive())

    start = time.perf_counter_ns()
    await asyncio.gather(ping(), pong())
    return (time.perf_counter_ns() - start) / rounds


async def ring(count, rounds):
    slots, done = [Slot() for _ in range(count)], Slot()

    async def place(number):
        for turn in range(rounds):
            hops = await slots[number].receive() + 1
            last = number + 1 == count and turn + 1 == rounds
            (done if last else slots[(number + 1) % count]).send(hops)

    tasks = [asyncio.create_task(place(number)) for number in range(count)]
    await asyncio.sleep(0)  # by then everybody has begun to wait
    start = time.perf_counter_ns()
    slots[0].send(0)
    hops = await done.receive()
    elapsed = time.perf_counter_ns() - start
    assert hops == count * rounds
    await asyncio.gather(*tasks)
    return elapsed / hops


async def sleepers(count):
    """Where the course began. What counts is the work, not the time that passes."""
    start = time.process_time_ns()
    tasks = [
        asyncio.create_task(asyncio.sleep((1 + number % 10) / 1000))
        for number in range(count)
    ]
    for task in tasks:
        await task
    return (time.process_time_ns() - start) / count


WORKLOADS = {
    "spawn-join-10k": lambda: spawn_and_join(10_000),
    "spawn-await": lambda: spawn_and_await(10_000),
    "yields-100": lambda: yields(100, 100),
    "ping-pong": lambda: ping_pong(5_000),
    "ring-1k": lambda: ring(1_000, 10),
    "sleepers": lambda: sleepers(10_000),
}


def loops():
    """Returns who is there, and a sentence on who isn't."""
    python = f"CPython {platform.python_version()}"
    there = [("asyncio", python, asyncio.new_event_loop)]
    try:
        import uvloop
    except ImportError:
        return there, [("uvloop", "it is not installed: `pip install uvloop`")]
    version = f"uvloop {uvloop.__version__}, {python}"
    return there + [("uvloop", version, uvloop.new_event_loop)], []


def sample(workload, new_loop):
    gc.collect()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(workload())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rounds", type=int, default=7, help="samples of each (default: %(default)s)"
    )
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("there has to be a round")
    if sys.version_info < (3, 11):
        sys.exit("asyncio.py: it needs Python 3.11 or later")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    there, missing = loops()
    samples = {(name, key): [] for name in WORKLOADS for key, _, _ in there}
    for number in range(arguments.rounds):
        for name, workload in WORKLOADS.items():
            first = number % len(there)
            for key, _, new_loop in there[first:] + there[:first]:
                samples[name, key].append(sample(workload, new_loop))
    notes = {key: note for key, note, _ in there}
    json.dump(
        {
            "samples": [
                {"workload": name, "entrant": key, "note": notes[key], "samples": figures}
                for (name, key), figures in samples.items()
            ],
            "absent": [
                {"entrant": key, "workload": None, "why": why} for key, why in missing
            ],
        },
        sys.stdout,
        indent=1,
    )
    print()


if __name__ == "__main__":
    main()
