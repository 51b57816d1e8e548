"""Quality tiers: the same picture, less of it. Chosen in one place; nothing else asks which tier it is."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """What a tier spends.

    msaa: samples, 0 none; haze: divisor of the haze image; steps: march steps in a beam; octaves: of the haze; segments: light paths inside a crystal;
    lights: point lights on metal and floor; sides: of a tube; detail: 0..1 of curve steps; dust: motes; threads: strands; mirror: divisor, 0 none;
    mirror_taps; shadow: px; bloom: levels; first: divisor of the first bloom level; streak: whether streaks are drawn; rows: of the crowd at most;
    bake: px across the velvet; atlas: px of one listener; fxaa: smooth edges after the grade.
    """

    msaa: int
    haze: int
    steps: int
    octaves: int
    segments: int
    lights: int
    sides: int
    detail: float
    dust: int
    threads: int
    mirror: int
    mirror_taps: int
    shadow: int
    bloom: int
    first: int
    streak: bool
    rows: int
    bake: int
    atlas: int
    fxaa: bool


TIERS: dict[str, Quality] = {
    "S": Quality(4, 2, 48, 3, 6, 6, 10, 1.0, 8000, 220, 2, 10, 1024, 6, 2, True, 12, 4096, 256, True),
    "A": Quality(4, 2, 28, 3, 4, 6, 8, 1.0, 3000, 150, 2, 10, 1024, 6, 2, True, 12, 4096, 256, True),
    "B": Quality(0, 3, 16, 2, 2, 3, 6, 0.6, 2000, 110, 3, 6, 512, 5, 2, True, 11, 2048, 128, True),
    "C": Quality(0, 5, 10, 1, 2, 2, 4, 0.4, 900, 64, 4, 4, 256, 4, 4, False, 10, 1024, 128, True),
}
