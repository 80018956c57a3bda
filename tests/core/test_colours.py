"""Everybody can read the screens: colours are tokens, and every pair of them that can meet is strong enough.

The measure is the contrast ratio of WCAG 2.2, success criterion 1.4.3: 4.5 to 1 for text.
"""

import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
MAIN = (STATIC / "css" / "main.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", MAIN))


def rules(sheet: str) -> list[dict[str, str]]:
    """The declarations of each rule, by property."""
    bodies = re.findall(r"\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    return [dict(re.findall(r"([\w-]+):\s*([^;]+)", body)) for body in bodies]


def used(*properties: str) -> set[str]:
    """The tokens that some rule of the main sheet names under one of these properties."""
    values = [rule[name] for rule in rules(MAIN) for name in properties if name in rule]
    return {token for value in values for token in re.findall(r"var\(--([\w-]+)\)", value)}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def is_light(token: str) -> bool:
    return luminance(TOKENS[token]) > 0.4


TEXTS, GROUNDS = used("color"), used("background", "background-color")
PAIRS = [
    (text, ground) for text, ground in product(sorted(TEXTS), sorted(GROUNDS)) if is_light(text) != is_light(ground)
]


def test_the_measure_knows_the_examples_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


def test_the_tokens_are_those_of_the_house() -> None:
    house = {"paper": "#fbfaf7", "surface": "#ffffff", "ink": "#1c2430", "muted": "#5a6472", "line": "#d9d6cd"}
    house |= {"action": "#14508c", "red": "#a3161b", "gold": "#b8892b", "success": "#1f6b3a", "warning": "#8a5a00"}
    assert house.items() <= TOKENS.items()


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


def test_light_text_stands_only_where_the_same_rule_sets_the_ground() -> None:
    light = {f"var(--{text})" for text in TEXTS if is_light(text)}
    assert [rule for rule in rules(MAIN) if rule.get("color") in light and "background" not in rule] == []


def test_a_rule_that_names_text_and_ground_keeps_them_apart() -> None:
    named = [re.findall(r"var\(--([\w-]+)\)", f"{r.get('color')} {r.get('background')}") for r in rules(MAIN)]
    both = [pair for pair in named if len(pair) == 2]
    assert len(both) > 10
    assert [pair for pair in both if contrast(TOKENS[pair[0]], TOKENS[pair[1]]) < 4.5] == []


def test_text_can_be_read_on_the_ornament() -> None:
    strokes = set(re.findall(r"#[0-9a-f]{6}", (STATIC / "img" / "star.svg").read_text(encoding="utf-8")))
    dark = [TOKENS[text] for text in TEXTS if not is_light(text)]
    assert min(contrast(text, stroke) for text, stroke in product(dark, strokes)) >= 4.5


def test_gold_is_ornament_and_never_text() -> None:
    assert contrast(TOKENS["gold"], TOKENS["paper"]) < 4.5
    assert "gold" not in TEXTS


def test_edges_of_fields_can_be_seen() -> None:
    edges = {"muted", "action", "red"}  # of a field at rest, with the cursor in it, and with an error
    assert all(contrast(TOKENS[edge], TOKENS[ground]) >= 3 for edge in edges for ground in ("paper", "surface"))


def test_every_colour_is_a_token() -> None:
    outside = re.sub(r":root \{[^}]*\}", "", MAIN)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl", outside) == []


def test_the_style_sheets_are_small() -> None:
    assert sum(sheet.stat().st_size for sheet in SHEETS) < 25_000
