"""A list of 100,000 rows as a workbook: our writer against xlsxwriter alone, in one interleaved run.

    python -m tests.bench.workbooks [--rows 100000]

Both write the same thirteen columns of dossiers with constant memory; peak memory is that of a process of its own for
the whole and for a tenth of the rows.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date

from xlsxwriter import Workbook

from awards.core import sheets
from awards.nominations.views.dossiers import SHEET

ROUNDS = 3
DAY = date(2026, 11, 24)


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """So many invented dossiers as the list gives them."""
    for number in range(count):
        who = (f"HS-{number:06d}", f"Lò Văn Ánh {number}", "Cá nhân", 1960 + number % 40, "Trưởng bản", "Bản Áng")
        yield (*who, "Xã Đông Sang", "Đợt tổng kết", "Giấy chứng nhận", "Đang thẩm định", "Trung ương", DAY, DAY)


def bare(count: int) -> None:
    """What xlsxwriter's own guide does."""
    book = Workbook(io.BytesIO(), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows(count)):
        for column, value in enumerate(row):
            sheet.write(place, column, value)
    book.close()


def ours(count: int) -> None:
    """The writer of every list."""
    sheets.write(io.BytesIO(), SHEET, rows(count))


def memory(count: int) -> float:
    """Peak memory, in MB, of a process that writes so many rows."""
    code = f"import resource; from tests.bench import workbooks as s; s.ours({count}); "
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout) / 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table; `main([])` from another program takes the usual size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args(arguments).rows
    spent = {bare: 0.0, ours: 0.0}
    for _ in range(ROUNDS):
        for work in spent:
            begun = time.process_time()
            work(count)
            spent[work] += time.process_time() - begun
    sys.stdout.write(
        f"{count:,} rows as a workbook: xlsxwriter alone {spent[bare] / ROUNDS:.1f} s CPU, "
        f"ours {spent[ours] / ROUNDS:.1f} s CPU, ratio {spent[ours] / spent[bare]:.2f}\n"
        f"peak memory: {memory(count // 10):.0f} MB for a tenth of the rows, {memory(count):.0f} MB for all\n\n"
    )


if __name__ == "__main__":
    main()
