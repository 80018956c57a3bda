"""What the fork server of `core.child` loads once for all its children."""

import pikepdf  # noqa: F401, TID253
import weasyprint  # noqa: F401, TID253
from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401, TID253

import awards  # noqa: F401
from awards.core import paper

paper.warm()
