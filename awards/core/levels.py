"""The levels of the state apparatus, known to units, law and route alike."""

from enum import StrEnum


class Level(StrEnum):
    """Lowest first. Which of them a dossier passes is data of its campaign."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    CENTRAL = "central"


LEVEL_NAMES = {
    Level.COMMUNE: "Cấp xã",
    Level.DISTRICT: "Cấp huyện",
    Level.PROVINCE: "Cấp tỉnh",
    Level.CENTRAL: "Trung ương",
}
