"""The mark on the screens is the one the papers carry."""

from pathlib import Path

from awards.certificates.printing.ornament import mark_svg

IMAGES = Path(__file__).parents[3] / "static" / "img"


def test_the_mark_of_the_screens_is_the_drawn_one() -> None:
    assert (IMAGES / "mark.svg").read_text(encoding="utf-8") == mark_svg() + "\n"


def test_the_star_of_empty_lists_is_the_whole_drum_face() -> None:
    drawn = mark_svg(colour="#f4eddd", detail=True)
    assert (IMAGES / "star.svg").read_text(encoding="utf-8") == drawn + "\n"
