"""Two thousand invented nominees, a hundred and fifty of them written down a second time in another way."""

import random
import unicodedata
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from awards.core.text import fold

FAMILIES = "Lò Vì Hà Quàng Lường Cầm Giàng Mùa Sồng Tráng Nguyễn Trần Lê Phạm Hoàng Bàn Triệu Đinh Bùi Đặng"
MIDDLES = "Văn Thị A Đức Minh Thanh Hồng Ngọc Xuân Thu Quốc Hữu Kim Bích"
GIVEN = (
    "Inh Toản Duyên Hạnh Mẫn Thuận Định Chứ Súa Phóng Khuyên Lả Dợ Páo Mỷ Huyền Thắng Bình Hưng Phương Lâm Tú Đoàn "
    "Điệp Hòa Thủy Quý Sính Dơ Vừ Chính Tâm Nhung Ọt Piếng Xôm Đôi Hặc Pâng Ngoan Tiến Dũng Oanh Nga Bun Sơn Viên"
)
HAMLETS = "Nà Bó|Suối Ngõa|Chiềng Cang|Nà Sài|Tà Phềnh|Suối Khem|Hin Pén|Suối Thín|A Má|Pha Đón|Pu Nhan|Phát"


@dataclass(frozen=True)
class Person:
    """One entry as a clerk writes it; `is_again` names the entry it repeats, `former` a name it went by before."""

    name: str
    honorific: str
    birth_year: int
    unit: int  # number of the commune
    hamlet: str
    is_again: int | None = None
    former: str = ""


def _one(chance: random.Random, units: int) -> Person:
    middle = chance.choice(MIDDLES.split())
    name = f"{chance.choice(FAMILIES.split())} {middle} {chance.choice(GIVEN.split())}"
    honorific = "ba" if middle == "Thị" else "ong" if middle in {"Văn", "A"} else chance.choice(("ba", "ong"))
    hamlet = f"bản {chance.choice(HAMLETS.split('|'))}"
    return Person(name, honorific, chance.randint(1945, 2000), chance.randrange(units), hamlet)


def _again(person: Person, place: int, way: str, chance: random.Random) -> Person:
    """The same human being, written down another time in this way."""
    family, middle, given = person.name.split()
    another = f"{chance.choice(FAMILIES.split())} {middle} {given}"
    moved = f"bản {chance.choice(HAMLETS.split('|'))}"
    changes: dict[str, dict[str, Any]] = {
        "without accents": {"name": fold(person.name).title(), "hamlet": fold(person.hamlet)},
        "d for đ": {"name": person.name.replace("Đ", "D").replace("đ", "d")},
        "swapped": {"name": f"{given} {middle} {family}"},
        "accents apart": {"name": unicodedata.normalize("NFD", person.name)},
        "maiden name": {"name": another, "former": person.name},
        "another family name": {"name": another},
        "a letter less": {"name": f"{family} {middle} {given[:-1] if len(given) > 2 else given + 'h'}"},
        "no middle name": {"name": f"{family} {given}"},
        "a year apart": {"birth_year": person.birth_year + 1},
        "moved within the commune": {"hamlet": moved},
        "another word for the hamlet": {"hamlet": person.hamlet.replace("bản", "Tiểu khu")},
    }
    return replace(person, is_again=place, **changes[way])


WAYS = (
    *("without accents", "d for đ", "swapped", "accents apart", "maiden name", "another family name", "a letter less"),
    *("no middle name", "a year apart", "moved within the commune", "another word for the hamlet"),
)


def country(count: int = 2000, repeats: int = 150, units: int = 60, seed: int = 666) -> list[Person]:
    """`count` entries in the order in which they are written, the last `repeats` of them known repeats."""
    chance = random.Random(seed)
    people = [_one(chance, units) for _ in range(count - repeats)]
    chosen = chance.sample(range(len(people)), repeats)
    return people + [_again(people[place], place, way, chance) for place, way in zip(chosen, cycle(WAYS), strict=False)]
