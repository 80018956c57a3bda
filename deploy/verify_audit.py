"""Check an export of the log against a head that somebody outside wrote down: python3 verify_audit.py FILE [HEAD …]

For the auditor; needs Python 3.9 and nothing else, and shares no line with the system it checks. FILE is what
`flask audit export` wrote. HEAD is what stands in the foot of a decision or what `flask audit head` printed on an
earlier day, as LENGTH-LINK. Without a HEAD the chain is only shown to hold together; that nothing was cut off its end,
and that it was not written anew as a whole, only a HEAD from outside can show.

Each event of the log names the link of the one before: link = SHA-256("guong-sang/audit/1" NUL event as JSON). What was
said is committed to: commitment = HMAC-SHA-256(salt, detail as JSON). A detail may have been erased for privacy; then a
later event with the tag "audit.erase" names the event.
"""

import hashlib
import hmac
import json
import re
import sys

KIND = "guong-sang/audit-export/1"
START = "0" * 64
SIGNED = ("id", "at", "tag", "actor_id", "object_type", "object_id", "commitment", "previous")
HEAD = re.compile(r"([1-9][0-9]*)-([0-9a-f]{64})")


def canonical(values):
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link_of(event):
    told = {name: event[name] for name in SIGNED}
    return hashlib.sha256(b"guong-sang/audit/1\0" + canonical(told)).hexdigest()


def commitment_of(detail):
    return hmac.new(bytes.fromhex(detail["salt"]), canonical(detail["body"]), hashlib.sha256).hexdigest()


class Chain:
    """What has been read so far, and what was wrong with it."""

    def __init__(self):
        self.links, self.faults = [START], []
        self.bare, self.erased = set(), set()

    def add(self, event):
        place = len(self.links)
        if event["id"] != place:
            self.faults.append(f"chỗ số {place}: có mắt xích số {event['id']}, nhật ký bị thiếu, thừa hoặc đảo")
        if event["previous"] != self.links[-1]:
            self.faults.append(f"mắt xích {event['id']}: không nối vào mắt xích trước")
        if event["link"] != link_of(event):
            self.faults.append(f"mắt xích {event['id']}: nội dung đã bị sửa")
        self.links.append(event["link"])
        self.add_detail(event)

    def add_detail(self, event):
        detail = event.get("detail")
        if detail is None:
            self.bare.add(event["id"])
            return
        if commitment_of(detail) != event["commitment"]:
            self.faults.append(f"mắt xích {event['id']}: chi tiết không khớp với cam kết")
        if event["tag"] == "audit.erase":
            self.erased |= {number for number in detail["body"]["events"] if number < event["id"]}

    def finish(self, told):
        length, head = len(self.links) - 1, self.links[-1]
        if (told.get("length"), told.get("head")) != (length, head):
            self.faults.append("phần đầu tệp ghi độ dài hoặc đầu chuỗi khác với nội dung")
        hidden = sorted(self.bare - self.erased)
        if hidden:
            self.faults.append(f"chi tiết mất mà không có lệnh xóa: {', '.join(map(str, hidden[:20]))}")
        return length, head

    def meets(self, witnessed):
        """Is this head, written down outside, a link of this chain?"""
        found = HEAD.fullmatch(witnessed.strip().lower())
        if not found:
            self.faults.append(f"đầu chuỗi “{witnessed}” không đúng dạng SỐ-MÃ")
        elif int(found[1]) >= len(self.links):
            self.faults.append(f"đầu chuỗi đã chứng kiến ở số {found[1]}, nhưng nhật ký chỉ còn {len(self.links) - 1}")
        elif self.links[int(found[1])] != found[2]:
            self.faults.append(f"mắt xích {found[1]} khác với đầu chuỗi đã chứng kiến: nhật ký đã bị viết lại")


def check(lines, witnessed):
    """Read an export. Returns (length, head, details erased, faults)."""
    chain, told = Chain(), {}
    try:
        told = json.loads(next(iter_lines := iter(lines)))
        if told.get("kind") != KIND:
            chain.faults.append("tệp không phải bản xuất nhật ký")
        for line in iter_lines:
            chain.add(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        chain.faults.append(f"không đọc được sau mắt xích {len(chain.links) - 1}: {type(error).__name__}")
    length, head = chain.finish(told if isinstance(told, dict) else {})
    for one in witnessed:
        chain.meets(one)
    return length, head, len(chain.bare & chain.erased), chain.faults


def main(arguments):
    if not arguments:
        print(__doc__)
        return 2
    with open(arguments[0], encoding="utf-8") as lines:
        length, head, erased, faults = check(lines, arguments[1:])
    for fault in faults:
        print(f"SAI  {fault}")
    print(f"{length} mắt xích, đầu chuỗi {length}-{head}, {erased} chi tiết đã xóa theo quy định")
    print("Đã đối chiếu với đầu chuỗi bên ngoài." if arguments[1:] else "CHƯA đối chiếu với đầu chuỗi bên ngoài.")
    print(f"KẾT QUẢ: {len(faults)} lỗi" if faults else "KẾT QUẢ: toàn vẹn")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
