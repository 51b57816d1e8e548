"""An OpenGL context without a window."""
from __future__ import annotations

import sys
from typing import Any

import moderngl

from visualizer.model.errors import GpuError

NEED = (3, 3)


def create_context() -> moderngl.Context:
    """An OpenGL 3.3 core context with no window: EGL on Linux, the system's own elsewhere. GpuError when there is none."""
    backend: dict[str, Any] = {"backend": "egl"} if sys.platform.startswith("linux") else {}
    try:
        ctx: moderngl.Context = moderngl.create_context(require=330, standalone=True, **backend)
    except Exception as error:   # moderngl raises bare Exception for every cause, from a missing library to an old driver
        raise GpuError(f"no OpenGL {NEED[0]}.{NEED[1]} core context: {_line(error)}; install a graphics driver, or Mesa's software one "
                       "(Debian and Ubuntu: apt-get install libegl1 libgl1-mesa-dri), then run: concord doctor") from error
    return ctx


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
