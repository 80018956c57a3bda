"""A draft that was looked at, set by hand and thawed can still be changed and thrown away; what stands can not."""

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DatabaseError

from awards.certificates import services
from awards.certificates.models import Proof, Setting
from awards.core.db import db
from awards.decisions import services as decisions
from awards.decisions.models import Decision, DecisionState
from tests import make


def looked_at(desk: make.Desk) -> Decision:
    """Frozen, its proof opened, one recipient set by hand, thawed again."""
    record = make.advance(make.drafted(desk, 2, name="Giàng A Páo"), desk, DecisionState.FROZEN)
    services.open_proof(record, actor=desk.print_clerk)
    services.set_by_hand(record.items[0], {"name": (("Giàng A", "Páo"), 0)}, actor=desk.print_clerk)
    decisions.thaw(record, reason="Sai tên.", seen=record.version, actor=desk.secretary)
    db.session.commit()
    return record


def kept() -> list[int | None]:
    return [db.session.scalar(select(func.count()).select_from(table)) for table in (Proof, Setting)]


def test_a_list_whose_proof_was_opened_can_be_thawed_and_thrown_away() -> None:
    desk = make.decision_desk()
    record = looked_at(desk)
    assert kept() == [1, 1]
    decisions.discard(record, seen=record.version, actor=desk.secretary)
    db.session.commit()
    assert kept() == [0, 0]


def test_a_dossier_whose_texts_were_set_by_hand_can_be_taken_out_of_the_list() -> None:
    desk = make.decision_desk()
    record = looked_at(desk)
    decisions.remove(record, record.items[0], seen=record.version, actor=desk.secretary)
    db.session.commit()
    assert kept() == [1, 0]


def test_a_look_at_a_proof_is_not_deleted_while_its_decision_is_there() -> None:
    looked_at(make.decision_desk())
    with pytest.raises(DatabaseError, match="written once"):
        db.session.execute(delete(Proof))
