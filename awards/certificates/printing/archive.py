"""What makes a certificate a PDF/A-2b file (ISO 19005-2): the colour profile and the description in XMP."""

from __future__ import annotations

import html
from functools import cache

DATES = slice(24, 36)  # of a profile's header: when it was made


@cache
def srgb_profile() -> bytes:
    """The sRGB colour profile, the same bytes on every day."""
    from PIL import ImageCms

    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[DATES] = bytes.fromhex("07ea 0001 0001 0000 0000 0000")  # 1 January 2026
    return bytes(made)


def xmp_packet(title: str) -> bytes:
    """The description of a file of this title as an XMP packet in UTF-8; it says PDF/A-2, level B."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part>'
        "<pdfaid:conformance>B</pdfaid:conformance><dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{html.escape(title)}</rdf:li></rdf:Alt></dc:title>'
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()
