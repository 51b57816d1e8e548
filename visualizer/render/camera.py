"""The lens: from the stage's camera channels to a basis and a matrix. A long lens; other shapes of picture keep its vertical framing."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
FIT = 2.05
"""m to each side of the target that a picture narrower than square must still show,"""
KEPT = 0.48
"""or of a shot from close by so much of what a picture of 16:9 shows, if that is less."""
NEAR, FAR = 0.5, 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """eye: m; right, up, forward: unit; tan: of half the vertical field; aspect: width / height; reach: m from eye to target."""

    eye: Array
    right: Array
    up: Array
    forward: Array
    tan: float
    aspect: float
    reach: float

    def matrix(self) -> Array:
        """(4, 4) world -> clip, applied to column vectors."""
        view = np.eye(4)
        view[0, :3], view[1, :3], view[2, :3] = self.right, self.up, -self.forward
        view[:3, 3] = -view[:3, :3] @ self.eye
        return perspective(self.tan, self.aspect) @ view


def perspective(tan: float, aspect: float, near: float = NEAR, far: float = FAR) -> Array:
    """(4, 4) OpenGL projection; tan: of half the vertical field."""
    out = np.zeros((4, 4))
    out[0, 0], out[1, 1] = 1 / (tan * aspect), 1 / tan
    out[2, 2], out[2, 3], out[3, 2] = (near + far) / (near - far), 2 * near * far / (near - far), -1.0
    return out


def look(eye: Array, target: Array, fov_deg: float, roll_deg: float, aspect: float) -> Camera:
    """A camera at eye (m) looking at target (m). fov_deg: vertical; narrower than 1:1 steps back until
    FIT metres to each side of the target are seen, or KEPT of a close shot."""
    tan = float(np.tan(np.radians(fov_deg) / 2))
    reach = float(np.linalg.norm(target - eye))
    if aspect < 1.0:
        step = max(1.0, min(FIT, KEPT * reach * tan * 16.0 / 9.0) / (reach * tan * aspect))
        eye, reach = target + (eye - target) * step, reach * step
    forward = (target - eye) / reach
    right = np.cross(forward, (0.0, 1.0, 0.0))
    right /= np.linalg.norm(right)
    up = np.cross(right, forward)
    a = np.radians(roll_deg)
    right, up = np.cos(a) * right + np.sin(a) * up, np.cos(a) * up - np.sin(a) * right
    return Camera(eye, right, up, forward, tan, aspect, reach)
