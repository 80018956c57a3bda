"""The print room by HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from awards.certificates import services, tasks
from awards.certificates.views import papers
from awards.core.access import Role
from awards.core.db import db
from awards.decisions.models import DecisionState as S
from awards.jobs import worker
from tests import make

Browsers = Callable[[Any], Any]
PLAIN = {"pile": "decision", "layer": "full", "blank": "", "printer": ""}


def test_the_print_clerk_looks_at_the_proof_prints_and_fetches_the_files(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2, name="Giàng A Páo")
    clerk = browser(desk.print_clerk)
    room = f"/certificates/decisions/{record.id}"
    assert "01/QĐ-" in clerk.get("/certificates").text
    assert f"{room}/proof" in clerk.get(f"{room}/print").text
    unopened = clerk.post(f"{room}/print", data={"first": 1, "last": 2, "looked": "y"} | PLAIN)
    assert unopened.status_code == 409
    assert "Xin mở bản thử" in unopened.text
    assert clerk.get(f"{room}/proof").mimetype == "application/pdf"

    unseen = clerk.post(f"{room}/print", data={"first": 1, "last": 2})
    assert unseen.status_code == 422
    assert "Xin mở bản thử" in unseen.text
    begun = clerk.post(f"{room}/print", data={"first": 1, "last": 2, "looked": "y"} | PLAIN)
    page = clerk.get(begun.location).text
    assert 'http-equiv="refresh"' in page
    assert "data-poll" in page
    assert "0 trên 2" in page

    batch = services.last_batches(record)[0]
    assert worker.run(batch.job_id or 0)
    page = clerk.get(begun.location).text
    assert 'http-equiv="refresh"' not in page
    assert "data-poll" not in page
    whole = clerk.get(f"{begun.location}/file")
    assert whole.data.startswith(b"%PDF-")
    single = clerk.get(f"/certificates/{services.of_decision(record)[0].id}/file")
    assert "filename*=UTF-8''01%20Gi%C3%A0ng%20A%20P%C3%A1o.pdf" in single.headers["Content-Disposition"]
    for file in (whole, single):
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        file.close()


def test_a_download_never_draws(browser: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    make.batch(record, desk.print_clerk)
    db.session.commit()
    certificate, batch = services.of_decision(record)[0], services.last_batches(record)[0]
    clerk = browser(desk.print_clerk)
    addresses = [f"/certificates/{certificate.id}/file", f"/certificates/batches/{batch.id}/file"]
    assert [clerk.get(address).status_code for address in addresses] == [404, 404]

    worker.run(batch.job_id or 0)
    for place, name in ((tasks, "render_chunk"), (tasks, "merge"), (papers, "render_proof")):
        monkeypatch.setattr(place, name, lambda *a, **k: pytest.fail("drawn"))
    first = [_bytes(clerk, address) for address in addresses]
    assert first == [_bytes(clerk, address) for address in addresses]
    assert all(content.startswith(b"%PDF-") for content in first)


def _bytes(reader: Any, address: str) -> bytes:
    with reader.get(address) as answer:
        return bytes(answer.data)


def test_a_failed_batch_says_what_to_do(browser: Browsers) -> None:
    from awards.jobs.models import JobState

    desk = make.decision_desk()
    batch = make.batch(make.issued(desk, 1), desk.print_clerk)
    assert batch.job
    batch.job.state = JobState.FAILED
    db.session.commit()
    page = browser(desk.print_clerk).get(f"/certificates/batches/{batch.id}").text
    assert "Việc in đã dừng vì lỗi" in page
    assert "data-poll" not in page


def test_the_secretary_drafts_the_revocation_with_its_ground(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1, name="Giàng A Páo")
    certificate = services.of_decision(record)[0]
    address, secretary = f"/certificates/decisions/{record.id}/revocation", browser(desk.secretary)
    page = secretary.get(address, query_string={"chon": certificate.id}).text
    assert "Giàng A Páo" in page
    assert page.count("<option") == 4
    assert "checked" in page
    said = {"cause": "false_claim", "chon": certificate.id}
    refused = secretary.post(address, data=said)
    assert refused.status_code == 409
    assert "Ghi rõ vi phạm" in refused.text
    told = secretary.post(address, data=said | {"facts": "Kết luận số 05/KL-TTr."})
    assert told.status_code == 303
    assert "điểm a khoản 2 Điều 93" in secretary.get(told.location).text
    again = secretary.post(address, data=said | {"facts": "Lần nữa, để xem có giữ chữ."})
    assert again.status_code == 409
    assert "Lần nữa, để xem có giữ chữ." in again.text
    assert browser(desk.leader).get(address).status_code == 403


def test_the_freezing_page_shows_the_list_and_asks_for_the_signer(browser: Browsers) -> None:
    desk = make.decision_desk()
    second = make.user(Role.LEADER, desk.world.units[-1])
    record = make.drafted(desk, 1, name="Giàng A Páo")
    secretary = browser(desk.secretary)
    page = secretary.get(f"/decisions/{record.id}/freeze").text
    for words in ("Giàng A Páo", desk.leader.name, second.name):
        assert words in page
    without = secretary.post(f"/decisions/{record.id}/freeze", data={"seen": record.version})
    assert without.status_code == 422
    done = secretary.post(f"/decisions/{record.id}/freeze", data={"seen": record.version, "signer": second.id})
    assert done.status_code == 303
    db.session.rollback()
    db.session.refresh(record)
    assert record.signer is second


@pytest.mark.parametrize("state", [S.DRAFTED, S.FROZEN])
def test_a_proof_can_be_seen_before_the_signature(browser: Browsers, state: S) -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, state)
    answer = browser(desk.secretary).get(f"/certificates/decisions/{record.id}/proof")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_a_proof_of_words_that_do_not_fit_names_them(browser: Browsers) -> None:
    desk = make.decision_desk()
    long = "Chủ nhiệm Hợp tác xã Dịch vụ nông nghiệp tổng hợp Chiềng Sơn kiêm Trưởng ban công tác Mặt trận " * 2
    record = make.drafted(desk, 1, name="Giàng A Páo", position=long[:200], address=long[:200])
    answer = browser(desk.secretary).get(f"/certificates/decisions/{record.id}/proof")
    assert answer.status_code == 409
    assert "Giàng A Páo" in answer.text


def test_for_people_elsewhere_certificates_do_not_exist(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    batch = make.batch(record, desk.print_clerk)
    db.session.commit()
    certificate = services.of_decision(record)[0]
    stranger = browser(make.user(Role.PRINT_CLERK))
    for address in (
        f"/certificates/decisions/{record.id}",
        f"/certificates/decisions/{record.id}/proof",
        f"/certificates/decisions/{record.id}/print",
        f"/certificates/batches/{batch.id}",
        f"/certificates/batches/{batch.id}/file",
        f"/certificates/{certificate.id}",
        f"/certificates/{certificate.id}/file",
    ):
        assert stranger.get(address).status_code == 404, address
    assert "01/QĐ-" not in stranger.get("/certificates").text
    assert browser(desk.records_clerk).get("/certificates").status_code == 403
