"""From a save to its verdict in rustlings, measured as `measure.rs` measures it here.

    cargo install rustlings --version 6.5.0 --locked
    python3 tools/learn/tests/rustlings.py

It makes an empty course in a temporary folder, starts its watch mode in a terminal of
its own, saves a wrong and a right answer in turns, and waits for the verdict to be on
the screen. The median is that of ten saves, after two that aren't counted.
"""

import os
import pty
import re
import select
import statistics
import subprocess
import tempfile
import time

SAVES, WARM, PATIENCE = 10, 2, 60


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["rustlings", "init"], cwd=folder, input=b"\n", check=True, capture_output=True
        )
        root = os.path.join(folder, "rustlings")
        exercise = os.path.join(root, "exercises/03_if/if1.rs")
        with open(exercise) as file:
            given = file.read()
        body = "fn bigger(a: i32, b: i32) -> i32 {\n    if a > b { a } else { b }\n}"
        right = re.sub(r"fn bigger\(.*?\n\}", body, given, count=1, flags=re.S)
        wrong = right.replace("a > b", "a < b")
        with open(os.path.join(root, ".rustlings-state.txt"), "w") as state:
            state.write("DON'T EDIT THIS FILE!\n\nif1\n\n")

        child, terminal = pty.fork()
        if child == 0:
            os.chdir(root)
            os.execvp("rustlings", ["rustlings"])

        def wait_for(text):
            seen, end = b"", time.monotonic() + PATIENCE
            while text not in seen:
                if time.monotonic() > end:
                    raise SystemExit(f"error: no {text.decode()!r} on the screen")
                if select.select([terminal], [], [], 0.005)[0]:
                    seen += os.read(terminal, 65536)

        wait_for(b"hint")
        times = []
        for number in range(WARM + SAVES):
            time.sleep(1.5)  # as long as it takes to read the verdict before
            text, verdict = [(wrong, b"FAILED"), (right, b"Exercise done")][number % 2]
            with open(exercise, "w") as file:
                file.write(text)
            start = time.monotonic()
            wait_for(verdict)
            times.append(time.monotonic() - start)
        os.write(terminal, b"q")
        os.waitpid(child, 0)
        median = statistics.median(times[WARM:])
        print(f"rustlings, save to verdict: {median:.2f} s (median of {SAVES})")


if __name__ == "__main__":
    main()
