"""The table of actions tests itself."""

from tests import make


def test_a_dossier_goes_all_the_way() -> None:
    world = make.world()
    record = make.accepted(world)
    assert record.state == "accepted"
    assert [move.action.value for move in record.moves] == [
        *("propose", "submit", "receive", "propose", "endorse", "receive", "propose", "accept")
    ]
