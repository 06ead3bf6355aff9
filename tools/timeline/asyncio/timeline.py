#!/usr/bin/env python3
"""Records what CPython's asyncio does with a program, for Rust's `timeline` to draw.

    python3 timeline.py --virtual main2.py -o main2.json

The program needs no change. Its tasks run on asyncio's own loop, whose subclass here
writes down each spawn, poll, wake and end in the JSON (version 1) that
`timeline::Recording` reads. Needs Python 3.11 or later, and nothing else.

How it works:

- An event loop policy makes `asyncio.run` use `RecordedLoop`, a subclass of
  `asyncio.SelectorEventLoop`.
- `create_task` wraps each coroutine. Each `send` and `throw` that reaches it is a poll:
  a future that it yields means pending, its return means ready, an exception means
  panicked, and a `CancelledError` that it doesn't catch means that the task is dropped
  before it is ready.
- `call_soon` sees each task's step being put in the run queue: the wake. When a future
  gets its result in the poll of a task, that task is the waker. When a timer's handle
  does it, the wake stands where the handle runs: after the park, before the poll. When
  a task ends, whoever awaits it is woken after its end. `await asyncio.sleep(0)` is a
  task that wakes itself. All as the recorder in Rust has it.
- `call_at`, and `call_soon` with a task that has ended, let the callback know what it
  answers, so that a wake can say so in its `by`: a timer, or the end of a task. Rust's
  recorder has nothing to know it from, and the drawings then take a guess.
- With `--virtual`, the loop's clock jumps to the next timer when nothing is ready. It
  doesn't wait for what other threads and sockets may be about to do.

Nothing of asyncio is replaced. One thing goes beyond its documentation: which task a
step belongs to is read from the `__self__` of the callback that asyncio schedules.

What it costs: a call in Python around each poll and each wake, some 2 µs a poll. More
events than `--limit` aren't kept, but counted.

What it can't see: coroutines that are awaited without a task of their own, which are a
part of the task that awaits them; tasks made by calling `asyncio.Task` itself; loops
that the program makes without the policy (uvloop's, say); whether a sleeping task can
still be woken by anybody. A socket that becomes ready wakes outside of any poll, and so
it looks like a timer. Python 3.11's `wait_for` runs a coroutine as a task; from 3.12 on
it doesn't. `asyncio.run` cancels what is left at its end, and each such task is polled
once more, to take note of it; in Rust it is only dropped.
"""

import argparse
import asyncio
import collections.abc
import contextlib
import io
import json
import math
import os
import re
import runpy
import selectors
import sys
import threading
import time
import traceback
import warnings

EXAMPLE = """\
examples:
  python3 timeline.py --virtual main2.py -o main2.json
  python3 timeline.py --virtual --print --loop 2 \\
      --name say_after=hello --name 'say_after 2=world' --name 'say_after 3=!' \\
      program.py -o main2.json -- arguments of the program

A task is called what `create_task(..., name=...)` says. Otherwise the one that is given
to `asyncio.run` is main, and each other is called after its coroutine.
"""

NANOS = 1_000_000_000
UNNAMED = re.compile(r"Task-\d+")
# What `asyncio.run` itself runs on the loop when the program is over.
HOUSEKEEPING = {
    asyncio.BaseEventLoop.shutdown_asyncgens.__code__,
    asyncio.BaseEventLoop.shutdown_default_executor.__code__,
}


class Deadlock(Exception):
    """Nothing is ready, no timer is set, and no other thread runs."""


