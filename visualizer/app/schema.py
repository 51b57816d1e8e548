"""Every room's declarations in one Schema."""
from __future__ import annotations

from functools import cache

from visualizer import analysis, crowd, show
from visualizer.audio.settings import SETTINGS as AUDIO
from visualizer.control.settings import SETTINGS as CONTROL
from visualizer.model.settings import Schema
from visualizer.output.settings import SETTINGS as OUTPUT
from visualizer.render.params import PARAMS, SETTINGS


@cache
def schema() -> Schema:
    """Fixed settings of every room, then the live ones."""
    return Schema({**AUDIO, **analysis.SETTINGS, **crowd.SETTINGS, **show.SETTINGS, **SETTINGS, **OUTPUT, **CONTROL}, PARAMS)
