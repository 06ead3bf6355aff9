#!/usr/bin/env python3
"""Runs programs on CPython's asyncio in virtual time, and prints what happens.

The counterpart of `cargo run -p tests --bin schedule`, which describes the programs
and checks them: this trusts them. Needs Python 3.11 or later, and nothing else.
"""

import argparse
import asyncio
import json
import selectors
import sys
from pathlib import Path

EXAMPLES = """\
examples:
  python3 tests/asyncio/reference.py tests/asyncio/main2.json
  python3 tests/asyncio/reference.py --json tests/asyncio/recorded.jsonl

A program is a JSON object. A file holds one, a JSON array of them, or (if its name
ends in .jsonl) one a line; a folder holds such files; - is standard input. A line of a
.jsonl file may also be an object with the program under "program".
"""


class Deadlock(Exception):
    """Nothing is ready, and no timer is set."""


class Jump(selectors.SelectSelector):
    """Instead of waiting, moves its loop's clock on."""

    def select(self, timeout=None):
        if timeout is None:
            raise Deadlock
        self.loop.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop, but for its clock. A unit of time is a millisecond here,
    since whole numbers are exact as floats, and thousandths aren't."""

    def __init__(self):
        self.now = 0.0
        jump = Jump()
        jump.loop = self
        super().__init__(jump)
        # Whether a failure is ever looked at is up to the program.
        self.set_exception_handler(lambda loop, context: None)

    def time(self):
        return self.now


class Failed(Exception):
    """A task failed, as a program asked it to."""


class End:
    """The end of a task, for another one to await.

    Like `await task`: the same callback, in the same turn. But cancelling the one that
    waits leaves the task alone; and there may be a deadline.
    """

    _asyncio_future_blocking = False  # what makes it awaitable by a task

    def __init__(self, task, deadline=None):
        self.task, self.deadline = task, deadline
        self.timer, self.woken = None, False

    def __await__(self):
        self._asyncio_future_blocking = True
        try:
            yield self
        finally:
            if self.timer:
                self.timer.cancel()

    def get_loop(self):
        return self.task.get_loop()

    def add_done_callback(self, wakeup, *, context=None):
        self.wakeup, self.context = wakeup, context
        self.task.add_done_callback(wakeup, context=context)
        if self.deadline is not None:
            self.timer = self.get_loop().call_at(self.deadline, self.wake_early)

    def wake_early(self, cancelled=False):
        if self.task.done() or self.woken:
            return False  # the wake-up is on its way
        self.woken = True
        self.task.remove_done_callback(self.wakeup)
        future = self.get_loop().create_future()
        if cancelled:
            future.cancel()
        else:
            future.set_result(None)
        self.get_loop().call_soon(self.wakeup, future, context=self.context)
        return True

    def cancel(self, msg=None):
        return self.wake_early(cancelled=True)


