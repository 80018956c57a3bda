"""Who numbers and prints declares a conflict with somebody in the list, and then takes no step on the decision."""

from collections.abc import Callable

from awards.accounts.models import User
from awards.decisions.models import DecisionState
from awards.decisions.services.hands import is_barred
from tests import make
from tests.conftest import Browser


def test_a_records_clerk_declares_on_the_decisions_page_and_takes_it_back(browser: Callable[[User], Browser]) -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 2), desk, DecisionState.SIGNED)
    clerk, listed = desk.records_clerk, record.items[1].nomination
    client = browser(clerk)
    assert not is_barred(record, clerk)

    page = client.get(f"/decisions/{record.id}/conflict")
    typed = {"whom": listed.id, "kind": "family", "reason": "Là chị ruột."}
    declared = client.post(f"/decisions/{record.id}/conflict", data=typed)
    number = client.post(f"/decisions/{record.id}/number", data={"seen": record.version})

    assert listed.name in page.text
    assert declared.location == "/conflicts"
    assert is_barred(record, clerk)
    assert number.status_code == 409
    assert "xung đột lợi ích" in number.text

    taken_back = listed.nominee.conflicts[0].id
    assert "Là chị ruột." in client.get("/conflicts").text
    client.post(f"/conflicts/{taken_back}/withdraw", data={"reason": "Khai nhầm người."})

    assert not is_barred(record, clerk)
