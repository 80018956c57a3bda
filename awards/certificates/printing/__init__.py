"""Certificates on paper: designs, fitting and PDF, without database and without web.

`render_chunk` writes the single files of a part of a batch, `guarded` looks at each before it is kept, `merge` joins
them, `proof_texts` picks what a proof should show.
"""

from .blueprint import BadDesign, from_values, to_values
from .checks import BadPage, check_page, check_raster
from .designs import Box, Design
from .faces import MissingGlyph, faces
from .fitting import DoesNotFit
from .frames import FRAME_NAMES
from .guard import guarded, lines_html, render_plainly
from .ornament import mark_svg
from .pictures import page_picture
from .plate import AssetDenied
from .rendering import merge, render_chunk, render_merged, render_proof, render_singles, render_text_layers, zipped
from .ruler import LENGTH, corrected, ruler_page
from .setting import Placement
from .shipped import BANG_KHEN, BANG_KHEN_A3, DESIGNS, GIAY_CHUNG_NHAN, GIAY_KHEN
from .texts import ByHand, CertificateText, UnfitText, proof_texts

__all__ = [
    "BANG_KHEN",
    "BANG_KHEN_A3",
    "DESIGNS",
    "FRAME_NAMES",
    "GIAY_CHUNG_NHAN",
    "GIAY_KHEN",
    "LENGTH",
    "AssetDenied",
    "BadDesign",
    "BadPage",
    "Box",
    "ByHand",
    "CertificateText",
    "Design",
    "DoesNotFit",
    "MissingGlyph",
    "Placement",
    "UnfitText",
    "check_page",
    "check_raster",
    "corrected",
    "faces",
    "from_values",
    "guarded",
    "lines_html",
    "mark_svg",
    "merge",
    "page_picture",
    "proof_texts",
    "render_chunk",
    "render_merged",
    "render_plainly",
    "render_proof",
    "render_singles",
    "render_text_layers",
    "ruler_page",
    "to_values",
    "zipped",
]
