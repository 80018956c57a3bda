"""Every benchmark, one after the other: make bench. Only ratios from one run mean something on a shared machine.

Each in a process of its own: what one needs in memory is not counted for the next.
"""

import subprocess
import sys

from tests.chromium import PROGRAM

NAMES = ("certificates", "nominations", "repeats", *(["photos"] if PROGRAM else []), "sheets", "workbooks")

if __name__ == "__main__":
    runs = [subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False) for name in NAMES]
    sys.exit(any(run.returncode for run in runs))