class Recorder:
    """The recording, while it is being made."""

    def __init__(self, virtual=False, limit=2_000_000, only=None, names=None):
        self.virtual, self.limit, self.only = virtual, limit, only
        self.names = names or {}
        self.virtual_now = 0  # nanoseconds
        self.start = None
        self.loops = 0
        self.dropped = 0
        self.over = False
        self.events, self.tasks, self.threads = [], [], {}
        self.local = threading.local()  # .polled: the tasks that this thread polls

    def now(self):
        return self.virtual_now if self.virtual else time.perf_counter_ns()

    def polled(self):
        if not hasattr(self.local, "polled"):
            self.local.polled = []
        return self.local.polled

    def record(self, kind, what, thread=None, by=None):
        if self.over:
            return
        if len(self.events) >= self.limit:
            self.dropped += 1
            return
        now = self.now()
        if self.start is None:
            self.start = now
        thread = thread or threading.current_thread()
        number = self.threads.setdefault(thread, len(self.threads))
        self.events.append((now - self.start, number, kind, what, by))

    def json(self, title):
        """The recording as `Recording::to_json` writes it: an event a line."""
        line = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        tasks = []
        for task, name in zip(self.tasks, self.all_names()):
            name = self.names.get(name, name)
            parent = {} if task.parent is None else {"parent": task.parent}
            tasks.append(line({"name": name, **parent}))
        events, last = [], 0
        for at, thread, kind, what, by in self.events:
            last = max(at, last)  # another thread may have looked at the clock before
            by = {} if by is None else {"by": by}
            events.append(line({"at": last, "thread": thread, **by, kind: what}))
        threads = ["main" if t is threading.main_thread() else t.name for t in self.threads]
        clock = "virtual" if self.virtual else "real"
        return (
            f'{{"timeline":1,\n"title":{line(title)},\n"clock":{line(clock)},\n'
            f'"threads":{line(threads)},\n'
            '"tasks":[\n' + ",\n".join(tasks) + "\n],\n"
            '"events":[\n' + ",\n".join(events) + "\n],\n"
            f'"dropped":{self.dropped}}}\n'
        )

    def all_names(self):
        """Each task's name; of those who would have the same, the second gets a 2."""
        seen = {}
        for task in self.tasks:
            name = task.given
            if name is None:
                name = "main" if task.is_main else task.coroutine_name
                seen[name] = number = seen.get(name, 0) + 1
                name = name if number == 1 else f"{name} {number}"
            yield name


class RecordedCoroutine(collections.abc.Coroutine):
    """A coroutine whose polls are recorded: what a task gets instead of it."""

    def __init__(self, recorder, coroutine, is_main):
        self.recorder, self.coroutine, self.is_main = recorder, coroutine, is_main
        self.id = len(recorder.tasks)
        self.parent = next(reversed(recorder.polled()), None)
        self.given = None
        self.coroutine_name = getattr(coroutine, "__name__", "task")
        self.spawned = False  # whether it was in the run queue as a new task
        self.polled_before = False
        self.wakes_itself = False  # in the poll that has just ended
        self.over = False
        recorder.tasks.append(self)
        recorder.record("spawn", self.id)

    def send(self, value):
        return self.poll(self.coroutine.send, value)

    def throw(self, *error):
        return self.poll(self.coroutine.throw, *error)

    def poll(self, step, *arguments):
        recorder, polled = self.recorder, self.recorder.polled()
        if not self.polled_before:
            # Before Python 3.12, a task gets its name just after it is made.
            self.note_name(asyncio.current_task())
        self.spawned, self.polled_before, self.wakes_itself = True, True, False
        recorder.record("poll", self.id)
        polled.append(self.id)
        outcome = "pending"
        try:
            yielded = step(*arguments)
            if yielded is None:
                # The task will put itself in the run queue, when it has seen this.
                self.wakes_itself = True
                recorder.record("wake", self.id)
            return yielded
        except StopIteration:
            outcome, self.over = "ready", True
            raise
        except asyncio.CancelledError:
            self.over = True
            raise
        except BaseException:
            outcome, self.over = "panicked", True
            raise
        finally:
            polled.pop()
            recorder.record("end", {"task": self.id, "outcome": outcome})
            if self.over:
                recorder.record("drop", self.id)

    def close(self):
        self.coroutine.close()
        if not self.over:
            self.over = True
            self.recorder.record("drop", self.id)

    def __await__(self):
        return self.coroutine.__await__()

    def __getattr__(self, name):
        # `cr_frame` and the like, for tracebacks and `repr`.
        return getattr(self.coroutine, name)

    def note_name(self, task):
        if task is not None and not UNNAMED.fullmatch(task.get_name()):
            self.given = task.get_name()


