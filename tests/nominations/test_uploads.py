"""Files in pieces: what is refused before the first piece."""

import pytest

from awards.core.errors import Refused
from awards.nominations import services
from awards.nominations.models import DocType
from tests import make


@pytest.mark.parametrize(("caption", "said"), [("Nhà mới 🏠", "không in được"), ("a" * 201, "200 ký tự")])
def test_a_caption_that_cannot_be_written_is_refused_with_a_sentence(caption: str, said: str) -> None:
    world = make.world()
    record = make.nomination(world)
    with pytest.raises(Refused, match=said):
        services.begin_upload(
            record, doc_type=DocType.EVIDENCE, file_name="a.png", size=8, caption=caption, actor=world.officers[0]
        )


def test_the_page_says_so(browser) -> None:  # type: ignore[no-untyped-def]
    world = make.world()
    record = make.nomination(world)
    sent = {"doc_type": "evidence", "name": "a.png", "size": "8", "caption": "०"}
    answer = browser(world.officers[0]).post(f"/nominations/{record.id}/uploads", data=sent)
    assert (answer.status_code, "không in được" in answer.text) == (409, True)
