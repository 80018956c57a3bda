"""What stands on each administrative paper: plain values that go into a JSON column as they are."""

from typing import NotRequired, TypedDict


class Entry(TypedDict):
    """One nominee in a list; the words are those of the dossier."""

    kind: str  # collective, household, individual
    prefix: str  # “Ông”, “Bà”, “Hộ gia đình ông”, “Tập thể”
    name: str
    birth_year: int | None  # individuals only
    lines: list[str]  # title and work unit, or address
    citation: str  # the achievement in short
    award: str  # name of the award form
    article: str  # the clause it rests on, without “theo”: “điểm d khoản 4 Điều 73 Luật Thi đua, khen thưởng”; or empty
    note: str
    ordinal: int | None  # số sổ vàng; decisions only


class Signer(TypedDict):
    """Who signs: the lines above the title (“KT. CHỦ TỊCH”, “TM. ỦY BAN NHÂN DÂN”), the title, the bare name."""

    mode: list[str]
    title: str
    name: str


class Letter(TypedDict):
    """A tờ trình đề nghị khen thưởng (domain 3.2 a)."""

    agency_parent: str  # the agency above, or empty
    agency: str  # the agency that writes, in capitals
    proposer: str  # the same inside a sentence: “Ủy ban nhân dân xã Hua Păng”
    number_text: str  # “05/TTr-UBND”
    place: str  # “Hua Păng”
    date: str  # ISO; empty: not yet signed
    subject: str  # with or without “Về việc”: “đề nghị tặng Giấy chứng nhận …”
    addressees: list[str]
    decides: bool  # whether the addressee decides; otherwise it submits further up
    bases: list[str]  # with or without “Căn cứ”
    merit: str  # after the counts: “đã có thành tích xuất sắc trong …”
    entries: list[Entry]
    statements: list[str]  # further paragraphs: votes, opinions obtained
    recipients: list[str]  # without dash: “Như trên”, “Lưu: VT”
    signer: Signer


class Heading(TypedDict):
    """What every quyết định has (Decree 30 form 1.2)."""

    agency_parent: str
    agency: str
    authority: str  # who decides, in capitals: “TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG”
    issuer: str  # the same inside a sentence: “Trưởng Ban Thi đua - Khen thưởng Trung ương”
    number_text: str  # document_number(None, …) while it has none
    place: str
    date: str
    subject: str
    bases: list[str]
    proposal: str  # after “Theo đề nghị của”
    recipients: list[str]
    signer: Signer
    chain_head: str  # a line in the foot of the last page, or empty
    electronic: NotRequired[bool]  # signed as a file; its appendix then says no number and no date (D30 App. I)


class Decision(Heading):
    """A quyết định khen thưởng (domain 3.2 k)."""

    award: str
    merit: str
    entries: list[Entry]  # in the order of the số sổ vàng
    articles: list[str]  # Điều 2 and following, without “Điều 2.”


class AmendedEntry(TypedDict):
    """One paper that a decision corrects, gives again or takes back."""

    kind: str
    ordinal: int  # số sổ vàng of the award
    name: str  # with its prefix
    lines: list[str]
    was: list[str]  # what is corrected, as the paper says it; empty but in a correction
    now: list[str]
    note: str


class Amendment(Heading):
    """A quyết định đính chính, cấp lại, cấp đổi or hủy bỏ, thu hồi (domain 2.11, 2.12, 3.2 l)."""

    articles: list[str]  # all of them, without “Điều 1.”; the list follows the first
    facts: str  # a sentence after the list, or empty
    corrects: bool  # the list says what was and what is
    entries: list[AmendedEntry]
    heading: str  # of the list, in capitals


class Register(TypedDict):
    """The register of outgoing documents of one agency and year (D30 App. IV): each row has its ten columns."""

    agency_parent: str
    agency: str
    year: int
    rows: list[list[str]]


class Payments(TypedDict):
    """A danh sách chi tiền thưởng; each row is số sổ vàng, who, where, rate and amount, all as printed."""

    agency_parent: str
    agency: str
    place: str
    date: str  # of the list; empty: filled in by hand
    award: str
    number_text: str
    decided: str  # ISO, when the decision was signed
    issuer: str
    base: str
    rows: list[list[str]]
    total: str
    total_in_words: str
    head_title: str


class AnswerGroup(TypedDict):
    """Some nominees with the same outcome; a row is who, where and a note."""

    heading: str
    rows: list[list[str]]


class Answer(TypedDict):
    """A công văn (`about`: “V/v …”) or thông báo (`name`, `subject`) to a proposing unit (domain 3.2 m)."""

    agency_parent: str
    agency: str
    number_text: str
    about: str
    name: str
    subject: str
    place: str
    date: str
    addressee: str
    paragraphs: list[str]
    groups: list[AnswerGroup]
    ending: str
    recipients: list[str]
    signer: Signer


class Signature(TypedDict):
    """A place to sign: the lines above it, “(Ký, đóng dấu)”, and the name where it is known."""

    lines: list[str]
    how: str
    name: str


class ReportTable(TypedDict):
    """A table of a report: its heads, the widths of its columns as classes of the style sheet, its rows."""

    heads: list[str]
    columns: list[str]
    rows: list[list[str]]


class ReportPart(TypedDict):
    """One numbered part of a report: its heading, facts as [label, value], a table or None, paragraphs."""

    heading: str
    facts: list[list[str]]
    table: ReportTable | None
    texts: list[str]


class Report(TypedDict):
    """A báo cáo thành tích of a collective, an individual or a household (domain 3.2 c-f), or what confirms it."""

    title: str  # in capitals
    subject: str  # the line under it

    agency_parent: str
    agency: str
    place: str
    date: str
    name: str
    opening: str
    parts: list[ReportPart]
    pledge: str
    signatures: list[list[Signature]]


class Receipt(TypedDict):
    """A giấy tiếp nhận hồ sơ with its checklist ([paper, count, note]) and the promised day."""

    agency_parent: str
    agency: str
    number_text: str
    place: str
    date: str
    facts: list[list[str]]
    papers: list[list[str]]
    promise: list[str]
    signatures: list[list[Signature]]


class Contents(TypedDict):
    """A mục lục văn bản (D30 App. V); a row has mark, day, what, author."""

    agency_parent: str
    agency: str
    number_text: str
    place: str
    date: str
    subject: str
    rows: list[dict[str, str]]
    signatures: list[list[Signature]]