class Jump(selectors.DefaultSelector):
    """Instead of waiting, moves the clock on."""

    recorder = None

    def select(self, timeout=None):
        # The loop's own pipe is always there, for other threads to end its wait.
        if timeout is None and len(self.get_map()) <= 1 and threading.active_count() == 1:
            # What `asyncio.run` does to clean up isn't the program's doing.
            self.recorder.over = True
            raise Deadlock
        events = super().select(0 if timeout is not None else None)
        if not events and timeout:
            now = self.recorder.virtual_now + round(timeout * NANOS)
            if now > 2**22 * NANOS:
                # After seven weeks, a float is too coarse for the nanosecond that the
                # loop adds to be sure that it isn't early: it would wait for ever.
                now += math.ceil(2 * math.ulp(now / NANOS) * NANOS)
            self.recorder.virtual_now = now
        return events


class RecordedLoop(asyncio.SelectorEventLoop):
    """asyncio's loop, which says what it does."""

    def __init__(self, recorder):
        self.recorder = recorder
        recorder.loops += 1
        self.is_recorded = recorder.only in (None, recorder.loops)
        self.has_main = False
        self.foreign = None  # the thread in whose name a callback runs
        self.by = None  # what the callback that runs answers: a timer, a task's end
        selector = Jump() if recorder.virtual else selectors.DefaultSelector()
        selector.recorder = recorder
        super().__init__(selector)

    def time(self):
        if not self.recorder.virtual:
            return super().time()
        return self.recorder.virtual_now / NANOS

    def create_task(self, coro, **options):
        is_housekeeping = getattr(coro, "cr_code", None) in HOUSEKEEPING
        if not self.is_recorded or is_housekeeping or not asyncio.iscoroutine(coro):
            return super().create_task(coro, **options)
        is_main = not self.has_main
        self.has_main = True
        recorded = RecordedCoroutine(self.recorder, coro, is_main)
        task = super().create_task(recorded, **options)
        recorded.note_name(task)
        return task

    def call_soon(self, callback, *args, context=None):
        task = getattr(callback, "__self__", None)
        # A step has no name that a task's method has: `call_soon(task.cancel)` is none.
        name = getattr(callback, "__name__", "")
        if isinstance(task, asyncio.Task) and not hasattr(type(task), name or "no name"):
            self.is_queued(task.get_coro(), self.by or ended(args))
        elif ended(args):
            # `gather` and the like hear of the end first, and then wake who waits.
            callback = self.answering(ended(args), callback)
        return super().call_soon(callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        callback = self.answering("timer", callback)
        return super().call_at(when, callback, *args, context=context)

    def answering(self, by, callback):
        def answer(*args):
            before, self.by = self.by, by
            try:
                return callback(*args)
            finally:
                self.by = before

        return answer

    def is_queued(self, recorded, by):
        if not isinstance(recorded, RecordedCoroutine):
            return
        if self.foreign or self.recorder.polled():
            by = None  # it is the thread, or the task that is polled
        if not recorded.spawned:
            recorded.spawned = True
        elif recorded.wakes_itself:
            recorded.wakes_itself = False  # that is in the recording already
        else:
            self.recorder.record("wake", recorded.id, self.foreign, by)

    def call_soon_threadsafe(self, callback, *args, context=None):
        thread = threading.current_thread()

        def in_its_name(*args):
            self.foreign = thread
            try:
                callback(*args)
            finally:
                self.foreign = None

        return super().call_soon_threadsafe(in_its_name, *args, context=context)


def ended(args):
    """Whose end a callback is told of, if it is."""
    if len(args) == 1 and isinstance(args[0], asyncio.Task) and args[0].done():
        recorded = args[0].get_coro()
        if isinstance(recorded, RecordedCoroutine):
            return {"end": recorded.id}
    return None


def policy(recorder):
    """Makes the program's loops recorded ones."""
    with warnings.catch_warnings():
        # There is no other way to reach a program that doesn't know of us.
        warnings.simplefilter("ignore", DeprecationWarning)

        class Policy(asyncio.DefaultEventLoopPolicy):
            def new_event_loop(self):
                return RecordedLoop(recorder)

        asyncio.set_event_loop_policy(Policy())


class Lines(io.TextIOBase):
    """Standard output, whose lines are also notes of the recording."""

    def __init__(self, recorder, stdout):
        self.recorder, self.stdout, self.begun = recorder, stdout, ""

    def write(self, text):
        *lines, self.begun = (self.begun + text).split("\n")
        for line in lines if self.recorder.polled() else []:
            self.recorder.record("note", line)
        return self.stdout.write(text)

    def flush(self):
        self.stdout.flush()

    def __getattr__(self, name):
        return getattr(self.stdout, name)


def run(program, arguments, recorder, prints):
    """Runs the program as `python3 PROGRAM` would, and returns its exit status."""
    policy(recorder)
    sys.argv = [program, *arguments]
    sys.path[0] = os.path.dirname(os.path.abspath(program))
    output = Lines(recorder, sys.stdout) if prints else sys.stdout
    try:
        with contextlib.redirect_stdout(output):
            runpy.run_path(program, run_name="__main__")
    except SystemExit as exit:
        if exit.code is None or isinstance(exit.code, int):
            return exit.code or 0
        print(exit.code, file=sys.stderr)
        return 1
    except Deadlock:
        print(
            "timeline.py: all tasks wait, and nobody can wake them: no timer is set",
            file=sys.stderr,
        )
        return 1
    except BaseException as error:
        # As Python shows it, but without this file and runpy.
        frames = error.__traceback__
        while frames and frames.tb_frame.f_code.co_filename != program:
            frames = frames.tb_next
        traceback.print_exception(error.with_traceback(frames))
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    return 0


def renamed(text):
    old, equals, new = text.partition("=")
    if not (old and equals and new):
        raise argparse.ArgumentTypeError(f"{text!r} isn't of the form OLD=NEW")
    return old, new


def number(text):
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number from 1 on")
    return int(text)


def command_line():
    parser = argparse.ArgumentParser(
        prog="timeline.py",
        description="Records what asyncio does with a program, as JSON that the crate "
        "`timeline` draws. What the program prints is left alone.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("program", metavar="PROGRAM", help="the program's file")
    parser.add_argument("-o", "--output", metavar="FILE", required=True,
                        help="where the recording goes; its name ends in .json")
    parser.add_argument("--virtual", action="store_true",
                        help="on a clock that jumps when nothing is ready")
    parser.add_argument("--print", action="store_true", dest="prints",
                        help="keep the lines that tasks print, as notes")
    parser.add_argument("--loop", type=number, metavar="N",
                        help="record only the program's Nth loop (asyncio.run), from 1")
    parser.add_argument("--name", type=renamed, metavar="OLD=NEW", action="append",
                        default=[], help="call a task otherwise; as often as you like")
    parser.add_argument("--title", help="the recording's title")
    parser.add_argument("--limit", type=number, metavar="N", default=2_000_000,
                        help="keep the first N events (%(default)s)")
    return parser


def main(argv):
    split = argv.index("--") if "--" in argv else len(argv)
    parser = command_line()
    options = parser.parse_args(argv[:split])
    folder = os.path.dirname(os.path.abspath(options.output))
    if not options.output.endswith(".json"):
        parser.error(f"{options.output}: a recording's name ends in .json; "
                     "to draw it is the next step")
    if not os.path.isfile(options.program):
        parser.error(f"{options.program}: there is no such file")
    exists = os.path.exists(options.output)
    if not os.access(options.output if exists else folder, os.W_OK):
        parser.error(f"{options.output}: it can't be written")

    recorder = Recorder(options.virtual, options.limit, options.loop, dict(options.name))
    status = run(options.program, argv[split + 1:], recorder, options.prints)
    stem = os.path.splitext(os.path.basename(options.program))[0]
    version = ".".join(map(str, sys.version_info[:2]))
    title = options.title or f"{stem} on CPython {version}"
    if not recorder.events:
        which = f"loop {options.loop}" if options.loop else "a loop of asyncio"
        print(f"timeline.py: nothing is recorded: no task ran on {which}", file=sys.stderr)
        return status or 1
    for name in sorted(recorder.names.keys() - set(recorder.all_names())):
        print(f"timeline.py: no task is called {name!r}", file=sys.stderr)
    try:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(recorder.json(title))
    except OSError as error:
        print(f"timeline.py: {options.output}: {error.strerror}", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("timeline.py: this needs Python 3.11 or later")
    sys.exit(main(sys.argv[1:]))
