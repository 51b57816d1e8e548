"""Small pictures as JPEG: for a page, with a word kept inside, and for a terminal."""
from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt


def jpeg(rgb: npt.NDArray[np.uint8], quality: int = 72, comment: str = "") -> bytes:
    """(h, w, 3) uint8 sRGB, top row first. comment: ASCII, kept in the file."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgb)).save(out, "JPEG", quality=quality, comment=comment.encode("ascii"))
    return out.getvalue()


def comment_of(path: Path) -> str:
    """What a JPEG keeps inside, '' for none. OSError when it is no picture."""
    from PIL import Image

    with Image.open(path) as image:
        return bytes(image.info.get("comment", b"")).decode("ascii", "replace")


def half_blocks(path: Path, columns: int, lines: int) -> str:
    """A picture in half blocks of 24-bit colour for a terminal, `columns` characters wide and `lines` high. OSError when it is no picture."""
    from PIL import Image

    with Image.open(path) as image:
        small = np.asarray(image.convert("RGB").resize((columns, 2 * lines), Image.Resampling.LANCZOS))
    rows = ("".join(f"\x1b[38;2;{a[0]};{a[1]};{a[2]};48;2;{b[0]};{b[1]};{b[2]}m▀" for a, b in zip(small[y], small[y + 1], strict=True))
            for y in range(0, 2 * lines, 2))
    return "\n".join(f"{row}\x1b[0m" for row in rows) + "\n"
