"""The units of Mộc Châu, Sơn La, in their three states: what the demo and the tests run on."""

from datetime import date
from pathlib import Path

from awards.units.services.lists import load
from awards.units.services.succession import load_successions

FOLDER = Path(__file__).parents[1] / "seed"
STATES = (
    (date(2021, 1, 1), "moc-chau-2021.csv"),
    (date(2025, 2, 1), "moc-chau-2025-02.csv"),
    (date(2025, 7, 1), "moc-chau-2025-07.csv"),
)


def load_demo_seed() -> None:
    """The district, then town, then communes of Mộc Châu, and who took over from whom (domain 8.1). Repeatable."""
    for state_of, name in STATES:
        with (FOLDER / name).open("rb") as file:
            load(file, state_of, whole_country=False)
    with (FOLDER / "succession.csv").open("rb") as file:
        load_successions(file)
