"""docs/security.md: each promise names a test that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [line for line in (ROOT / "docs/security.md").read_text().splitlines() if line.startswith("| ")][1:]
PATH = re.compile(r"`([\w/.-]+(?:/|\.py|\.html|\.md))`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2:50])
def test_each_promise_names_a_test_that_is_there(row: str) -> None:
    _, _promise, shown_by, _ = row.split(" | ") if row.count(" | ") == 3 else row.split("|")
    named = PATH.findall(shown_by)

    assert [path for path in named if not (ROOT / path).exists()] == []
    assert any(path.startswith("tests/") for path in named)


def test_the_page_has_its_promises() -> None:
    assert len(ROWS) >= 25
