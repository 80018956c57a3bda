"""A file as people send it, made here and now."""

import io

from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825


def photograph() -> bytes:
    """A JPG taken upright: 40 by 20 on its side, with the place where it was taken, camera and comment."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Máy ảnh"
    exif.get_ifd(GPS)[2] = (20.85, 0.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif, comment=b"nha toi")
    return out.getvalue()