class Run:
    """One run of one program."""

    def __init__(self, program):
        self.tasks = program["tasks"]
        self.lines = []
        self.over = False
        self.spawned = {}  # the asyncio tasks
        self.arrivals = {}  # futures, for those who wait for a task to be spawned
        self.waiting = {}  # who waits for whom: for the deadlock's line
        every = (op for ops in self.tasks.values() for op in ops)
        self.cancelled = {op["cancel"] for op in every if "cancel" in op}

    def trace(self):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            self.loop = runner.get_loop()
            try:
                runner.run(self.main())
            except Deadlock:
                self.deadlock()
            self.over = True
        return self.lines

    def deadlock(self):
        waits = []
        for task, other in sorted(self.waiting.items()):
            missing = other not in self.spawned
            but = ", which was never spawned" if missing else ""
            waits.append(f"{task} waits for {other}{but}")
        self.lines.append(f"{self.loop.now:.0f} deadlock: {'; '.join(waits)}")

    def line(self, task, event):
        if not self.over:
            self.lines.append(f"{self.loop.now:.0f} {task} {event}")

    async def main(self):
        try:
            await self.body("main")
        except Failed:
            pass
        self.over = True

    async def body(self, me):
        self.line(me, "starts")
        try:
            for op in self.tasks[me]:
                kind, *value = [op] if isinstance(op, str) else [*op.items()][0]
                self.line(me, await getattr(self, f"op_{kind}")(me, *value))
        except asyncio.CancelledError:
            self.line(me, "is cancelled")
            raise
        except Failed as failed:
            self.line(me, f"fails: {failed}")
            raise
        self.line(me, "ends")
        return f"{me}'s output"

    async def op_log(self, me, text):
        return f"says {text}"

    async def op_sleep(self, me, ms):
        await asyncio.sleep(ms)
        return "wakes"

    async def op_yield(self, me):
        await asyncio.sleep(0)
        return "goes on"

    async def op_spawn(self, me, task):
        self.spawned[task] = asyncio.create_task(self.body(task))
        if arrival := self.arrivals.pop(task, None):
            give(arrival)
        return f"spawns {task}"

    async def op_join(self, me, task):
        given, failure = await self.end_of(task, me)
        if given is None:
            raise Failed(f"{task} {'was cancelled' if failure is None else 'failed'}")
        return f"joins {task}"

    async def op_catch(self, me, task):
        return f"catches {task}: {in_words(await self.end_of(task, me))}"

    async def op_wait(self, me, wait):
        task, deadline = wait["task"], self.loop.time() + wait["ms"]
        return f"waits for {task}: {in_words(await self.end_of(task, me, deadline))}"

    async def op_cancel(self, me, task):
        if task not in self.spawned:
            return f"can't cancel {task} yet"
        self.spawned[task].cancel()
        return f"cancels {task}"

    async def op_fail(self, me, reason):
        raise Failed(reason)

    async def end_of(self, name, me, deadline=None):
        """Waits for the end of a task, and says what it gave: its output and its
        failure, or None if the deadline has come."""
        self.waiting[me] = name
        try:
            while name not in self.spawned:
                if not await self.arrival(name, deadline):
                    return None
            task = self.spawned[name]
            if not task.done():
                # Nobody cancels us, so plain asyncio will do.
                plain = deadline is None and me not in self.cancelled
                await (task if plain else End(task, deadline))
        except (asyncio.CancelledError, Failed):
            if asyncio.current_task().cancelling():
                raise  # it is this task that is cancelled
        finally:
            del self.waiting[me]
        if not task.done():
            return None
        if task.cancelled():
            return None, None
        failure = task.exception()
        return (None, failure) if failure else (task.result(), None)

    async def arrival(self, name, deadline):
        """Waits until a task is spawned, and returns whether it is."""
        arrival = self.arrivals[name] = self.loop.create_future()
        timer = deadline and self.loop.call_at(deadline, give, arrival)
        try:
            await arrival
        finally:
            if timer:
                timer.cancel()
        return name in self.spawned


def give(future):
    """Wakes who waits, unless that has happened."""
    if not future.done():
        future.set_result(None)


def in_words(given):
    match given:
        case None:
            return "the time is up"
        case None, None:
            return "it was cancelled"
        case None, failure:
            return f"it failed: {failure}"
        case output, _:
            return output


def programs(path):
    """The name and the program of each that is there."""
    if path.is_dir():
        for file in sorted([*path.glob("*.json"), *path.glob("*.jsonl")]):
            yield from programs(file)
        return
    if str(path) == "-":
        texts = [sys.stdin.read()]
    elif path.suffix == ".jsonl":
        lines = path.read_text(encoding="utf-8").split("\n")
        texts = [line for line in lines if line]
    else:
        texts = [path.read_text(encoding="utf-8")]
    for text in texts:
        value = json.loads(text)
        for program in value if isinstance(value, list) else [value]:
            yield path.name, program.get("program", program)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PROGRAM")
    parser.add_argument(
        "--json",
        action="store_true",
        help="print a JSON array of lines for each program",
    )
    arguments = parser.parse_args()
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    try:
        found = [program for path in arguments.paths for program in programs(path)]
    except (OSError, ValueError) as error:
        parser.error(str(error))
    for name, program in found:
        lines = Run(program).trace()
        if arguments.json:
            print(json.dumps(lines, ensure_ascii=False, separators=(",", ":")))
            continue
        if len(found) > 1:
            print(f"# {name}")
        print("\n".join(lines))


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("error: this needs Python 3.11 or later")
    main()
