"""A sheet of 10,000 nominations: reading and understanding it against reading its cells alone.

    python -m tests.bench.sheets [--rows 10000]

Both open the workbook in the child; the bare way stops at the cells. Limits: 10 s, 300 MB, ten times the bare reading.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from awards.core import sheet
from awards.exchange.services import COLUMNS
from tests.core.sheets import messy

MOST_SECONDS, MOST_BYTES, MOST_TIMES = 10.0, 300 << 20, 10.0


def main(arguments: Sequence[str]) -> None:
    """Print the three figures; fail when one is over its limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args(arguments).rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        path.write_bytes(messy(1, rows).content)
        begun = time.perf_counter()
        sheet._child("read", str(path))
        bare = time.perf_counter() - begun
        begun = time.perf_counter()
        found = sheet.read_sheet(path, COLUMNS)
        whole = time.perf_counter() - begun
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) << 10
    sys.stdout.write(
        f"sheet of {len(found.rows)} rows: {whole:.1f} s, {whole / bare:.1f} x the bare reading, {most >> 20} MB\n"
    )
    if whole > MOST_SECONDS or most > MOST_BYTES or whole > MOST_TIMES * bare or len(found.rows) != rows:
        raise SystemExit("over the limit")


if __name__ == "__main__":
    main(sys.argv[1:])
