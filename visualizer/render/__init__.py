"""Pixels: the renderer, its passes and the guard. The only room besides output/ that may import moderngl."""
from .params import PARAMS, SETTINGS, RenderSettings
from .quality import TIERS, Quality
from .renderer import Renderer

__all__ = ["PARAMS", "SETTINGS", "TIERS", "Quality", "RenderSettings", "Renderer"]
