"""A person at a browser, twice: by HTTP without JavaScript, and in a real Chromium. The same words drive both."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin

import lxml.html
from flask.testing import FlaskClient


class Surfer(Protocol):
    """What a person does: read, follow links, fill in fields by their labels, press buttons by their words."""

    def open(self, address: str) -> None: ...
    def follow(self, words: str) -> None: ...
    def fill(self, label: str, text: str) -> None: ...
    def choose(self, label: str, option: str) -> None: ...
    def mark(self, label: str) -> None: ...
    def attach(self, label: str, file: Path) -> None: ...
    def press(self, words: str) -> None: ...
    def fetch(self, words: str) -> bytes: ...
    @property
    def text(self) -> str: ...
    @property
    def address(self) -> str: ...


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class ByHttp:
    """Forms are sent as a browser without JavaScript sends them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.address = client, "/"
        self.page = lxml.html.fromstring("<html></html>")
        self.files: dict[str, Path] = {}

    def _show(self, answer: Any) -> None:
        while answer.status_code in (301, 302, 303, 307, 308):
            self.address = urljoin(self.address, answer.location)
            answer = self.client.get(self.address)
        self.status = answer.status_code
        assert self.status < 500, answer.text[:2000]
        self.page = lxml.html.fromstring(answer.text)
        self.files = {}

    @property
    def text(self) -> str:
        return squeeze(self.page.text_content())

    def open(self, address: str) -> None:
        self.address = address
        self._show(self.client.get(address))

    def _link(self, words: str) -> str:
        for link in self.page.iter("a"):
            if words in squeeze(link.text_content()) and link.get("href"):
                return urljoin(self.address, link.get("href"))
        raise AssertionError(f"no link “{words}” on {self.address}: {self.text[:800]}")

    def follow(self, words: str) -> None:
        self.open(self._link(words))

    def fetch(self, words: str) -> bytes:
        answer = self.client.get(self._link(words))
        assert answer.status_code == 200, answer.status_code
        content = bytes(answer.data)
        answer.close()
        return content

    def _field(self, label: str) -> Any:
        for element in self.page.iter("label"):
            if squeeze(element.text_content()).startswith(label):
                named = element.get("for")
                inside = element.xpath(".//input|.//select|.//textarea")
                return self.page.get_element_by_id(named) if named else inside[0]
        raise AssertionError(f"no field “{label}” on {self.address}: {self.text[:800]}")

    def fill(self, label: str, text: str) -> None:
        field = self._field(label)
        if field.tag == "textarea":
            field.text = text
        else:
            field.set("value", text)

    def choose(self, label: str, option: str) -> None:
        select = self._field(label)
        for choice in select.iter("option"):
            choice.attrib.pop("selected", None)
            if option in squeeze(choice.text_content()):
                choice.set("selected", "selected")

    def mark(self, label: str) -> None:
        field = self._field(label)
        if field.get("type") == "radio":
            for other in self.page.xpath("//input[@type='radio'][@name=$name]", name=field.get("name")):
                other.attrib.pop("checked", None)
        field.set("checked", "checked")

    def attach(self, label: str, file: Path) -> None:
        self.files[self._field(label).get("name")] = file

    def press(self, words: str) -> None:
        for button in self.page.iter("button"):
            if words in squeeze(button.text_content()):
                self._send(button)
                return
        raise AssertionError(f"no button “{words}” on {self.address}: {self.text[:1500]}")

    def _send(self, button: Any) -> None:
        form = next(parent for parent in button.iterancestors("form"))
        pairs = [(name, value) for name, value in form.form_values() if name not in self.files]
        if button.get("name"):
            pairs.append((button.get("name"), button.get("value") or ""))
        target = urljoin(self.address, button.get("formaction") or form.get("action") or self.address)
        if (form.get("method") or "get").lower() == "get":
            self.open(f"{target}?{urlencode(pairs)}")
            return
        fields: dict[str, Any] = {}
        for name, value in pairs:
            fields.setdefault(name, []).append(value)
        for name, file in self.files.items():
            fields[name] = (BytesIO(file.read_bytes()), file.name)
        self.address = target
        self._show(self.client.post(target, data=fields))


class InChromium:
    """The same words for Playwright's page."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base

    @property
    def address(self) -> str:
        return str(self.page.url)

    @property
    def text(self) -> str:
        return squeeze(self.page.inner_text("body"))

    def open(self, address: str) -> None:
        self.page.goto(urljoin(self.base, address))

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()

    def fetch(self, words: str) -> bytes:
        href = self.page.get_by_role("link", name=words).first.get_attribute("href")
        answer = self.page.request.get(urljoin(self.page.url, href))
        assert answer.ok, answer.status
        return bytes(answer.body())

    def fill(self, label: str, text: str) -> None:
        self._field(label).fill(text)

    def _field(self, label: str) -> Any:
        return self.page.get_by_label(re.compile(f"^\\s*{re.escape(label)}")).first

    def choose(self, label: str, option: str) -> None:
        field = self._field(label)
        value = field.locator("option", has_text=option).first.get_attribute("value")
        field.select_option(value)

    def mark(self, label: str) -> None:
        self._field(label).check()

    def attach(self, label: str, file: Path) -> None:
        self._field(label).set_input_files(file)

    def press(self, words: str) -> None:
        sends_in_pieces = self.page.locator("[data-uploads]").count() > 0
        self.page.get_by_role("button", name=words).first.click()
        if sends_in_pieces:
            self.page.locator("form[data-busy]").wait_for(state="detached")
        self.page.wait_for_load_state()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The application on a port of its own, for a real browser."""
    import threading

    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
