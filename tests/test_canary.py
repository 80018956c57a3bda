"""The eye of the canary sees a citizen number however it is written and packed, and takes nothing else for one."""

import pytest

from awards.core.paper import html_to_pdf
from tests.canary import PROVINCE, SECRET, numbers_in
from tests.matrix_world import sheet

WHOLE = f"{PROVINCE}{SECRET}007"


@pytest.mark.parametrize("written", [WHOLE, f"{SECRET}007", " ".join(WHOLE), "014.973.046.007", "014<b>973</b>046007"])
def test_a_number_is_seen_apart_in_blanks_dots_or_tags_and_without_its_province(written: str) -> None:
    assert numbers_in(written.encode())


def test_a_number_is_seen_in_a_workbook_and_in_a_pdf() -> None:
    assert numbers_in(sheet(((WHOLE,),)))
    assert numbers_in(html_to_pdf(f"<p>{WHOLE}</p>"))


@pytest.mark.parametrize("other", ["014*********", "014068000123", f"{SECRET}00"])
def test_nothing_else_is_taken_for_one(other: str) -> None:
    assert numbers_in(other.encode()) == []
