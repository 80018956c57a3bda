"""The sentence of a draft on the real paper: a picture when it fits, a sentence when it does not."""

import io
from typing import Any

from PIL import Image

from awards.core.db import db
from awards.law.models import CertificateKind
from tests import make


def test_a_sentence_is_shown_on_the_real_paper_or_said_to_be_too_long(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world, name="Giàng A Páo")
    page, address = browser(world.officers[0]), f"/nominations/{record.id}/on-paper"
    answer = page.get(address, query_string={"citation": "Đã có thành tích xuất sắc trong Phong trào thi đua."})
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.data)).size[0] > 1200
    assert len(answer.data) < 200_000
    too_long = page.get(address, query_string={"citation": "Đã có thành tích " + "rất xuất sắc " * 80})
    assert too_long.status_code == 409
    assert "không in vừa giấy" in too_long.text
    record.award.award_form.certificate_kind = CertificateKind.NONE
    db.session.commit()
    assert page.get(address).status_code == 409
