"""The faces on paper: which letters they hold, how wide each is and how pairs are kerned.

Widths come from the font files themselves, so what is measured here is what the PDF embeds. Vietnamese in NFC needs
no shaping: one character is one glyph, and pairs are kerned by the face's own table.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts"
NO_BREAK_SPACE = "\u00a0"


def _letters() -> str:
    """Every character the paper may carry: ASCII, Vietnamese, and the letters of other tongues of the country."""
    ascii_ = {chr(code) for code in range(32, 127)}
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    vietnamese = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones} | {"đ"}
    others = set("ñčŏŭĭĕƀäëïöüàèìòùçß") | {"ŋ"}
    letters = vietnamese | others
    letters |= {letter.upper() for letter in letters if len(letter.upper()) == 1}
    return "".join(sorted(ascii_ | letters | set("‘’“”–—…•·№°×§«»")))


TYPE_CASE = _letters()


class MissingGlyph(ValueError):
    """A character that the face cannot print: `face` is the key of the face, `characters` what is missing."""

    def __init__(self, face: str, characters: str) -> None:
        self.face, self.characters = face, characters
        named = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in characters[:5])
        super().__init__(f"Mặt chữ {face} không có ký tự: {named}.")


@dataclass(frozen=True)
class Face:
    """One paper face as the manifest describes it; `key` is the file name without its ending, such as Tinos-Bold."""

    key: str
    family: str
    weight: int
    style: str

    @property
    def path(self) -> Path:
        return FONTS / f"{self.key}.ttf"

    @cached_property
    def advances(self) -> Mapping[str, int]:
        """Advance width of each letter of the type case that the face holds, in thousandths of the size."""
        with TTFont(self.path, lazy=True) as font:
            names, metrics, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
            return {c: round(metrics[names[ord(c)]][0] * 1000 / em) for c in TYPE_CASE if ord(c) in names}

    @cached_property
    def kerning(self) -> Mapping[str, Mapping[str, int]]:
        """Correction between two letters, in thousandths of the size; pairs without correction are left out."""
        with TTFont(self.path, lazy=True) as font:
            names, em = font.getBestCmap(), font["head"].unitsPerEm
            letters = {c: names[ord(c)] for c in self.advances}
            lookups = list(_kern_lookups(font["GPOS"].table))
            table: dict[str, dict[str, int]] = {}
            for first, left in letters.items():
                rows = [row for row in (_rows(lookup, left) for lookup in lookups) if row]
                pairs = {c: round(_correction(rows, right) * 1000 / em) for c, right in letters.items()} if rows else {}
                table[first] = {c: value for c, value in pairs.items() if value}
            return table

    @cached_property
    def vertical(self) -> tuple[float, float]:
        """(ascent, descent) of a line of text, both positive, in parts of the size."""
        with TTFont(self.path, lazy=True) as font:
            em = font["head"].unitsPerEm
            return font["hhea"].ascent / em, -font["hhea"].descent / em

    def positions(self, text: str) -> list[float]:
        """Where each character starts and, last, where the text ends, at size 1; kerning included.

        Refuses characters the face does not hold (`MissingGlyph`). A no-break space is as wide as a space.
        """
        text = text.replace(NO_BREAK_SPACE, " ")
        advances, kerning = self.advances, self.kerning
        if missing := "".join(sorted({c for c in text if c not in advances})):
            raise MissingGlyph(self.key, missing)
        x, before, places = 0, "", []
        for character in text:
            if before:
                x += kerning[before].get(character, 0)
            places.append(x / 1000)
            x, before = x + advances[character], character
        return [*places, x / 1000]

    def width(self, text: str) -> float:
        """Width of the text at size 1."""
        return self.positions(text)[-1]


@cache
def faces() -> Mapping[str, Face]:
    """The paper faces of the manifest by key."""
    entries = json.loads((FONTS / "manifest.json").read_text(encoding="utf-8"))
    paper = [entry for entry in entries if entry["use"] == "paper"]
    found = [Face(Path(e["file"]).stem, e["family"], e["weight"], e["style"]) for e in paper]
    return {face.key: face for face in found}


def _kern_lookups(gpos: Any) -> Iterator[list[Any]]:
    """The pair tables that Latin script uses, each lookup as the list of its subtables."""
    scripts = {record.ScriptTag: record.Script for record in gpos.ScriptList.ScriptRecord}
    system = scripts["latn"].DefaultLangSys
    features = [gpos.FeatureList.FeatureRecord[index] for index in system.FeatureIndex]
    indexes = sorted({i for f in features if f.FeatureTag == "kern" for i in f.Feature.LookupListIndex})
    for index in indexes:
        subtables = gpos.LookupList.Lookup[index].SubTable
        yield [getattr(subtable, "ExtSubTable", subtable) for subtable in subtables]


def _rows(lookup: list[Any], left: str) -> list[Any]:
    """The subtables of a lookup that speak about this left glyph, each with what they need to answer."""
    rows: list[tuple[Any, Any]] = []
    for table in lookup:
        if left in table.Coverage.glyphs:
            if table.Format == 1:
                pairs = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
                rows.append((None, {p.SecondGlyph: _advance(p.Value1) for p in pairs}))
            else:
                row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)].Class2Record
                rows.append((table.ClassDef2.classDefs, [_advance(cell.Value1) for cell in row]))
    return rows


def _correction(lookups: list[list[Any]], right: str) -> int:
    """The sum over lookups of the first subtable that answers for this right glyph."""
    total = 0
    for rows in lookups:
        for classes, values in rows:
            if classes is not None:
                total += values[classes.get(right, 0)]
                break
            if right in values:
                total += values[right]
                break
    return total


def _advance(value: Any) -> int:
    return getattr(value, "XAdvance", 0) or 0
