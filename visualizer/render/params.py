"""What looks and hands may move in the picture, and what is fixed when the renderer starts. Every name is used by a shader or by render/frame.py."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.settings import setting


@dataclass(frozen=True, slots=True)
class RenderSettings:
    """Fixed at start."""

    scale: float = setting(1.0, range=(0.25, 2.0), help="size of the scene relative to the picture; 1 draws every pixel, 2 draws four for each")
    msaa: int = setting(-1, range=(-1, 8), help="samples a pixel for edges; -1 as the quality tier has it, 0 none")
    adapt: bool = setting(True, help="in a live show whose quality is not pinned, draw the scene smaller while frames cost more than the budget")
    budget_ms: float = setting(12.0, unit="ms", range=(2.0, 100.0), help="what a frame may cost on the GPU before the scene gets smaller")


@dataclass(frozen=True, slots=True)
class TitleSettings:
    """[title]"""

    file: str = setting("", help="a title or logo, a PNG with alpha, that a spotlight finds on the closed curtain and in silence; empty: none")
    when: str = setting("both", choices=("curtain", "silence", "both"), help="where it is found")
    height: float = setting(0.2, range=(0.02, 0.8), help="its height, part of the picture's; a wide one is made smaller until it fits")
    y: float = setting(0.19, range=(-0.45, 0.45), help="its middle, in picture heights above the picture's middle")


@dataclass(frozen=True, slots=True)
class KeyParams:
    """The warm lamp and its answer."""

    color: tuple[float, float, float] = setting((1.0, 0.67, 0.345), range=(0.0, 1.0), blend="oklab", help="the warm beam and its pool")
    cool: tuple[float, float, float] = setting((0.55, 0.77, 1.0), range=(0.0, 1.0), blend="oklab", help="the answering cool beam")
    width: float = setting(1.0, range=(0.5, 1.6), help="opening of the beams, 1 = 9.5 degrees to each side")
    window: float = setting(0.0, range=(0.0, 1.0), help="a rose window of stained glass before the warm lamp")


@dataclass(frozen=True, slots=True)
class HazeParams:
    """Air."""

    density: float = setting(1.0, range=(0.0, 3.0), help="how much the air shows the beams")
    shafts: float = setting(1.0, range=(0.0, 1.5), help="contrast of the streaks that converge in the lamp")
    glow: float = setting(1.0, range=(0.0, 3.0), help="air lit by the crystals")
    aurora: float = setting(0.0, range=(0.0, 1.0), help="ribbons of light over the back wall, from the cool beam's colour up to the crystals'")


@dataclass(frozen=True, slots=True)
class CrystalParams:
    """Glass that answers."""

    ice: tuple[float, float, float] = setting((0.38, 0.63, 1.0), range=(0.0, 1.0), blend="oklab", help="light of the crystals")
    ember: tuple[float, float, float] = setting((1.0, 0.27, 0.055), range=(0.0, 1.0), blend="oklab", help="light of the hero crystal when it is an ember")
    answer: float = setting(1.0, range=(0.0, 3.0), help="how strongly the spectrum lights them")
    hue: float = setting(0.5, range=(0.0, 1.0), help="difference of tint between crystals")
    clarity: float = setting(1.0, range=(0.2, 3.0), scale="log", blend="log", help="how far light travels in the glass")


@dataclass(frozen=True, slots=True)
class FloorParams:
    """Boards and water."""

    gloss: float = setting(1.0, range=(0.0, 2.0), help="strength of the mirror in the lacquer")
    rings: float = setting(1.0, range=(0.0, 2.0), help="brightness of the rings on the water")


@dataclass(frozen=True, slots=True)
class CrowdParams:
    """Who listens."""

    rim: float = setting(1.0, range=(0.0, 3.0), help="light on the edges of heads and shoulders")
    heart: float = setting(1.0, range=(0.0, 3.0), help="brightness of the heart glows")
    low: tuple[float, float, float] = setting((0.42, 0.105, 0.020), range=(0.0, 1.0), blend="oklab", help="a heart between its beats")
    high: tuple[float, float, float] = setting((1.0, 0.50, 0.155), range=(0.0, 1.0), blend="oklab", help="a heart on its beat")
    threads: float = setting(1.0, range=(0.0, 3.0), help="brightness of the threads from the performer to the hearts")


@dataclass(frozen=True, slots=True)
class DustParams:
    """Motes in the beam."""

    size: float = setting(1.0, range=(0.4, 2.5), help="size of the motes")
    speed: float = setting(1.0, range=(0.0, 4.0), help="how far the motes sway")
    sparks: float = setting(0.0, range=(0.0, 1.0), help="motes that glow by themselves and rise, in the colour of a beating heart")


@dataclass(frozen=True, slots=True)
class CurtainParams:
    """Velvet."""

    velvet: tuple[float, float, float] = setting((0.19, 0.012, 0.016), range=(0.0, 1.0), blend="oklab", help="albedo of curtain and legs")
    sheen: float = setting(1.0, range=(0.0, 3.0), help="sheen of the velvet's folds")


@dataclass(frozen=True, slots=True)
class GradeParams:
    """The last colour step before the guard."""

    bloom: float = setting(0.12, range=(0.0, 0.15), help="share of light that spreads")
    streak: float = setting(0.14, range=(0.0, 0.4), help="horizontal streaks of the brightest points")
    vignette: float = setting(0.55, range=(0.0, 1.0), help="darkening toward the corners")
    grain: float = setting(0.012, range=(0.0, 0.04), help="film grain, 24 a second")
    split: float = setting(1.0, range=(0.0, 2.0), help="cool shadows against warm lights")
    contrast: float = setting(1.0, range=(0.8, 1.3), help="of the act's contrast; more than 1 is harder")
    saturation: float = setting(1.0, range=(0.0, 1.4), help="of the act's saturation; 0 is black and white")
    paper: float = setting(0.0, range=(0.0, 1.0), help="light drawn as ink on paper")


SETTINGS: dict[str, type] = {"render": RenderSettings, "title": TitleSettings}
"""TOML table -> what is fixed at start"""
PARAMS: dict[str, type] = {
    "stage.key": KeyParams, "stage.haze": HazeParams, "stage.crystals": CrystalParams, "stage.floor": FloorParams, "stage.crowd": CrowdParams,
    "stage.dust": DustParams, "stage.curtain": CurtainParams, "stage.grade": GradeParams,
}
"""TOML table -> what a look or a hand may move"""
