"""The instrument: a violin of plates around a train of gears, floating over the stage. Foot at y 1.75 m, scroll at 5.2 m."""
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from . import body, jewels, neck
from .gears import train, wheel_mesh
from .tubes import Soup

STRING_Y, STRING_Z = (2.69, 4.745), (0.302, 0.100)
ORBITS = ((0.00, 2.98, 1.86, 0.26, -0.17), (-0.16, 3.02, 1.40, 0.36, 0.40))
"""centre x, y, radius m, squash, roll rad."""


def build(sides: int, detail: float) -> npt.NDArray[np.float32]:
    """All metal as vertices (n, 13), see Soup; the orbits are lines. sides: of a tube; detail: 0..1."""
    soup = Soup()
    n, fine = max(6, 2 * round(11 * detail)), detail > 0.5
    neck.build(soup, sides, fine)   # what is nearest first: it spares the rest its shading
    body.bridge(soup, sides, fine)
    body.edges(soup, n, sides, fine)
    body.belly(soup, n, fine)
    wheels = train()
    for wheel in wheels:
        wheel_mesh(soup, wheel, fine)
    if fine:
        jewels.build(soup, wheels)
    body.ribs(soup, n)
    body.back(soup, n)
    return soup.vertices
