"""Certificates on paper: designs, fitting and PDF, without database and without web.

`render_chunk` writes the single files of a part of a batch, `merge` joins them, `check_page` looks at each before it is
kept, `proof_texts` picks what a proof should show.
"""

from .checks import BadPage, check_page
from .designs import DESIGNS, GIAY_CHUNG_NHAN, GIAY_KHEN, Box, Design
from .faces import MissingGlyph
from .fitting import DoesNotFit
from .ornament import mark_svg
from .plate import AssetDenied
from .rendering import merge, render_chunk, render_merged, render_singles
from .texts import CertificateText, UnfitText, proof_texts

__all__ = [
    "DESIGNS",
    "GIAY_CHUNG_NHAN",
    "GIAY_KHEN",
    "AssetDenied",
    "BadPage",
    "Box",
    "CertificateText",
    "Design",
    "DoesNotFit",
    "MissingGlyph",
    "UnfitText",
    "check_page",
    "mark_svg",
    "merge",
    "proof_texts",
    "render_chunk",
    "render_merged",
    "render_singles",
]
