"""The routes a campaign may take, as data. No other code names a level of a route."""

from dataclasses import dataclass

from awards.core.levels import Level


@dataclass(frozen=True)
class Preset:
    """An ordered list of levels, lowest first, with the words a secretary chooses it by."""

    code: str
    name: str
    note: str
    levels: tuple[Level, ...]


_PRESETS = (
    Preset(
        "commune-district-central",
        "Xã – huyện – Trung ương",
        "Chỉ dùng cho danh hiệu do phong trào tự trao, như giấy chứng nhận. Bằng khen và huân chương phải qua cấp tỉnh "
        "(Điều 83 Luật Thi đua, khen thưởng).",
        (Level.COMMUNE, Level.DISTRICT, Level.CENTRAL),
    ),
    Preset(
        "commune-district-province-central",
        "Xã – huyện – tỉnh – Trung ương",
        "Đường đi theo luật khi còn cấp huyện, đến hết ngày 30/06/2025.",
        (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE, Level.CENTRAL),
    ),
    Preset(
        "commune-province-central",
        "Xã – tỉnh – Trung ương",
        "Đường đi theo luật từ ngày 01/07/2025, khi không còn cấp huyện.",
        (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL),
    ),
)
PRESETS: dict[str, Preset] = {preset.code: preset for preset in _PRESETS}
