"""Who is alike, at 100,000 nominees: how long the answer takes while a name is typed, on SQLite and PostgreSQL.

    python -m tests.bench.repeats [--nominees 100000]

The names are those of tests/nominations/people.py, spread over 200 communes; 150 of them are asked for again, each in
another way. The limit is 300 ms for the slowest of a hundred. Recall and precision have a test of their own.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import text

from awards.core import clock
from awards.core.db import db
from awards.core.levels import Level
from awards.core.text import fold
from awards.law.models import SubjectKind
from awards.nominations.models import NameRole, Nominee, NomineeName
from awards.nominations.services import Subject, similar
from awards.nominations.services.likeness import hamlet_key, hamlet_of, syllables
from awards.units.models import Unit, UnitPlace
from tests import make
from tests.bench.nominations import application, bulk, database
from tests.nominations.people import Person, country

KIND, COMMUNES, REPEATS = SubjectKind.INDIVIDUAL, 200, 150
LIMIT = 0.3  # seconds
FIRST = 1000


def fill(people: Sequence[Person], world: make.World) -> None:
    """The register of so many people, each with the one name by which it is found."""
    district = world.units[1].id
    units = [world.units[0].id, *range(FIRST, FIRST + COMMUNES - 1)]
    known = {"level": Level.COMMUNE, "valid_from": make.LONG_AGO, "sort_key": "", "search_key": ""}
    bulk(Unit, ({"id": unit, "code": f"8{unit}", "name": f"Xã số {unit}"} | known for unit in units[1:]))
    bulk(UnitPlace, ({"unit_id": unit, "parent_id": district, "valid_from": make.LONG_AGO} for unit in units[1:]))
    subjects, names = [], []
    for number, person in enumerate(people, 1):
        key = {"search_key": fold(person.name)}
        place = {"hamlet": hamlet_of(person.hamlet), "hamlet_key": hamlet_key(person.hamlet), "address": person.hamlet}
        subjects.append(
            {"id": number, "kind": KIND, "name": person.name, "sort_key": "", "birth_year": person.birth_year}
            | {"honorific": person.honorific, "unit_id": units[person.unit]}
            | key
            | place
        )
        names.append(
            {"nominee_id": number, "role": NameRole.CURRENT, "name": person.name, "at": clock.now()}
            | {"syllables": syllables(person.name, KIND)}
            | key
        )
    bulk(Nominee, subjects)
    bulk(NomineeName, names)
    db.session.commit()


def measured(url: str, folder: Path, count: int) -> list[tuple[float, float]]:
    """(wall, CPU of this process) of each answer in seconds, the slowest last."""
    people = country(count, REPEATS, COMMUNES)
    with application(url, folder).app_context():
        upgrade()
        world = make.world()
        fill(people, world)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        gc.collect()
        gc.freeze()  # what the bench itself holds is not to be looked through while it measures
        spent = []
        for person in [people[0], *people[-REPEATS:]]:  # the first call makes the statements, and is not counted
            db.session.rollback()
            db.session.expire_all()
            unit = world.units[0].id if not person.unit else FIRST + person.unit - 1
            new = replace(person, former="")
            asked = Subject(KIND, new.name, new.birth_year, new.hamlet, new.honorific)
            begun, worked = time.perf_counter(), time.process_time()
            similar(asked, unit_id=unit, actor=world.officers[1], but=None)
            spent.append((time.perf_counter() - begun, time.process_time() - worked))
        db.session.remove()
        db.engine.dispose()
    return sorted(spent[1:])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each database; `main([])` from another program takes the usual size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nominees", type=int, default=100_000)
    count = parser.parse_args(arguments).nominees
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    for server in filter(lambda one: one is not None, ("", os.environ.get("TEST_DATABASE_URL"))):
        with tempfile.TemporaryDirectory(dir=memory) as folder, database(Path(folder), server or "") as url:
            spent = measured(url, Path(folder), count)
        middle, slow = spent[len(spent) // 2], spent[int(len(spent) * 0.99)]
        cpu = sorted(worked for _wall, worked in spent)[int(len(spent) * 0.99)]
        sys.stdout.write(
            f"who is alike among {count:,} nominees on {'PostgreSQL' if server else 'SQLite'}: median "
            f"{middle[0] * 1000:.0f} ms, 99 % {slow[0] * 1000:.0f} ms (CPU {cpu * 1000:.0f} ms), "
            f"{'reached' if slow[0] <= LIMIT else 'MISSED'} (<= {LIMIT * 1000:.0f} ms)\n"
        )


if __name__ == "__main__":
    main()
