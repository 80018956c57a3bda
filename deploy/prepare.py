"""Make the Python environment .venv from a hash lock: python3 deploy/prepare.py [requirements.txt].

Runs on the bare python3 of the system, so it uses the standard library only. It looks for what the application needs
from the system, installs it with apt-get when it is root, and otherwise prints the one command to type and stops.
The environment is made again only when the lock has changed; when it has not, nothing asks the network.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
RUNTIME_LOCK = "requirements.txt"
BROWSER_LOCK = "requirements-dev.txt"
# What WeasyPrint opens, by the Debian package that brings it.
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages() -> list[str]:
    """Debian packages without which the application cannot start, in the order of the documentation."""
    missing = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    return missing + [package for package, library in LIBRARIES.items() if not loads(library)]


def missing_for_the_browser() -> list[str]:
    """Debian packages without which the browser tests are skipped: Chromium, and what its driver needs."""
    there = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return ([] if there else ["chromium"]) + ([] if loads("libatomic.so.1") else ["libatomic1"])


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages; True when it went well. Needs root and apt-get."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages]
    return all(
        subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode == 0
        for command in (["apt-get", "update", "-qq"], install)
    )


def can_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def system_ready() -> None:
    """Install or name the missing system packages; ends the program when some stay missing."""
    if missing := missing_packages():
        if can_apt():
            print(f"Đang cài các gói hệ thống: {' '.join(missing)}", flush=True)
            apt_install(missing)
            importlib.invalidate_caches()
        if missing := missing_packages():
            sys.exit(
                "Máy còn thiếu gói hệ thống. Hãy chạy đúng lệnh sau, rồi chạy lại:\n\n"
                f"    sudo apt-get update && sudo apt-get install --yes {' '.join(missing)}\n"
            )


def browser_ready() -> None:
    """Install or name what the browser tests need; without it they are skipped."""
    if (missing := missing_for_the_browser()) and can_apt():
        print(f"Đang cài trình duyệt cho các kiểm thử: {' '.join(missing)}", flush=True)
        apt_install(missing)
    if missing := missing_for_the_browser():
        print("Các kiểm thử trên trình duyệt sẽ được bỏ qua. Để chạy cả chúng, hãy cài trước:")
        print(f"    sudo apt-get install --yes {' '.join(missing)}", flush=True)


def digest(lock: str) -> str:
    """One line that names a lock, its content and the place of the environment (its scripts hold that path)."""
    return f"{lock} {hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()} {VENV}"


def call(*command: str | Path) -> int:
    return subprocess.run(command).returncode


def works() -> bool:
    """Does the environment still start? Not after its Python was taken away by an upgrade of the system."""
    return subprocess.run([VENV / "bin" / "python", "-c", "import flask"], stderr=subprocess.DEVNULL).returncode == 0


def installed() -> list[str]:
    """The locks that stand in the environment, as `digest` lines; empty when there is none or it no longer works."""
    return STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() and works() else []


def install(lock: str) -> None:
    """Make the environment hold the lock; the other locks contain the runtime lock, so they are put on top of it."""
    present = installed()
    if digest(lock) in present:
        return
    system_ready()
    STAMP.unlink(missing_ok=True)
    print(f"Đang cài các thư viện theo {lock} (chỉ một lần, khoảng một phút)…", flush=True)
    python, failed = VENV / "bin" / "python", 0
    if digest(RUNTIME_LOCK) not in present:
        failed = call(sys.executable, "-m", "venv", "--clear", VENV)
    pip = ("-m", "pip", "--quiet", "--quiet", "--no-input", "--disable-pip-version-check")
    options = ("--only-binary=:all:", "--require-hashes", "--requirement", ROOT / lock)
    if failed or call(python, *pip, "install", *options):
        sys.exit("Chưa cài được các thư viện. Hãy kiểm tra kết nối mạng rồi chạy lại lệnh vừa rồi.")
    STAMP.write_text("\n".join(dict.fromkeys([digest(RUNTIME_LOCK), digest(lock)])), encoding="utf-8")


def main() -> None:
    lock = sys.argv[1] if len(sys.argv) > 1 else RUNTIME_LOCK
    if sys.version_info < (3, 11):
        sys.exit(f"Cần Python 3.11 trở lên; python3 của máy này là {sys.version.split()[0]}.")
    install(lock)
    if lock == BROWSER_LOCK:
        browser_ready()


if __name__ == "__main__":
    main()
