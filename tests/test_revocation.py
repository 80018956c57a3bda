"""Rights die at once: an appointment ends, and in the same second everything that it allowed is refused.

Replayed over the whole table of tests/matrix.txt: whoever could open a page or send a form is then answered as somebody
is who holds no appointment at all.
"""

import pytest

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.core import clock
from awards.core.db import db
from tests.matrix_world import PLACES, ROLES
from tests.test_matrix import COLUMNS, TABLE, Desk, desk, fresh, witness

__all__ = ["desk", "fresh", "witness"]  # the world of the matrix, built anew for this module
APPOINTED = [f"{role.value}-{place}" for role in ROLES for place in PLACES]


@pytest.mark.parametrize("column", APPOINTED)
def test_what_an_appointment_allowed_is_refused_in_the_second_it_ends(desk: Desk, column: str) -> None:
    place, without = COLUMNS.index(column), COLUMNS.index("without")
    allowed = [line for line in TABLE if line.letters[place] == "+"]
    with clock.standing_at(clock.now()):
        desk.may_commit(True)
        with desk.app.app_context():
            user = db.session.get_one(User, desk.country.people[column].id)
            for appointment in user.appointments:
                accounts.end_appointment(appointment, actor=None)
            db.session.commit()
        desk.witness.saw_a_change()
        wrong = [desk.wrong(line, column, line.letters[without]) for line in allowed]

    assert len(allowed) > 20
    assert "\n".join(said for said in wrong if said) == ""


def test_the_table_allows_enough_to_be_taken_away() -> None:
    """The negative control: most of what is replayed was open before and is closed afterwards."""
    closed = [line.letters[COLUMNS.index("without")] == "x" for line in TABLE for c in APPOINTED[:2]]
    assert sum(closed) > 100
