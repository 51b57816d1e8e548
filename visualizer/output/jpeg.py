"""A small picture as JPEG, for a page."""
from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt


def jpeg(rgb: npt.NDArray[np.uint8], quality: int = 72) -> bytes:
    """(h, w, 3) uint8 sRGB, top row first."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgb)).save(out, "JPEG", quality=quality)
    return out.getvalue()
