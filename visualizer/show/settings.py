"""What may be tuned about the dramaturgy; the presets in configs/presets are points in it."""
from __future__ import annotations

from dataclasses import dataclass

from visualizer.model.settings import setting


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """[show]"""

    preset: str = setting("concert", choices=("concert", "club", "ambient"),
                          help="the kind of evening: concert has an end, club never stops, ambient breathes; its values stand below yours")
    longest_s: float = setting(180.0, unit="s", range=(20.0, 3600.0), help="an act of music that has lasted so long gives way to another")
    curtain_s: float = setting(120.0, unit="s", range=(5.0, 7200.0), help="quiet on the open stage after which the curtain falls")
    piece_s: float = setting(45.0, unit="s", range=(10.0, 600.0), help="music after which a silence ends a whole piece, and the house rises by itself")
    shot_s: float = setting(16.0, unit="s", range=(0.0, 3600.0),
                            help="an act is seen from one place about so long, then, where a phrase begins, from another; 0: always from its own")
    dream_s: float = setting(12.0, unit="s", range=(0.0, 3600.0),
                             help="without any signal for so long the stage dreams the overture silently; four times as long once there was sound; 0: never")


SETTINGS = {"show": ShowSettings}
