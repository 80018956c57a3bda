"""The form as one sees it without JavaScript: tasks, what is missing, what is wrong, what the award asks for."""

from typing import Any

import lxml.html

from awards.campaigns.models import CampaignAward
from awards.core.db import db
from awards.law.models import SubjectKind
from awards.nominations import services
from tests import make


def opened(client: Any, address: str) -> Any:
    return lxml.html.fromstring(client.get(address).text)


def said(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_the_task_list_says_what_is_not_begun_under_way_and_done(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world)
    services.edit(record, actor=world.officers[0], seen=services.seen_of(record), report={"overview": "Ở bản."})
    db.session.commit()
    page = opened(browser(world.officers[0]), f"/nominations/{record.id}")
    tasks = {said(item.xpath(".//a")[0]): said(item) for item in page.xpath("//*[contains(@class, 'task')]//li")}
    states = {
        name: next(one for one in ("Chưa làm", "Đang làm", "Xong") if one in text) for name, text in tasks.items()
    }
    assert states == {
        "Đối tượng và hình thức đề nghị": "Xong",
        "Số liệu theo năm": "Chưa làm",
        "Báo cáo thành tích": "Đang làm",
        "Thành tích in trên giấy chứng nhận": "Chưa làm",
        "Tài liệu kèm theo": "Chưa làm",
        "Kiểm tra lại": "Chưa làm",
    }


def test_what_is_missing_is_listed_with_a_jump_to_its_field(browser: Any) -> None:
    world = make.world()
    record, client = make.nomination(world), browser(world.officers[0])
    page = opened(client, f"/nominations/{record.id}/citation")
    jumps = page.xpath("//section[@class='missing']//li[not(@hidden)]/a/@href")
    report = f"/nominations/{record.id}/report"
    assert jumps == ["#citation", f"{report}#overview", f"{report}#results"]
    there = opened(client, report)
    assert [one.tag for one in there.xpath("//*[@id='overview' or @id='results']")] == ["textarea"] * 2


def test_what_is_wrong_is_summed_up_with_links_to_the_fields(browser: Any) -> None:
    world = make.world()
    wrong = {"award": world.campaign.awards[0].id, "name": "", "birth_year": "năm nay"}
    answer = browser(world.officers[0]).post(f"/nominations/new/{world.campaign.id}/individual", data=wrong)
    page = lxml.html.fromstring(answer.text)
    links = {link.get("href"): said(link) for link in page.xpath("//*[@role='alert']//a")}
    assert links == {"#name": "Ghi họ và tên.", "#birth_year": "Cần ghi một số nguyên."}
    assert page.xpath("//input[@id='name']/@aria-invalid") == ["true"]


def test_the_criteria_of_the_chosen_award_stand_beside_the_text(browser: Any) -> None:
    world = make.world()
    own = make.campaign_award(world, 1)
    record = make.nomination(world)
    record.award = own
    db.session.commit()
    for page in ("report", "citation"):
        (beside,) = opened(browser(world.officers[0]), f"/nominations/{record.id}/{page}").xpath(
            "//div[@class='aside']"
        )
        assert "Tiêu chuẩn Giấy khen Gương mẫu." in said(beside)


def test_an_award_that_does_not_fit_is_not_offered_and_the_article_is_named(browser: Any) -> None:
    world = make.world()
    order = make.award_form(name="Huân chương Lao động", code="huan-chuong", subject_kinds=["individual", "collective"])
    make.save(CampaignAward(campaign=world.campaign, award_form=order, subject_kinds=make.EVERY_KIND, criteria="x"))
    page = opened(browser(world.officers[0]), f"/nominations/new/{world.campaign.id}/{SubjectKind.HOUSEHOLD}")
    assert "Huân chương Lao động" not in [said(one) for one in page.xpath("//select[@id='award']/option | //label")]
    assert "“Huân chương Lao động” không tặng cho hộ gia đình: " in said(page)


def test_blanks_taken_out_of_a_name_are_said(browser: Any) -> None:
    world = make.world()
    typed = {"award": world.campaign.awards[0].id, "name": "Lò  Văn   Mẫu", "address": "bản Mẫu", "honorific": "ong"}
    client = browser(world.officers[0])
    answer = client.post(f"/nominations/new/{world.campaign.id}/individual", data=typed)
    assert "Tên thừa khoảng trắng; đã ghi là “Lò Văn Mẫu”." in client.get(answer.location).text
