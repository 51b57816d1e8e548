"""The test card: what a projector is set up with. Grid, circles, corners, steps of one per cent out of black, focus, and the display's own name."""
from __future__ import annotations

import moderngl
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from .lastmile import CORNERS

Pixels = npt.NDArray[np.uint8]
LINE, STRONG, INK, WARM = (58, 60, 66), (120, 124, 134), (196, 190, 180), (255, 176, 96)
STEPS = 11
"""patches from 0 to 10 % display value"""


def draw_card(size: tuple[int, int], name: str, corner: str = "", note: str = "") -> Pixels:
    """The card for a picture of `size` (width, height) px. corner: one of CORNERS that is being moved, '' none; note: a line below the name. (h, w, 3) uint8.

    Mostly dark: when it appears, the room does not flash.
    """
    width, height = size
    image = Image.new("RGB", size, (0, 0, 0))
    draw = ImageDraw.Draw(image)
    unit = max(4, round(min(size) / 12))
    for k in range(-(width // (2 * unit)) - 1, width // (2 * unit) + 2):
        x = width // 2 + k * unit
        draw.line((x, 0, x, height), fill=STRONG if k == 0 else LINE)
    for k in range(-(height // (2 * unit)) - 1, height // (2 * unit) + 2):
        y = height // 2 + k * unit
        draw.line((0, y, width, y), fill=STRONG if k == 0 else LINE)
    draw.rectangle((0, 0, width - 1, height - 1), outline=INK)
    _circle(draw, width // 2, height // 2, min(size) // 2 - 2, STRONG)
    inset = round(1.6 * unit)
    for x in (inset, width - inset):
        for y in (inset, height - inset):
            _circle(draw, x, y, round(1.2 * unit), STRONG)
    _corners(draw, size, unit, corner)
    _steps(draw, size, unit)
    _focus(image, size, unit)
    _words(draw, size, unit, name, note)
    return np.asarray(image)


def _circle(draw: ImageDraw.ImageDraw, x: int, y: int, r: int, color: tuple[int, int, int]) -> None:
    draw.ellipse((x - r, y - r, x + r, y + r), outline=color, width=2)


def _corners(draw: ImageDraw.ImageDraw, size: tuple[int, int], unit: int, corner: str) -> None:
    """Arrows into the corners; the one that is being moved is filled."""
    for name in CORNERS:
        x, y = (0 if name.endswith("left") else size[0] - 1), (0 if name.startswith("top") else size[1] - 1)
        dx, dy = (1 if x == 0 else -1) * unit // 2, (1 if y == 0 else -1) * unit // 2
        draw.polygon(((x, y), (x + dx, y), (x, y + dy)), fill=WARM if name == corner else None, outline=WARM if name == corner else INK)


def _steps(draw: ImageDraw.ImageDraw, size: tuple[int, int], unit: int) -> None:
    """Black to 10 % in steps of one per cent: every edge has to be seen, or the black level is wrong. Below, the same steps down from white."""
    wide, left, top = unit // 2, size[0] // 2 - STEPS * (unit // 2) // 2, size[1] // 2 + round(1.4 * unit)
    for k in range(STEPS):
        dark, light = round(k * 2.55), 255 - round(k * 2.55)
        draw.rectangle((left + k * wide, top, left + (k + 1) * wide - 1, top + unit // 2), fill=(dark, dark, dark))
        draw.rectangle((left + k * wide, top + unit // 2 + 2, left + (k + 1) * wide - 1, top + round(0.75 * unit)), fill=(light, light, light))


def _focus(image: Image.Image, size: tuple[int, int], unit: int) -> None:
    """Lines of one and two pixels on both sides of the middle: grey where the focus is wrong, stripes where it is right."""
    pixels = np.asarray(image).copy()
    side = unit
    top = size[1] // 2 - side // 2
    for left, pitch in ((size[0] // 2 - 4 * unit, 2), (size[0] // 2 + 3 * unit, 4)):
        y, x = np.mgrid[0:side, 0:side]
        lines = np.where(x < side // 2, x % pitch < pitch // 2, y % pitch < pitch // 2)
        patch = pixels[max(0, top):top + side, max(0, left):left + side]
        patch[:] = np.where(lines, 150, 0)[:patch.shape[0], :patch.shape[1], None]
    image.paste(Image.fromarray(pixels))


def _words(draw: ImageDraw.ImageDraw, size: tuple[int, int], unit: int, name: str, note: str) -> None:
    for text, height, scale in ((name, -1.35, 0.62), (f"{size[0]} x {size[1]}", -0.62, 0.36), (note, 2.7, 0.30)):
        font = ImageFont.load_default(max(9, round(unit * scale)))
        right, bottom = (round(v) for v in draw.textbbox((0, 0), text, font=font)[2:])
        x, y = (size[0] - right) // 2, size[1] // 2 + round(height * unit)
        draw.rectangle((x - 6, y - 2, x + right + 6, y + bottom + 4), fill=(0, 0, 0))
        draw.text((x, y), text, fill=INK, font=font)


class Card:
    """The card as a texture, drawn anew only when it says something else."""

    def __init__(self, ctx: moderngl.Context) -> None:
        self._ctx = ctx
        self._texture: moderngl.Texture | None = None
        self._of: object = None

    def texture(self, size: tuple[int, int], name: str, corner: str, note: str) -> moderngl.Texture:
        """See draw_card; lent until the next call."""
        key = (size, name, corner, note)
        if self._texture is None or key != self._of:
            self.release()
            self._texture, self._of = self._ctx.texture(size, 3, draw_card(size, name, corner, note)[::-1].tobytes(), alignment=1), key
        return self._texture

    def release(self) -> None:
        """Free the texture."""
        if self._texture is not None:
            self._texture.release()
            self._texture = None
