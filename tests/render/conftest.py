"""One headless GL context for all pictures; everything here is skipped, and says so, where there is none."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import moderngl
import numpy as np
import pytest

from visualizer.model.show import Act
from visualizer.render import Renderer

from . import scenes

SIZE = (160, 90)


@pytest.fixture(scope="session")
def ctx() -> Iterator[moderngl.Context]:
    try:
        made = moderngl.create_context(standalone=True, backend="egl", require=330)
    except Exception as e:
        pytest.skip(f"no OpenGL 3.3 through EGL: {e}")
    yield made
    made.release()


@pytest.fixture(scope="session")
def house() -> Any:
    return scenes.seating()


@pytest.fixture(scope="session")
def renderer(ctx: moderngl.Context, house: Any) -> Iterator[Renderer]:
    made = Renderer(ctx, SIZE, "C", scenes.schema(), house, 7)
    yield made
    made.release()


@pytest.fixture
def draw(renderer: Renderer, house: Any) -> Callable[..., np.ndarray]:
    """Draw an act with no past and return it as (h, w, 3) uint8."""
    def one(act: Act, t: float = 12.0, made: Renderer | None = None, heart: float = 0.3, **changes: float) -> np.ndarray:
        use = made or renderer
        use.forget()
        use.draw(scenes.frame_time(t), scenes.music(act, t), scenes.show(act, t, **changes), scenes.crowd(act, t, house, heart=heart))
        return use.read()
    return one
