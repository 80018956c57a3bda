"""Certificates: our engine against other ways of making the same page, in one interleaved run.

    python -m tests.bench.certificates [--size 30 --size 300 --size 3000]

Every row is a process of its own: CPU (its children included) and wall time per certificate, and its peak memory.
Libraries are loaded before the clocks start; what is drawn once in a batch is drawn afresh and counted. Slow ways are
run for fewer certificates, which the table says, and their time per certificate stands for the whole batch.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from awards.certificates.printing import GIAY_CHUNG_NHAN as DESIGN
from awards.certificates.printing import CertificateText, check_page, check_raster, merge, render_merged, render_singles
from awards.certificates.printing import plate as plates
from tests.bench import peers
from tests.bench.plain import invented, plain
from tests.chromium import PROGRAM

SIZES = (30, 300, 3000)
NAIVE, SLOW = 30, 300  # certificates after which a slow way is stopped


@dataclass(frozen=True)
class Cost:
    """What one way took for so many certificates."""

    count: int
    cpu: float
    wall: float
    memory: float  # MB, peak

    @property
    def each(self) -> float:
        return self.cpu / self.count * 1000


def naive(texts: Sequence[CertificateText]) -> None:
    """A fresh WeasyPrint document for each certificate, complete TTF faces."""
    for text in texts:
        plain(DESIGN, text)


def merged(texts: Sequence[CertificateText]) -> None:
    """Ours: one file of all."""
    render_merged(DESIGN, texts)


def everything(texts: Sequence[CertificateText]) -> None:
    """Ours, as a batch does it: single files on the disk, their hashes, and one file of all."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for pdf in render_singles(DESIGN, texts):
            path = Path(folder, hashlib.sha256(pdf).hexdigest())
            path.write_bytes(pdf)
            paths.append(path)
        merge((path.read_bytes() for path in paths), title=DESIGN.title)


def checked(texts: Sequence[CertificateText]) -> float:
    """Looking at single files that are there already: words, faces and QR code. Gives the seconds to leave out."""
    pdfs = list(render_singles(DESIGN, texts))
    begun = time.process_time()
    for pdf, text in zip(pdfs, texts, strict=True):
        check_page(pdf, text)
        check_raster(pdf, DESIGN, text)
    return time.process_time() - begun


WAYS: dict[str, tuple[Callable[[Sequence[CertificateText]], Any], int]] = {
    "ours: merged file alone": (merged, 1_000_000),
    "naive: fresh WeasyPrint document each": (naive, NAIVE),
    "Typst, one document": (lambda texts: peers.typst(DESIGN, texts), 1_000_000),
    "ReportLab, one document": (lambda texts: peers.reportlab(DESIGN, texts), 1_000_000),
    "Chromium, one document": (lambda texts: peers.chromium(DESIGN, texts), SLOW),
    "ours: single files, hashes, merged file": (everything, 1_000_000),
    "ours: every single file looked at": (checked, SLOW),
}


def _cpu() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def _run(name: str, count: int, answer: Any) -> None:
    """In a fresh process: warm up with one certificate, then do the work by the clock."""
    # The drawing in a child would not be counted: here it is done in this process.
    plates.draw = lambda page, assets: plates.drawn(page, assets)[1]
    work, _most = WAYS[name]
    work(list(invented(1)))
    plates.plate.cache_clear()
    texts = list(invented(count))
    cpu, wall = _cpu(), time.perf_counter()
    told = work(texts)
    spent = told if isinstance(told, float) else _cpu() - cpu
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    answer.send((count, spent, time.perf_counter() - wall, peak))


def measured(name: str, size: int) -> Cost:
    """What this way costs for a batch of this size, or for as many as it is run for."""
    receiver, sender = multiprocessing.get_context("spawn").Pipe(duplex=False)
    count = min(size, WAYS[name][1])
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(name, count, sender))
    process.start()
    sender.close()
    try:
        return Cost(*receiver.recv())
    finally:
        process.join()


def table(size: int) -> tuple[str, dict[str, Cost]]:
    """The rows of one size."""
    ways = [name for name in WAYS if PROGRAM is not None or not name.startswith("Chromium")]
    costs = {name: measured(name, size) for name in ways}
    base = costs["naive: fresh WeasyPrint document each"]
    lines = [f"{DESIGN.title}, N = {size}", f"{'':48}{'CPU ms':>9}{'wall ms':>9}{'naive CPU is':>14}{'peak MB':>9}"]
    for name, cost in costs.items():
        note = "" if cost.count == size else f" ({cost.count} run)"
        ratio = f"{base.each / cost.each:.1f}x"
        lines.append(
            f"{name + note:48}{cost.each:9.2f}{cost.wall / cost.count * 1000:9.2f}{ratio:>14}{cost.memory:9.0f}"
        )
    return "\n".join(lines), costs


def verdicts(by_size: dict[int, dict[str, Cost]]) -> list[str]:
    """What is to be reached, and whether it was in this run."""
    ours, whole = "ours: merged file alone", "ours: single files, hashes, merged file"
    said = []

    def say(words: str, value: float, limit: float, at_least: bool = False) -> None:
        reached = value >= limit if at_least else value <= limit
        said.append(
            f"{'reached' if reached else 'MISSED ':8} {words}: {value:.2f} ({'>=' if at_least else '<='} {limit:g})"
        )

    for size, costs in by_size.items():
        if size >= SLOW:
            say(
                f"naive / ours, N = {size}",
                costs["naive: fresh WeasyPrint document each"].each / costs[ours].each,
                40,
                True,
            )
            say(f"ours / Typst, CPU, N = {size}", costs[ours].each / costs["Typst, one document"].each, 1)
            say(f"all files / merged alone, N = {size}", costs[whole].each / costs[ours].each, 1.5)
        if size >= 3000:
            say(f"peak MB with all files, N = {size}", costs[whole].memory, 250)
            if SLOW in by_size:
                say(f"time each, N = {size} / N = {SLOW}", costs[whole].each / by_size[SLOW][whole].each, 1.1)
    return said


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables; `main([])` from another program takes the usual sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, action="append", help="certificates in a batch (30, 300 and 3000)")
    by_size = {}
    for size in parser.parse_args(arguments).size or SIZES:
        shown, by_size[size] = table(size)
        sys.stdout.write(shown + "\n\n")
        sys.stdout.flush()
    sys.stdout.write("\n".join(verdicts(by_size)) + "\n")


if __name__ == "__main__":
    main()
