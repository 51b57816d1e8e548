"""Named images that passes write and later passes read. Allocated once; sizes follow the scene or the picture."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import moderngl


@dataclass(frozen=True, slots=True)
class Target:
    """A declaration.

    base: 'scene', 'picture' or (w, h) px; divide: of that size; channels and dtype as moderngl; images: colour attachments; depth: 'texture' makes it
    readable as NAME.depth; smooth: linear filter; samples: MSAA of colour and depth.
    """

    base: str | tuple[int, int] = "scene"
    divide: int = 1
    channels: int = 4
    dtype: str = "f2"
    images: int = 1
    depth: str = ""
    smooth: bool = True
    samples: int = 0


class Targets:
    """Owns the textures and framebuffers of a renderer."""

    def __init__(self, ctx: moderngl.Context, scene: tuple[int, int], picture: tuple[int, int], table: dict[str, Target],
                 lender: Targets | None = None) -> None:
        """lender: targets of another scene size for the same picture; what does not follow the scene's size is borrowed from it."""
        self._ctx, self.table, self.scene = ctx, table, scene
        self._textures: dict[str, Any] = {}
        self._frames: dict[str, Any] = {}
        self._borrowed: set[Any] = set()
        for name, spec in table.items():
            if lender is not None and spec.base != "scene":
                self._frames[name] = lender.frame(name)
                mine = {key: image for key, image in lender._textures.items() if key.split(".")[0] == name}
                self._textures |= mine
                self._borrowed |= {self._frames[name], *mine.values()}
                continue
            full = {"scene": scene, "picture": picture}[spec.base] if isinstance(spec.base, str) else spec.base
            self._make(name, spec, (max(1, -(-full[0] // spec.divide)), max(1, -(-full[1] // spec.divide))))

    def _make(self, name: str, spec: Target, size: tuple[int, int]) -> None:
        ctx = self._ctx
        colours: list[Any] = []
        for k in range(spec.images):
            image: Any
            if spec.samples:
                image = ctx.renderbuffer(size, spec.channels, samples=spec.samples, dtype=spec.dtype)
            else:
                image = ctx.texture(size, spec.channels, dtype=spec.dtype)
                image.filter = (moderngl.LINEAR, moderngl.LINEAR) if spec.smooth else (moderngl.NEAREST, moderngl.NEAREST)
                image.repeat_x = image.repeat_y = False
                self._textures[name if k == 0 else f"{name}.{k}"] = image
            colours.append(image)
        depth: Any = None
        if spec.depth == "texture":
            depth = ctx.depth_texture(size)
            depth.compare_func = ""
            depth.repeat_x = depth.repeat_y = False
            depth.filter = (moderngl.NEAREST, moderngl.NEAREST)
            self._textures[f"{name}.depth"] = depth
        elif spec.depth:
            depth = ctx.depth_renderbuffer(size, samples=spec.samples)
        self._frames[name] = ctx.framebuffer(colours, depth)
        if spec.dtype.startswith("u"):   # what is counted in integers is not cleared by colours
            for image in colours:
                image.write(bytes(size[0] * size[1] * spec.channels * 4))
        else:
            self._frames[name].clear(0.0, 0.0, 0.0, 0.0)

    def __contains__(self, name: str) -> bool:
        return name.split(".")[0] in self.table

    def texture(self, name: str) -> Any:
        """The image of a target ('haze', 'haze.1' for its second attachment, 'shadow.depth')."""
        return self._textures[name]

    def frame(self, name: str) -> Any:
        """The framebuffer of a target."""
        return self._frames[name]

    def size(self, name: str) -> tuple[int, int]:
        """Width and height in px."""
        w, h = self._frames[name].size
        return int(w), int(h)

    def release(self) -> None:
        """Free everything."""
        for thing in (*self._frames.values(), *self._textures.values()):
            if thing not in self._borrowed:
                thing.release()
