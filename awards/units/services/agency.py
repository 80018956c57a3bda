"""The agency that writes in a unit's name: what stands in the head and under the signature of its papers."""

from dataclasses import dataclass

from awards.units.models import Unit

# The kinds of territorial units, as their names begin (domain 4.5). Longer ones first.
KINDS = ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")
COMMITTEE = "Ủy ban nhân dân"


@dataclass(frozen=True)
class Agency:
    """Paper words of an agency (D30 App. I): `parent` and `name` in capitals for the head (`parent` may be empty),
    `symbol` in “05/TTr-UBND”, `place` in “Hua Păng, ngày …”, `head_title` in capitals, `running_name` in a sentence."""

    parent: str
    name: str
    symbol: str
    place: str
    head_title: str
    running_name: str


def agency_of(unit: Unit) -> Agency:
    """The agency of this unit: a territorial unit is written for by its People's Committee, any other by itself.

    A column of the unit that is filled in wins over what its name gives. A People's Committee has no parent agency in
    its head. An agency without a `place` of its own has an empty one.
    """
    kind, own = _split(unit.name)
    if unit.agency or not kind:
        running = unit.agency or unit.name
        given = Agency("", running.upper(), _initials(running), "", "THỦ TRƯỞNG", running)
    else:
        running = f"{COMMITTEE} {running_name(unit)}"
        given = Agency("", running.upper(), "UBND", _place(unit.name, own), "CHỦ TỊCH", running)
    return Agency(
        parent=unit.parent_agency.upper() or given.parent,
        name=given.name,
        symbol=unit.symbol or given.symbol,
        place=unit.place or given.place,
        head_title=unit.head_title.upper() or given.head_title,
        running_name=given.running_name,
    )


def running_name(unit: Unit) -> str:
    """The unit's name inside a sentence: “xã Hua Păng”; but “Quận 1”, “Thành phố Hồ Chí Minh” (D30 App. II)."""
    kind, own = _split(unit.name)
    if not kind or own[0].isdigit() or own == "Hồ Chí Minh":
        return unit.name
    return f"{kind.lower()} {own}"


def _split(name: str) -> tuple[str, str]:
    """(“Xã”, “Hua Păng”); (“”, name) for a name that is not a territorial unit's."""
    for kind in KINDS:
        if name.casefold().startswith(f"{kind.casefold()} "):
            return kind, name[len(kind) + 1 :]
    return "", name


def _place(name: str, own: str) -> str:
    """A place named by a number is written in full (D30 App. I, II.4)."""
    return name if own[0].isdigit() else own


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isalnum()).upper()
