"""PNG stills and contact sheets."""
from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from visualizer.model.errors import OutputError

from .files import whole_file

Pixels = npt.NDArray[np.uint8]
GAP = 12
LABEL = 30
INK, PAPER = (150, 140, 128), (10, 10, 11)


def save_png(path: Path, rgb: Pixels) -> None:
    """Write rgb (h, w, 3) uint8, top row first; whole or not at all."""
    try:
        with whole_file(path) as partial:
            Image.fromarray(rgb).save(partial, "PNG", optimize=False, compress_level=6)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error}); is the disk full?") from error


def contact_sheet(frames: Sequence[tuple[Pixels, str]], columns: int = 0, cell_width: int = 640) -> Pixels:
    """Frames (rgb (h, w, 3) uint8, label) side by side on one sheet, in reading order. columns 0: as square as it goes. (H, W, 3) uint8."""
    columns = columns or ceil(sqrt(len(frames)))
    rows = ceil(len(frames) / columns)
    height, width = frames[0][0].shape[:2]
    cell = (min(cell_width, width), round(height * min(cell_width, width) / width))
    sheet = Image.new("RGB", (columns * (cell[0] + GAP) + GAP, rows * (cell[1] + LABEL + GAP) + GAP), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
    for i, (rgb, label) in enumerate(frames):
        x, y = GAP + (i % columns) * (cell[0] + GAP), GAP + (i // columns) * (cell[1] + LABEL + GAP)
        sheet.paste(Image.fromarray(rgb).resize(cell, Image.Resampling.LANCZOS), (x, y))
        draw.text((x + 2, y + cell[1] + 6), label, fill=INK, font=font)
    return np.asarray(sheet)
