"""Fields that all forms share."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from awards.core import forms


class Order(forms.Form):
    paper = forms.choice("Giấy", choices=forms.options([("a4", "A4"), ("a3", "A3")]), default="a4")
    colour = forms.choice("Màu", choices=forms.options([("", "Tùy ý"), ("1", "Đỏ")]))


def filled(app: Flask, **sent: str) -> Order:
    with app.test_request_context(method="POST"):
        form = Order(MultiDict(sent))
        form.validate()
    return form


@pytest.mark.parametrize("written", ["", " ", "\u00a0", "a5", "A4"])
def test_of_a_list_only_what_is_in_it_can_be_chosen(app: Flask, written: str) -> None:
    assert filled(app, paper=written).paper.errors == ["Lựa chọn không có trong danh sách."]
    assert filled(app, colour=written).colour.errors == ([] if not written else ["Lựa chọn không có trong danh sách."])


def test_a_list_that_was_not_shown_says_nothing(app: Flask) -> None:
    form = filled(app)
    assert (form.paper.data, form.paper.errors, form.colour.errors) == ("a4", [], [])
