"""The environment is made again when, and only when, its lock has changed."""

import importlib.util
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "deploy" / "prepare.py"
spec = importlib.util.spec_from_file_location("prepare", SOURCE)
assert spec
assert spec.loader
prepare = importlib.util.module_from_spec(spec)
spec.loader.exec_module(prepare)


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    """A folder with two locks and an environment in which both were installed; nothing may be run."""
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text(f"{lock}\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(prepare, "STAMP", tmp_path / ".venv" / "installed")
    monkeypatch.setattr(prepare, "works", lambda: True)
    prepare.STAMP.write_text("\n".join(map(prepare.digest, ("requirements.txt", "requirements-dev.txt"))))
    return tmp_path


@pytest.fixture
def commands(monkeypatch) -> list[list[str]]:
    """What would have been run."""
    ran: list[list[str]] = []
    monkeypatch.setattr(prepare, "system_ready", lambda: None)
    monkeypatch.setattr(prepare, "call", lambda *command: ran.append([str(word) for word in command]) or 0)
    return ran


def test_nothing_is_run_while_the_lock_stands(project: Path, commands: list[list[str]]) -> None:
    prepare.install("requirements.txt")
    prepare.install("requirements-dev.txt")

    assert commands == []


def test_a_changed_tool_lock_is_put_on_top(project: Path, commands: list[list[str]]) -> None:
    (project / "requirements-dev.txt").write_text("new")

    prepare.install("requirements-dev.txt")

    assert ["install" in command for command in commands] == [True]
    assert prepare.installed() == [prepare.digest("requirements.txt"), prepare.digest("requirements-dev.txt")]


def test_a_changed_runtime_lock_makes_a_new_environment(project: Path, commands: list[list[str]]) -> None:
    (project / "requirements.txt").write_text("new")

    prepare.install("requirements.txt")

    assert "--clear" in commands[0]
    assert {"--require-hashes", "--only-binary=:all:"} <= set(commands[1])
    assert prepare.installed() == [prepare.digest("requirements.txt")]


def test_a_clone_that_was_moved_gets_a_new_environment(project: Path, commands: list[list[str]], monkeypatch) -> None:
    moved = project.rename(project.parent / "moved")
    monkeypatch.setattr(prepare, "ROOT", moved)
    monkeypatch.setattr(prepare, "VENV", moved / ".venv")
    monkeypatch.setattr(prepare, "STAMP", moved / ".venv" / "installed")

    prepare.install("requirements.txt")

    assert "--clear" in commands[0]


def test_a_failed_installation_is_not_taken_for_a_finished_one(project: Path, monkeypatch) -> None:
    monkeypatch.setattr(prepare, "system_ready", lambda: None)
    monkeypatch.setattr(prepare, "call", lambda *command: int("install" in command))
    (project / "requirements.txt").write_text("new")

    with pytest.raises(SystemExit, match="Chưa cài được các thư viện"):
        prepare.install("requirements.txt")

    assert prepare.installed() == []


def test_without_root_the_missing_packages_are_named_in_one_command(monkeypatch) -> None:
    monkeypatch.setattr(prepare, "missing_packages", lambda: ["python3-venv", "libpango-1.0-0"])
    monkeypatch.setattr(prepare, "can_apt", lambda: False)

    with pytest.raises(SystemExit, match=r"apt-get install --yes python3-venv libpango-1\.0-0"):
        prepare.system_ready()
