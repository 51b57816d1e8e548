"""Small pictures beside the desk's page: one of each look, kept in the user's cache, and a link as a code for a phone."""
from __future__ import annotations

import contextlib
import io
import os
import time
from pathlib import Path

import segno

from visualizer.model.paths import shipped, user_cache

LOOK_S = 1.0
"""s between two looks into the folder"""
SUFFIXES = (".jpg", ".png")


def look_pictures() -> Path:
    """The folder of the looks' pictures, NAME.jpg or NAME.png each. Not created by asking."""
    return user_cache() / "looks"


def shipped_pictures() -> Path:
    """Those that came with the program, which go behind the user's own."""
    return shipped("configs") / "looks"


class Pictures:
    """What the folders hold, looked into once a second at most."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Path, int]] = {}
        self._at = -LOOK_S

    def known(self) -> dict[str, int]:
        """Look -> a number that changes when its picture does."""
        if time.monotonic() - self._at >= LOOK_S:
            self._at = time.monotonic()
            self._found = {}
            for folder in (shipped_pictures(), look_pictures()):
                with contextlib.suppress(OSError):
                    self._found.update({p.stem: (p, p.stat().st_mtime_ns // 1_000_000) for p in sorted(folder.iterdir()) if p.suffix in SUFFIXES})
        return {name: version for name, (_, version) in self._found.items()}

    def path(self, name: str) -> Path | None:
        """The picture of a look, None when there is none. The name is looked up, never made into a path."""
        self.known()
        found = self._found.get(name)
        return found[0] if found and found[0].is_file() else None


def save_picture(name: str, image: bytes, suffix: str = ".jpg") -> Path:
    """Write the picture of a look, whole or not at all, in place of any other. OSError when it cannot be written."""
    folder = look_pictures()
    folder.mkdir(parents=True, exist_ok=True)
    partial, path = folder / f".{name}.{os.getpid()}.partial", folder / f"{name}{suffix}"
    partial.write_bytes(image)
    os.replace(partial, path)
    for other in SUFFIXES:
        if other != suffix:
            (folder / f"{name}{other}").unlink(missing_ok=True)
    return path


def code(link: str) -> str:
    """A QR code in characters, for a terminal."""
    out = io.StringIO()
    segno.make(link, error="l", micro=False).terminal(out, compact=True)
    return out.getvalue().rstrip("\n")


def qr_svg(link: str) -> str:
    """A QR code as an SVG picture, dark on a light ground with the quiet border cameras need."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", scale=6, border=4, dark="#0b0908", light="#f3ece0", xmldecl=False, svgns=True)
    return out.getvalue().decode()
