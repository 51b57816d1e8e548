"""A small picture of every look: drawn without a window, kept in the cache under the look's name, drawn again when the look or the shaders change.
Those of the shipped looks ship with them, so that a desk has them at once."""
from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from visualizer import __version__
from visualizer.config import list_looks
from visualizer.control.desk.pictures import look_pictures, shipped_pictures
from visualizer.model import log
from visualizer.model.paths import shipped
from visualizer.model.show import Act
from visualizer.output.jpeg import comment_of, jpeg

SIZE, SHOW_SIZE = (320, 180), (1280, 720)
"""px of a picture, and of the show whose tier it is drawn in"""
MOMENT_S, HEARD_S = 42.0, 3.0
"""s of the overture that is seen, where all voices play; s of it that are heard before"""
AGAIN_S = 1.0
"""s between two looks at whether a picture is missing"""
TRIES = 2
"""drawings that may fail before the same pictures are asked for no more"""


def key_of(path: Path, shaders: str) -> str:
    """What the picture of the look in `path` depends on, as one word. OSError when the file is gone."""
    return blake2b(path.read_bytes() + shaders.encode() + __version__.encode(), digest_size=12).hexdigest()


def shaders_key() -> str:
    """Changes with any shader."""
    root, h = shipped("shaders"), blake2b(digest_size=12)
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        h.update(str(path.relative_to(root)).encode())
        h.update(path.read_bytes())
    return h.hexdigest()


class Thumbs:
    """Which looks have a picture that is still true. Cheap to ask again: a file is read when it is new or changed."""

    def __init__(self) -> None:
        self._shaders = shaders_key()
        self._keys: dict[Path, tuple[int, str]] = {}
        self._made: dict[Path, tuple[int, str]] = {}

    def picture(self, name: str) -> Path:
        """Where the picture of that look is, or will be."""
        mine, theirs = look_pictures() / f"{name}.jpg", shipped_pictures() / f"{name}.jpg"
        return mine if mine.is_file() or not theirs.is_file() else theirs

    def key(self, path: Path) -> str:
        """See key_of; '' for a file that cannot be read."""
        try:
            stamp = path.stat().st_mtime_ns
            if self._keys.get(path, (-1, ""))[0] != stamp:
                self._keys[path] = (stamp, key_of(path, self._shaders))
            return self._keys[path][1]
        except OSError:
            return ""

    def wanting(self) -> dict[str, str]:
        """Look -> key, of those without a picture or with an old one."""
        out = {}
        for name, path in list_looks().items():
            key = self.key(path)
            if key and self._of(self.picture(name)) != key:
                out[name] = key
        return out

    def _of(self, picture: Path) -> str:
        """The key a picture was drawn for, which it carries as its comment."""
        try:
            stamp = picture.stat().st_mtime_ns
            if self._made.get(picture, (-1, ""))[0] != stamp:
                self._made[picture] = (stamp, comment_of(picture))
            return self._made[picture][1]
        except OSError:   # none, or no picture
            return ""


def draw(wanted: dict[str, str], tier: str = "") -> Iterator[tuple[str, bytes]]:
    """Draw these looks (name -> key) as JPEG, one after the other. tier: "" the one a show has here, whose images of people are in the cache already. A
    look that is wrong is said and left out. GpuError without OpenGL."""
    from visualizer.audio import parse_input
    from visualizer.config import load, load_look
    from visualizer.model.errors import ConcordError
    from visualizer.model.time import FrameTime
    from visualizer.output.headless import create_context
    from visualizer.render import Renderer
    from visualizer.render.choose import choose, measure
    from visualizer.show.lights import target

    from .common import build_house, open_offline
    from .schema import schema

    house = build_house(load(schema()))
    with ExitStack() as stack:
        spec = replace(parse_input("overture", live=False), start_s=MOMENT_S - HEARD_S)
        offline, source = open_offline(house, spec, house.stage())
        stack.callback(source.close)
        view = offline.view_at(HEARD_S)
        at_rest = target(Act.SYMPHONY)
        show = replace(view.show, act=Act.SYMPHONY, act_since=view.show.t - 8.0, position=at_rest, velocity=np.zeros_like(at_rest), target=at_rest)
        ctx = create_context()
        stack.callback(ctx.release)
        tier = tier or choose(measure(ctx), SHOW_SIZE, house.render.budget_ms).tier
        renderer = Renderer(ctx, SIZE, tier, house.config.schema, house.seating, house.seed, house.render)
        stack.callback(renderer.release)
        for name, key in wanted.items():
            try:
                params = house.config.schema.vector({**house.config.values, **load_look(house.config.schema, name)})
            except ConcordError as error:
                log.get().warning("%s", error)
                continue
            renderer.forget()
            renderer.draw(FrameTime(show.t, 1.0 / 60.0, 0), view.music, replace(show, params=params), view.crowd)
            yield name, jpeg(renderer.read(), 84, key)


class ThumbMaker:
    """Has missing pictures drawn by a program of its own, at the lowest priority. `look` whenever somebody is there to see them; it never waits: even the
    question which are missing reads every shader, so it is asked on a thread of its own."""

    def __init__(self) -> None:
        self._thumbs: Thumbs | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._next, self._tried = 0.0, dict[tuple[str, ...], int]()
        self._busy = threading.Lock()

    def look(self, now: float) -> None:
        """now: s, performance counter."""
        if now >= self._next and self._busy.acquire(blocking=False):
            self._next = now + AGAIN_S
            threading.Thread(target=self._free, name="thumbs", daemon=True).start()

    def _free(self) -> None:
        try:
            self.turn()
        except Exception as error:   # pictures are not worth a show
            log.get().info("looks: their pictures cannot be looked for (%s: %s)", type(error).__name__, error)
        finally:
            self._busy.release()

    def turn(self) -> None:
        """What is missing now, and have it drawn."""
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._process = None
        self._thumbs = self._thumbs or Thumbs()
        wanted = tuple(sorted(self._thumbs.wanting().items()))
        words = tuple(f"{name}={key}" for name, key in wanted)
        if not wanted or self._tried.get(words, 0) >= TRIES:
            return
        self._tried[words] = self._tried.get(words, 0) + 1
        log.get().info("looks: drawing %s", ", ".join(name for name, _ in wanted))
        try:
            self._process = subprocess.Popen([sys.executable, "-m", "visualizer", "looks", "--calmly"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                             stderr=subprocess.DEVNULL, env=os.environ | {"LP_NUM_THREADS": "1"})   # in software, one core at most
        except OSError as error:
            log.get().warning("looks: their pictures cannot be drawn (%s)", error)

    def close(self) -> None:
        """End what draws."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
