"""What is put into a field that did not ask for it. Each once broke something: here, in the bad input, or elsewhere."""

import random
from io import BytesIO

SCRIPT = "<script>gsfuzz(1)</script>"
NOT_ESCAPED = (SCRIPT, "<img src=x onerror=gsfuzz")

TEXTS = (
    *("", " ", "\u00a0", "\u200b", "\ufeff", "x" * 10_000, "Lu\u031bo\u031b\u0300ng Thi\u0323 Ma\u0302\u0303u"),
    *("Lò\0Thị", "Lò 👩‍🌾 Thị", "a" + "\u0301" * 100_000, "e\u0323\u0302\u0301\u0301", "Лò Тhị", "\u202egnp.exe"),
    *(SCRIPT, '"><img src=x onerror=gsfuzz(1)>', "{{7*7}}", "${7*7}", "{0.__class__}", "%(name)s %s %d", "%", "_%_"),
    *("=1+1", "+1", "@SUM(1)", "-2+3|' /C calc'!A0", "'; DROP TABLE nomination;--", "\\", "\\x00", "'", '"'),
    *("../../etc/passwd", "..\\..\\a.exe", "/etc/passwd", "a" * 300 + ".png", "%2e%2e%2f", "con", "a/b:c"),
    *("\ud800", "\udfff\ud800", "\uffff", "\U0010ffff", "\ue000", "\r\nSet-Cookie: gs=1", "a\nb\vc\fd\u2028e"),
    *("http://[", "//evil.example", "javascript:gsfuzz(1)", "https://evil.example/", "/\\evil.example"),
    *("null", "None", "true", "[]", "{}", '{"a": 1}', "y", "on"),
)
NUMBERS = (
    *("0", "-1", "1", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 5_000, "1e5"),
    *(
        "²",
        "١٢",
        "०",
        "1.5",
        "1,5",
        "1.000.000",
        "0x10",
        "1_0",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999999",
        "--1",
        "+1",
    ),
)
DAYS = (
    *("31/02/2024", "29/02/2023", "00/00/0000", "01/01/0001", "31/12/9999", "1/1/1", "32/13/2024", "2024-02-30"),
    *("45292", "01/01/10000", "01-01-2024", "31122024", "0000-00-00", "12/2024", "2024", "30/04/1975"),
)
FILES: tuple[tuple[str, bytes], ...] = (
    ("", b""),
    ("rỗng.pdf", b""),
    ("a.pdf", b"%PDF-1.7\n%%EOF"),
    ("a.pdf", b"MZ\x90\0" + b"\0" * 200),
    ("../../a.png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 100),
    ("\0.png", b"\x89PNG\r\n\x1a\n"),
    ("a" * 300 + ".docx", b"PK\x03\x04" + b"\0" * 40),
    ("a.xlsx", b"PK\x05\x06" + b"\0" * 18),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>gsfuzz(1)</script></svg>"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 64),
    ("đã ký\r\nX: 1.pdf", b"%PDF-1.4"),
    ("lớn.png", b"\0" * 1_100_000),
)
ADDRESS_PARTS = (
    *("0", "-1", "2147483648", "9223372036854775808", "9" * 400, "1.5", "x", "%00", "%2e%2e%2f", "..", "%ff", "%0d%0a"),
    *("%ED%A0%80", "đ", "1%20", "a" * 3_000, "%3Cscript%3Egsfuzz(1)%3C%2Fscript%3E", ";", "%2F", "1/../1"),
)
QUERIES = (
    *(
        "page=-1",
        "page=9223372036854775808",
        "page=x",
        "page=" + "9" * 5_000,
        "q=%00",
        "q=%ff%fe",
        "q=%ED%A0%80",
        "&&=&",
    ),
    *(
        "chon=x",
        "chon=9223372036854775808",
        "chon=1&chon=2&chon=-1",
        "q=" + "a%CC%81" * 300,
        "unit=2147483648",
        "year=0",
    ),
    *("q=%25%5F%5C", "next=//evil.example", "next=https://evil.example/", "sort=__class__", "state=x", "after=x"),
    *("from=31/02/2024&to=x", "on=01/01/0001", "year=99999", "q=%3Cscript%3Egsfuzz(1)%3C%2Fscript%3E", "a" * 4_000),
)
HEADERS = (
    {"Content-Type": "application/json"},
    {"Content-Type": "text/plain"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "multipart/form-data; boundary=" + "x" * 300},
    {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"X-Forwarded-For": "1.2.3.4, ::1, x"},
    {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    {"Range": "bytes=-1", "If-Range": "x"},
    {"Range": "bytes=9999999999999999999-"},
    {"If-None-Match": "*", "If-Modified-Since": "x"},
    {"Accept": "x" * 3_000, "Accept-Language": "xx;q=9,\xff"},
    {"Cookie": "sid=" + "x" * 8_000},
    {"Cookie": "sid=.eJw; sid=; __Host-sid=\xff"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Referer": "https://evil.example/"},
    {"Host": "evil.example"},
    {"Content-Length": "x"},
    {"Content-Length": "-5"},
)
BODIES = (
    b"",
    b"\xff" * 2_000,
    b"{" * 5_000,
    b"a=1&" * 2_000,
    b"%",
    b"=&=&=",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nwithout an end',
    b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--",
    b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=utf-8''%ff\r\n\r\nA\r\n--x--\r\n",
    b"x" * 1_100_000,
)


def file(chance: random.Random) -> tuple[BytesIO, str]:
    """Something that is not the file that was asked for."""
    name, content = chance.choice(FILES)
    return BytesIO(content), name


def text(chance: random.Random) -> str:
    """Something for a field, whatever it asks for."""
    return chance.choice(chance.choice((TEXTS, TEXTS, NUMBERS, DAYS)))
