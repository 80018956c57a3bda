"""A mail server of the tests' own, on this machine alone."""

import email
import socketserver
import threading
from collections.abc import Iterator
from email.policy import default
from typing import Any

import pytest
from flask import Flask


class _Talk(socketserver.StreamRequestHandler):
    """As much SMTP as one mail needs (RFC 5321)."""

    def handle(self) -> None:
        server: Any = self.server
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self._say("354 go on")
                said = iter(self.rfile.readline, b".\r\n")
                server.mails.append(b"".join(said).decode())
            self._say(
                "221 bye" if verb == "QUIT" else server.refusal if verb == "RCPT" and server.refusal else "250 ok"
            )
            if verb == "QUIT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails, or refuses every address with this answer."""

    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[str] = []
        self.refusal = ""


@pytest.fixture
def mails(app: Flask) -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        app.config.update(MAIL_URL=f"smtp://127.0.0.1:{server.server_address[1]}", MAIL_FROM="he-thong@tinh.example")
        yield server
        app.config.update(MAIL_URL="", MAIL_FROM="")
        server.shutdown()


def text_of(sent: str) -> str:
    """What a person reads of a mail."""
    return str(email.message_from_string(sent, policy=default).get_content())  # type: ignore[attr-defined]
