"""Sending one mail by the office's own server. Off until MAIL_URL is set; called by the worker alone.

A mail can hold a secret, so nothing of it comes into an error, a log or a row.
"""

import re
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from awards.core.settings import setting

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 254  # RFC 5321
SECONDS = 20
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotSent(Exception):
    """The server did not take the mail; says which kind of fault, and nothing of the mail."""


def is_on() -> bool:
    """Does this office send mail?"""
    return bool(setting("MAIL_URL"))


def is_address(text: str) -> bool:
    """Does this look like one plain address (RFC 5321), such as a line of a header may hold?"""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None


def send(to: str, subject: str, text: str) -> None:
    """Hand one mail of plain text to the server; NotSent where it does not take it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = setting("MAIL_FROM"), to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _server() as server:
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
        said = f"{type(error).__name__} {code or ''}".strip()
    else:
        return
    raise NotSent(said)  # outside the except: a server's answer may quote the mail


def _server() -> smtplib.SMTP:
    """smtp://host:25, smtp+starttls://user:password@host:587 or smtps://user:password@host:465."""
    url = urlsplit(setting("MAIL_URL"))
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    if url.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server
