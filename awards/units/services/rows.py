"""The rows of a CSV file that a person hands in, or a refusal that names the line."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from awards.core.errors import Refused
from awards.core.text import Unwritable, clean_text

LONGEST = 200


def refused(line: int, fault: str) -> Refused:
    """The sentence for a fault in this line of the file."""
    return Refused(_("Dòng %(line)s: %(fault)s. Chưa có gì thay đổi.", line=line, fault=fault))


def rows_of(lines: Iterable[bytes], columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) for each row under the header; cells are cleaned text.

    Refuses what is not UTF-8, a header other than `columns`, a row of another width, control characters (NUL among
    them), cells of more than 200 characters and what cannot stand on paper. Empty lines are skipped.
    """
    reader = csv.reader(_decoded(lines), strict=True)
    header = None
    try:
        for cells in reader:
            if header is None:
                header = cells
                if tuple(header) != columns:
                    raise refused(1, _("dòng đầu phải là “%(columns)s”", columns=",".join(columns)))
            elif cells:
                yield reader.line_num, _checked(reader.line_num, cells, len(columns))
    except csv.Error as error:
        raise refused(reader.line_num, _("sai quy cách tệp CSV")) from error
    if header is None:
        raise refused(1, _("tệp rỗng"))


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise refused(number, _("không phải văn bản UTF-8")) from error
        if any(unicodedata.category(letter) == "Cc" for letter in text.rstrip("\r\n")):
            raise refused(number, _("có ký tự điều khiển"))
        yield text


def _checked(number: int, cells: list[str], width: int) -> list[str]:
    if len(cells) != width:
        raise refused(number, _("cần đúng %(count)s cột", count=width))
    try:
        return [clean_text(cell, longest=LONGEST) for cell in cells]
    except Unwritable as error:
        raise refused(number, str(error).rstrip(".")) from error
