"""`concord looks`: every look with its picture, for a terminal that shows colours and for programs that read lines."""
from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from visualizer.config import favourites, favourites_first, list_looks
from visualizer.config.config import read_toml
from visualizer.control.desk.pictures import save_picture
from visualizer.model import log
from visualizer.model.errors import ConcordError, GpuError
from visualizer.output.jpeg import half_blocks

from .thumbs import Thumbs, draw

COLUMNS, LINES = 48, 14
"""characters of a picture on a terminal; each is two pixels high"""


def be_calm() -> None:
    """Give way to every other program."""
    with contextlib.suppress(AttributeError, OSError):   # Windows has no nice
        os.nice(19)


def list_with_pictures(pictures: bool, terminal: bool, beside_show: bool = False) -> Iterator[str]:
    """One look after the other, as soon as its picture is there. pictures: draw those that are missing; terminal: coloured, for people;
    beside_show: no more pictures once the show that asked for them is gone, however it ended."""
    found, marked = list_looks(), favourites()
    order = favourites_first(found)
    thumbs = Thumbs()
    wanting = thumbs.wanting() if pictures else {}
    drawn = _drawn({n: wanting[n] for n in order if n in wanting}, beside_show)
    for name in order:
        if name in wanting:
            next((n for n in drawn if n == name), None)   # drawn in this order: wait until it is there
        picture = thumbs.picture(name)
        yield _for_people(name, name in marked, _help(found[name]), picture) if terminal else "\t".join(
            (name, "favourite" if name in marked else "-", _help(found[name]) or "-", str(found[name]), str(picture) if picture.is_file() else "-"))


def _drawn(wanted: dict[str, str], beside_show: bool) -> Iterator[str]:
    if not wanted:
        return
    parent = os.getppid()   # another one when the show was killed and had no time to end what it began
    try:
        for name, image in draw(wanted):
            save_picture(name, image)
            yield name
            if beside_show and os.getppid() != parent:
                return
    except (GpuError, OSError) as error:
        log.get().warning("no pictures: %s", error)


def _help(path: Path) -> str:
    try:
        return str(read_toml(path).get("help", ""))
    except ConcordError as error:
        return str(error).splitlines()[0]


def _for_people(name: str, marked: bool, help_: str, picture: Path) -> str:
    head = f"\x1b[1m{name}\x1b[0m{' ★' if marked else ''}  {help_}"
    return f"{head}\n{half_blocks(picture, COLUMNS, LINES)}" if picture.is_file() else head
