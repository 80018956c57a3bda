"""A copy of all that is held of one person: whole, masked, nobody else's name in it, asked for again, logged."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from zipfile import ZipFile

from sqlalchemy import select

from awards.accounts.models import User
from awards.audit.models import AccessEvent
from awards.core import clock
from awards.core.db import db
from awards.nominations import services
from awards.nominations.models import DocType
from tests import make
from tests.conftest import Browser
from tests.matrix_world import picture

Open = Callable[[User], Browser]


def test_the_copy_holds_the_register_the_dossiers_and_the_files_and_names_nobody_else(browser: Open) -> None:
    world = make.world()
    officer = world.officers[0]
    record = make.ready(world)
    services.write_citizen_number(record.nominee, "014068000123", actor=officer)
    named = {"doc_type": DocType.EVIDENCE, "file_name": "anh.png", "content": picture()}
    services.attach(record, **named, seen=services.seen_of(record), actor=officer)
    db.session.commit()
    make.send([record], officer, world.leaders[0])

    answer = browser(officer).get(f"/nominees/{record.nominee_id}/data")

    with ZipFile(io.BytesIO(answer.data)) as whole:
        names = whole.namelist()
        told = json.loads(whole.read("du-lieu.json"))
        text = whole.read("du-lieu.txt").decode("utf-8-sig")
    assert names[:2] == ["du-lieu.json", "du-lieu.txt"]
    assert names[2].startswith(f"{record.code}/01-anh")
    assert told["Hồ sơ"][0]["Thành tích in trên giấy"] == "Đã có thành tích xuất sắc."
    assert told["Hồ sơ"][0]["Quá trình"][-1]["Việc"] == "đã ký tờ trình, gửi lên"
    assert f"Họ và tên: {record.name}" in text
    assert "014*********" in text
    assert "014068000123" not in text
    assert officer.name not in text + json.dumps(told, ensure_ascii=False)
    logged = db.session.scalars(select(AccessEvent).where(AccessEvent.endpoint == "nominations.nominee_data")).all()
    assert [(one.actor_id, one.object_type, one.is_file) for one in logged] == [(officer.id, "nominee", True)]


def test_it_asks_again_who_it_is(browser: Open) -> None:
    world = make.world()
    record, client = make.nomination(world), browser(world.officers[0])

    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        answer = client.get(f"/nominees/{record.nominee_id}/data")

    assert answer.status_code == 303
    assert "/account/confirm" in answer.location
