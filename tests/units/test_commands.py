"""flask units load and flask units succession."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from awards.core.db import db
from awards.units.models import Unit, UnitSuccession

LIST = "code,level,name,parent_code\n14,province,Tỉnh Sơn La,\n03985,commune,{name},14\n"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "units.csv"
    file.write_text(LIST.format(name="Xã Chiềng Sơn"), encoding="utf-8")
    return file


def test_a_list_is_loaded_with_its_counts_and_again_without_a_change(app: Flask, listed: Path) -> None:
    run = app.test_cli_runner().invoke

    first = run(args=["units", "load", str(listed), "--state-of", "2025-07-01"])
    second = run(args=["units", "load", str(listed), "--state-of", "01/07/2025"])

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "mở 2, kết thúc 0" in first.output
    assert "không có gì thay đổi" in second.output
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 3


def test_a_malformed_list_ends_with_its_line_and_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_bytes(b"\x00\xff")

    result = app.test_cli_runner().invoke(args=["units", "load", str(file), "--state-of", "2025-07-01"])

    assert result.exit_code == 1
    assert "Dòng 1: không phải văn bản UTF-8" in result.output
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 0


def test_a_succession_is_loaded_from_its_file(app: Flask, listed: Path, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    run(args=["units", "load", str(listed), "--state-of", "2021-01-01"])
    listed.write_text(LIST.format(name="Phường Chiềng Sơn"), encoding="utf-8")
    run(args=["units", "load", str(listed), "--state-of", "2025-07-01"])
    file = tmp_path / "succession.csv"
    head = "old_code,old_level,old_on,new_code,new_level,since\n"
    file.write_text(f"{head}03985,commune,2025-06-30,03985,commune,2025-07-01\n", encoding="utf-8")

    result = run(args=["units", "succession", str(file)])

    assert "Đã ghi thêm 1" in result.output
    assert db.session.scalar(select(func.count()).select_from(UnitSuccession)) == 1


def test_a_succession_of_nobody_ends_with_its_line(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "succession.csv"
    file.write_text("old_code,old_level,old_on,new_code,new_level,since\n1,commune,2025-06-30,2,commune,2025-07-01\n")

    result = app.test_cli_runner().invoke(args=["units", "succession", str(file)])

    assert result.exit_code == 1
    assert "Dòng 2: không có đơn vị mang mã “1”" in result.output
